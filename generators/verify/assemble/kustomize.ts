import { identify, parseYaml, valueAt, type Path, type YamlDocument } from "../../document/index.ts";
import type { Finding, Place } from "../../finding.ts";
import { found } from "../codes.ts";
import { KUSTOMIZATION_NAMES, isInChart, type Files } from "../read/files.ts";
import { listAt, mapsAt } from "../read/shape.ts";
import type { Building, Where } from "./building.ts";
import { generated } from "./generate.ts";
import { itemOf, nameOf, placeOfName, type Item } from "./item.ts";
import { overlaid, overlayOf, type Overlay } from "./overlay.ts";
import { applyPatch } from "./patches.ts";
import { isRemote, join, resolve } from "./paths.ts";
import { addMetadata, addTemplateLabels, replaceImages, setNamespace } from "./transform.ts";

export const kustomizationOf = (files: Files, folder: string): string | undefined => KUSTOMIZATION_NAMES.map((name) => join(folder, name)).find((path) => files.texts.has(path));

/**
 * Builds a folder as Flux does: by its kustomization, or, when it has none, from every manifest in and below it.
 * `from` is the place that names the folder, `flux` what the Flux Kustomization adds.
 */
export function buildForFlux(building: Building, folder: string, from: Where, at: Path, flux?: Overlay): Item[] {
  if (!building.files.folders.has(folder)) {
    building.findings.push(missing(from(), at, folder, "folder"));
    return flux === undefined ? [] : overlay({ building, folder, within: [folder] }, [], { ...flux, patches: [] });
  }
  if (kustomizationOf(building.files, folder) !== undefined) return buildFolder(building, folder, [], [], flux);
  return flux === undefined ? buildWithout(building, folder) : overlay({ building, folder, within: [folder] }, buildWithout(building, folder), flux);
}

/** A folder without a kustomization: Flux lists every manifest below it, and folders that have one by that. */
function buildWithout(building: Building, folder: string): Item[] {
  building.folders.add(folder);
  return [...(building.files.folders.get(folder) ?? [])].sort().flatMap((name) => {
    const path = join(folder, name);
    if (building.files.folders.has(path)) return kustomizationOf(building.files, path) === undefined ? buildWithout(building, path) : buildFolder(building, path, [], []);
    return /\.ya?ml$/.test(name) && !isInChart(path, building.files.folders) ? manifestsOf(building, path) : [];
  });
}

/** What one kustomization makes of what it lists; a component adds to what its user has collected. */
function buildFolder(building: Building, folder: string, collected: readonly Item[], within: readonly string[], flux?: Overlay): Item[] {
  const path = kustomizationOf(building.files, folder) as string;
  building.reached.add(path);
  building.folders.add(folder);
  const document = building.files.yaml.get(path)?.documents[0];
  if (document === undefined) return [...collected];
  const isComponent = valueAt(document.data, ["kind"]) === "Component";
  let items = isComponent ? [...collected] : [];
  const step: Step = { building, folder, within: [...within, folder] };
  for (const list of ["resources", "bases"]) {
    for (const [entry, at] of entriesOf(document, list)) items = withResource(step, entry, () => document.placeOf([list, at]), [list, at], items);
  }
  items.push(...generated(building, folder, document));
  reportOutside(building, document, folder);
  const built = overlay(step, items, overlaid(overlayOf(document), flux) as Overlay);
  return ["namePrefix", "nameSuffix"].some((field) => Boolean(valueAt(document.data, [field]))) ? built.map((item) => ({ ...item, renamed: true })) : built;
}

interface Step {
  readonly building: Building;
  readonly folder: string;
  readonly within: readonly string[];
}

/** Components, patches, then the transformers in the order of kustomize. */
function overlay(step: Step, items: readonly Item[], changes: Overlay): Item[] {
  let result = [...items];
  for (const { entry, place, at } of changes.components) result = withComponent(step, entry, place, at, result);
  reportTwice(step.building, result);
  for (const entry of [...changes.strategicPatches, ...changes.patches]) result = applyPatch(step.building, result, entry);
  const { namespace, annotations, images } = changes;
  if (namespace !== undefined) result = result.map((item) => setNamespace(item, namespace));
  for (const { pairs, includeSelectors, includeTemplates } of changes.labels) {
    if (Object.keys(pairs).length === 0) continue;
    result = result.map((item) => addMetadata(item, "labels", pairs));
    if (includeSelectors || includeTemplates) result = result.map((item) => addTemplateLabels(item, pairs, includeSelectors));
  }
  if (Object.keys(annotations).length > 0) result = result.map((item) => addMetadata(item, "annotations", annotations));
  for (const entry of changes.operations) result = applyPatch(step.building, result, entry);
  return images.length === 0 ? result : result.map((item) => replaceImages(item, images));
}

function withResource(step: Step, entry: string, place: Where, at: Path, items: Item[]): Item[] {
  const { building, folder } = step;
  if (isRemote(entry)) {
    building.findings.push(found("verify/outside-embedded-build", place(), at, `\`${entry}\` lies outside this repository, so what it holds is not checked.`, "Keep a copy in the repository when its content matters to you."));
    return items;
  }
  const path = resolve(folder, entry);
  if (path !== undefined && building.files.texts.has(path)) return [...items, ...manifestsOf(building, path)];
  if (path === undefined || !building.files.folders.has(path)) {
    building.findings.push(missing(place(), at, path ?? entry, "file or folder"));
    return items;
  }
  return [...items, ...descend(step, path, place, at, [])];
}

