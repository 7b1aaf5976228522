import { valueAt, type Path, type YamlDocument } from "../../document/index.ts";
import type { Place } from "../../finding.ts";
import { asMap, asText, listAt, mapAt, mapsAt, textAt, textsOf, type Fields } from "../read/shape.ts";
import type { Where } from "./building.ts";
import { placeOf, type Item } from "./item.ts";
import type { PatchEntry } from "./patches.ts";
import { folderOf } from "./paths.ts";
import type { ImageRule } from "./transform.ts";

/** What changes the resources of a build: the fields of a kustomization, and those of a Flux Kustomization, which are added to it. */
export interface Overlay {
  readonly components: readonly { readonly entry: string; readonly place: Where; readonly at: Path }[];
  readonly strategicPatches: readonly PatchEntry[];
  readonly patches: readonly PatchEntry[];
  readonly operations: readonly PatchEntry[];
  readonly namespace: string | undefined;
  readonly images: readonly ImageRule[];
  readonly labels: readonly { readonly pairs: Readonly<Record<string, string>>; readonly includeSelectors: boolean; readonly includeTemplates: boolean }[];
  readonly annotations: Readonly<Record<string, string>>;
}

/** What a kustomization says itself. */
export function overlayOf(document: YamlDocument): Overlay {
  const { data } = document;
  const folder = folderOf(document.file);
  const place = (at: Path) => (within: Path): Place => document.placeOf([...at, ...within]);
  const entries = (list: string): PatchEntry[] => mapsAt(data, [list]).map((fields, at) => patchEntry(fields, folder, [list, at], place([list, at])));
  const legacy = listAt(data, ["patchesStrategicMerge"]).flatMap((given, index): PatchEntry[] => {
    const at: Path = ["patchesStrategicMerge", index];
    const placeOf = (): Place => document.placeOf(at);
    if (typeof given !== "string") return [];
    return [{ folder, at, placeOf, allowNameChange: false, ...(given.includes("\n") ? { text: given } : { path: given }) }];
  });
  return {
    components: listAt(data, ["components"]).flatMap((entry, index) => (typeof entry === "string" ? [{ entry, place: () => document.placeOf(["components", index]), at: ["components", index] }] : [])),
    strategicPatches: legacy,
    patches: entries("patches"),
    operations: entries("patchesJson6902"),
    namespace: textAt(data, ["namespace"]),
    images: mapsAt(data, ["images"]).map(textsOf),
    labels: [...mapsAt(data, ["labels"]), { pairs: mapAt(data, ["commonLabels"]), includeSelectors: true, includeTemplates: true } as Fields].map(({ pairs, includeSelectors, includeTemplates }) => ({ pairs: textsOf(pairs), includeSelectors: includeSelectors === true, includeTemplates: includeTemplates === true })),
    annotations: textsOf(valueAt(data, ["commonAnnotations"])),
  };
}

/** What a Flux Kustomization adds to the kustomization of its path. */
export function overlayOfFlux(flux: Item): Overlay {
  return {
    components: listAt(flux.data, ["spec", "components"]).flatMap((entry, index) => {
      const at: Path = ["spec", "components", index];
      return typeof entry === "string" ? [{ entry, place: () => placeOf(flux, at), at }] : [];
    }),
    strategicPatches: [],
    patches: mapsAt(flux.data, ["spec", "patches"]).map((fields, index) => {
      const at: Path = ["spec", "patches", index];
      return patchEntry(fields, "", at, (within) => placeOf(flux, [...at, ...within]));
    }),
    operations: [],
    namespace: textAt(flux.data, ["spec", "targetNamespace"]),
    images: mapsAt(flux.data, ["spec", "images"]).map(textsOf),
    labels: [],
    annotations: {},
  };
}

/** A kustomization with what Flux adds: patches and components behind its own, the namespace instead of its own, images field by field. */
export function overlaid(own: Overlay | undefined, flux: Overlay | undefined): Overlay | undefined {
  if (own === undefined || flux === undefined) return own ?? flux;
  const images = new Map(own.images.map((rule) => [rule["name"], rule]));
  for (const rule of flux.images) {
    const before = images.get(rule["name"]);
    const choosesVersion = (rule["newTag"] ?? "") !== "" || (rule["digest"] ?? "") !== "";
    const { newTag: _tag, digest: _digest, ...kept } = before ?? {};
    images.set(rule["name"], { ...(choosesVersion ? kept : before), ...rule } as ImageRule);
  }
  return { ...own, components: [...own.components, ...flux.components], patches: [...own.patches, ...flux.patches], namespace: flux.namespace ?? own.namespace, images: [...images.values()] };
}

function patchEntry(fields: Fields, folder: string, at: Path, placeOf: (within: Path) => Place): PatchEntry {
  const [path, text, target] = [asText(fields["path"]), asText(fields["patch"]), fields["target"]];
  return {
    folder,
    at,
    placeOf,
    allowNameChange: asMap(fields["options"])["allowNameChange"] === true,
    ...(path === undefined ? {} : { path }),
    ...(text === undefined ? {} : { text }),
    ...(target === undefined || target === null ? {} : { target: asMap(target) }),
  };
}
