import { identify, parseYaml, type Path, type YamlDocument } from "../../document/index.ts";
import type { Finding, Place } from "../../finding.ts";
import { found } from "../codes.ts";
import { asMap, asText, type Fields } from "../read/shape.ts";
import type { Building } from "./building.ts";
import { parseInline } from "./inline.ts";
import { locate, nameOf, withData, type Item, type Location } from "./item.ts";
import { jsonPatch, OperationFault, type Source } from "./json-patch.ts";
import { mergeKeysOf } from "./merge-keys.ts";
import { join, resolve } from "./paths.ts";
import { namedItem, selectItems, TargetFault } from "./selector.ts";
import { MergeFault, sourceOf, strategicMerge } from "./strategic-merge.ts";

/** An entry of `patches`, `patchesStrategicMerge` or `patchesJson6902`, and where it stands. */
export interface PatchEntry {
  /** Folder that the path of a patch file starts from. */
  readonly folder: string;
  readonly path?: string;
  readonly text?: string;
  readonly target?: Fields;
  readonly allowNameChange: boolean;
  readonly at: Path;
  /** Place of the entry, or of something in it. */
  readonly placeOf: (within: Path) => Place;
}

/** Carries out a patch on what a kustomization has collected. What it changes nothing of is reported. */
export function applyPatch(building: Building, items: readonly Item[], entry: PatchEntry): Item[] {
  const report: Report = (code, place, reason, remedy) => {
    if (code !== "verify/unmatched-patch" || !isBeforeBootstrap(building, entry.folder)) building.findings.push(found(code, place, entry.at, reason, remedy));
  };
  const documents = read(building, entry, report);
  try {
    const [first] = documents;
    if (first !== undefined && Array.isArray(first.data)) return withOperations(items, entry, first, report);
    return documents.reduce((result: readonly Item[], document) => withMerge(result, entry, document, documents.length, report), items) as Item[];
  } catch (error) {
    if (!(error instanceof TargetFault)) throw error;
    report("verify/patch-fails", entry.placeOf(["target"]), `The target of this patch cannot be read: ${error.message}.`, "Correct the target.");
    return [...items];
  }
}

/** `flux bootstrap` fills this file; until then it stands there empty, and patches of its Deployments have nothing to change yet. */
const isBeforeBootstrap = ({ files }: Building, folder: string): boolean => files.yaml.get(join(folder, "gotk-components.yaml"))?.documents.every(({ data }) => data === null) === true;

type Report = (code: "verify/unmatched-patch" | "verify/patch-fails" | "verify/missing-path", place: Place, reason: string, remedy: string) => void;

function read(building: Building, { folder, path: given, text, placeOf }: PatchEntry, report: Report): readonly YamlDocument[] {
  if (text !== undefined) {
    const header = placeOf(["patch"]);
    return kept(building, parseInline(text, header, building.files.texts.get(header.file)?.text ?? ""));
  }
  const path = given === undefined ? undefined : resolve(folder, given);
  const file = path === undefined ? undefined : building.files.texts.get(path);
  if (path === undefined || file === undefined) {
    report("verify/missing-path", placeOf(["path"]), given === undefined ? "This patch has neither `path` nor `patch`." : `\`${path ?? given}\` is named here, but there is no such file.`, "Create it, correct the name, or remove the entry.");
    return [];
  }
  building.reached.add(path);
  return building.files.yaml.get(path)?.documents ?? kept(building, parseYaml(file.text, path, { plain: true }));
}

function kept(building: Building, parsed: { readonly documents: readonly YamlDocument[]; readonly findings: readonly Finding[] }): readonly YamlDocument[] {
  building.findings.push(...parsed.findings);
  return parsed.documents;
}