function withComponent(step: Step, entry: string, place: Where, at: Path, items: Item[]): Item[] {
  const { building, folder } = step;
  const path = isRemote(entry) ? undefined : resolve(folder, entry);
  if (path === undefined || !building.files.folders.has(path)) {
    building.findings.push(missing(place(), at, path ?? entry, "folder"));
    return items;
  }
  return descend(step, path, place, at, items);
}

function descend(step: Step, path: string, place: Where, at: Path, collected: readonly Item[]): Item[] {
  const { building, within } = step;
  if (within.includes(path)) {
    building.findings.push(found("verify/cycle", place(), at, `\`${path}\` includes itself: ${[...within.slice(within.indexOf(path)), path].join(" → ")}.`, "Remove one of these entries."));
    return [...collected];
  }
  if (kustomizationOf(building.files, path) === undefined) {
    building.findings.push(found("verify/missing-path", place(), at, `\`${path}\` has no kustomization.yaml, which kustomize needs in every folder that is listed.`, "Add one, or list its files one by one."));
    return [...collected];
  }
  return buildFolder(building, path, collected, within);
}

function manifestsOf(building: Building, path: string): Item[] {
  building.reached.add(path);
  const items: Item[] = [];
  for (const document of documentsOf(building, path)) {
    const kind = identify(document.data)?.kind ?? "";
    const list = kind.endsWith("List") ? valueAt(document.data, ["items"]) : undefined;
    const item = itemOf(document);
    if (Array.isArray(list)) list.forEach((data: unknown, at) => items.push(...listItem(document, data, at)));
    else if (item !== undefined) items.push(item);
    else building.findings.push(found("verify/not-a-manifest", document.placeOf([]), [], `\`${path}\` is applied, but this document has no apiVersion and kind.`, "Remove it from what is applied, or complete it."));
  }
  return items;
}

/** Documents of an applied file; kustomize does not look at the ending of its name. */
function documentsOf({ files, findings }: Building, path: string): readonly YamlDocument[] {
  const known = files.yaml.get(path);
  if (known !== undefined) return known.documents;
  const parsed = parseYaml(files.texts.get(path)?.text ?? "", path, { plain: true });
  findings.push(...parsed.findings);
  return parsed.documents;
}

function listItem(document: YamlDocument, data: unknown, at: number): Item[] {
  const identity = identify(data);
  return identity === undefined ? [] : [{ data: data as Item["data"], identity, file: document.file, document, base: ["items", at], hashed: false }];
}

/** Fields whose effect is not reproduced here, with the fields inside them that name files. */
const OUTSIDE = ["replacements", "vars", "namePrefix", "nameSuffix", "replicas", "transformers", "generators", "helmCharts", "helmChartInflationGenerator"] as const;

const FILE_LISTS = ["patchesStrategicMerge", "transformers", "generators", "validators", "configurations", "crds"] as const;

function reportOutside(building: Building, document: YamlDocument, folder: string): void {
  for (const path of consumedFiles(document, folder)) building.reached.add(path);
  for (const field of OUTSIDE) {
    const value = valueAt(document.data, [field]);
    if (value === undefined || value === null || (Array.isArray(value) && value.length === 0)) continue;
    building.findings.push(
      found("verify/outside-embedded-build", document.placeOf([field], "key"), [field], `\`${field}\` is not carried out here: the resources are checked as they are before it.`, "Nothing to do; run `kustomize build` to see the result."),
    );
  }
}

/** Folders that a kustomization builds upon. */
export function foldersIn(document: YamlDocument, folder: string): string[] {
  return ["resources", "bases", "components"].flatMap((list) => entriesOf(document, list).flatMap(([entry]) => (isRemote(entry) ? [] : (resolve(folder, entry) ?? []))));
}

/** Files that a kustomization reads for another purpose than to apply them as they are. */
export function consumedFiles(document: YamlDocument, folder: string): string[] {
  const named = [
    ...FILE_LISTS.flatMap((list) => entriesOf(document, list).map(([entry]) => entry)),
    ...["patches", "patchesJson6902", "replacements"].flatMap((list) => {
      return mapsAt(document.data, [list]).map(({ path }) => path);
    }),
    valueAt(document.data, ["openapi", "path"]),
  ];
  return named.flatMap((path) => (typeof path === "string" && !path.includes("\n") ? (resolve(folder, path) ?? []) : []));
}

function reportTwice(building: Building, items: readonly Item[]): void {
  const seen = new Map<string, Item>();
  for (const item of items) {
    const first = seen.get(item.identity.key);
    if (first !== undefined && !isRenamed(item) && !isRenamed(first)) building.findings.push(twice(item, first));
    else seen.set(item.identity.key, item);
  }
}

/** What it will be called is not known here, so it may be the same as nothing. */
export const isRenamed = ({ renamed }: Item): boolean => renamed === true;

export function twice(item: Item, first: Item): Finding {
  const other = placeOfName(first);
  return found(
    "verify/same-resource-twice",
    placeOfName(item),
    [],
    `${nameOf(item.identity)} is declared here and in ${other.file}:${other.line ?? 1}. One of the two is lost, or the build fails.`,
    "Remove one, or give it another name.",
  );
}

/** Entries of a list of paths with their indices. */
const entriesOf = (document: YamlDocument, list: string): readonly (readonly [entry: string, at: number])[] =>
  listAt(document.data, [list]).flatMap((entry, at) => (typeof entry === "string" ? [[entry, at] as const] : []));

/** What is named and does not exist. */
export function missing(place: Place, at: Path, path: string, what: string): Finding {
  return found("verify/missing-path", place, at, `\`${path}\` is named here, but there is no such ${what}.`, "Create it, correct the name, or remove the entry.");
}