function withMerge(items: readonly Item[], entry: PatchEntry, patch: YamlDocument, count: number, report: Report): Item[] {
  const identity = identify(patch.data);
  const place = (): Place => patch.placeOf([]);
  if (identity === undefined || identity.name === "" || (entry.target !== undefined && count > 1)) {
    report("verify/patch-fails", place(), identity === undefined || identity.name === "" ? "This patch does not say what it is: kustomize needs `apiVersion`, `kind` and `metadata.name` in it." : "A patch with a target can only be one document.", "Complete it, or give each document an entry of its own.");
    return [...items];
  }
  const selected = entry.target === undefined ? [namedItem(items, identity)].filter((item) => item !== undefined) : selectItems(items, entry.target);
  if (selected.length === 0) {
    const what = entry.target === undefined ? `${nameOf(identity)} in \`${identity.apiVersion}\`` : "its target";
    report("verify/unmatched-patch", entry.target === undefined ? place() : entry.placeOf(["target"]), `This patch changes ${what}, and nothing that this kustomization lists is that.`, nearMiss(items, identity) ?? "Correct what it names, list what it changes, or remove the patch.");
  }
  return items.flatMap((item) => (selected.includes(item) ? merged(item, patch, entry, report) : [item]));
}

/** Why a resource of that name is not the one that a patch means. */
function nearMiss(items: readonly Item[], { kind, name }: { readonly kind: string; readonly name: string }): string | undefined {
  const item = items.find((each) => each.identity.kind === kind && each.identity.name === name);
  return item && `There is ${nameOf(item.identity)} in \`${item.identity.apiVersion}\`: name it with that namespace and version.`;
}

function merged(item: Item, patch: YamlDocument, entry: PatchEntry, report: Report): Item[] {
  try {
    const { value, trace } = strategicMerge(item.data, patch.data, mergeKeysOf(item.identity));
    return value === undefined ? [] : [patchedItem(item, value, patch, entry, (path) => sourceOf(trace, path))];
  } catch (error) {
    if (!(error instanceof MergeFault)) throw error;
    report("verify/patch-fails", patch.placeOf([]), `This patch cannot be laid over ${nameOf(item.identity)}: ${error.message}.`, "Write the patch in the shape of what it changes.");
    return [item];
  }
}

/** Kind, name and namespace stay: a patch is laid over something, it makes nothing else of it. */
function patchedItem(item: Item, value: unknown, patch: YamlDocument, { allowNameChange }: PatchEntry, source: (path: Path) => Source): Item {
  const { apiVersion, kind } = item.identity;
  const { name, namespace, ...metadata } = asMap(asMap(value)["metadata"]);
  const own = asMap(item.data["metadata"]);
  const called = allowNameChange ? (name ?? own["name"]) : own["name"];
  const data = { ...asMap(value), apiVersion, kind, metadata: { ...metadata, ...(called === undefined ? {} : { name: called }), ...(own["namespace"] === undefined ? {} : { namespace: own["namespace"] }) } };
  return {
    ...withData(item, data),
    locate: (path): Location => {
      const from = source(path);
      const stays = path.length === 1 ? path[0] === "apiVersion" || path[0] === "kind" : path.length === 2 && path[0] === "metadata" && (path[1] === "name" || path[1] === "namespace");
      return "patch" in from && !stays ? { document: patch, path: from.patch } : locate(item, "target" in from ? from.target : path);
    },
  };
}

function withOperations(items: readonly Item[], entry: PatchEntry, patch: YamlDocument, report: Report): Item[] {
  if (entry.target === undefined) {
    report("verify/patch-fails", entry.placeOf([]), "A patch of operations needs a `target`.", "Say what it changes.");
    return [...items];
  }
  const selected = selectItems(items, entry.target);
  if (selected.length === 0) report("verify/unmatched-patch", entry.placeOf(["target"]), `This patch changes ${describe(entry.target)}, and nothing that this kustomization lists is that.`, "Correct the target, list what it means, or remove the patch.");
  return items.map((item) => {
    if (!selected.includes(item)) return item;
    try {
      const { value, sourceOf: source } = jsonPatch(item.data, (patch.data as readonly unknown[]).map(asMap));
      return { ...withData(item, asMap(value)), locate: (path): Location => located(source(path), patch, item) };
    } catch (error) {
      if (!(error instanceof OperationFault)) throw error;
      report("verify/patch-fails", patch.placeOf(error.at), `This operation fails on ${nameOf(item.identity)}: ${error.message}.`, "Correct the path, or remove the operation.");
      return item;
    }
  });
}

const located = (source: Source, patch: YamlDocument, item: Item): Location => ("patch" in source ? { document: patch, path: source.patch } : locate(item, source.target));

const describe = (target: Fields): string => Object.entries(target).map(([field, value]) => `${field} \`${asText(value) ?? ""}\``).join(", ");
