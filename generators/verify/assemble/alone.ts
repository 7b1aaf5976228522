import { valueAt, type Path, type YamlDocument } from "../../document/index.ts";
import type { Finding } from "../../finding.ts";
import { found, type Code } from "../codes.ts";
import { textAt } from "../read/shape.ts";
import type { Building } from "./building.ts";
import { placeOf, type Item } from "./item.ts";
import { buildForFlux, foldersIn, missing } from "./kustomize.ts";
import { folderOf, resolve } from "./paths.ts";
import { FLUX_GROUP } from "./roots.ts";
import { addSources, isGit, otherSource, type Sources } from "./sources.ts";

/** Builds every kustomization that no other refers to, each by itself, and those that only refer to each other. */
export function buildAlone(building: Building, kustomizations: readonly YamlDocument[]): Item[] {
  const referred = new Set(kustomizations.flatMap((document) => foldersIn(document, folderOf(document.file))));
  // A component says how to change what includes it; by itself it is nothing.
  const whole = kustomizations.filter((document) => textAt(document.data, ["kind"]) !== "Component");
  const isTop = (document: YamlDocument): boolean => !referred.has(folderOf(document.file));
  return [...whole.filter(isTop), ...whole.filter((document) => !isTop(document))].flatMap((document) => {
    const folder = folderOf(document.file);
    return building.folders.has(folder) ? [] : buildForFlux(building, folder, () => ({ file: document.file, line: 1, column: 1 }), []);
  });
}

/** What is wrong with a build whoever uses it. */
const CERTAIN: readonly Code[] = ["verify/missing-path", "verify/cycle"];

/** Faults of the kustomizations that no cluster applies: they may wait for their use, but not for what they name. */
export function faultsAlone(building: Building, kustomizations: readonly YamlDocument[]): Finding[] {
  const aside: Building = { ...building, findings: [], reached: new Set(), folders: new Set() };
  buildAlone(aside, kustomizations.filter((document) => !building.folders.has(folderOf(document.file))));
  return aside.findings.filter(({ code }) => (CERTAIN as readonly string[]).includes(code));
}

const AT: Path = ["spec", "path"];

/** Flux Kustomizations that no cluster applies, whose folder does not exist. One that takes its content from elsewhere says nothing of this repository. */
export function lostPaths({ files }: Building, items: readonly Item[]): Finding[] {
  const sources: Sources = new Map();
  addSources(sources, items);
  return items.flatMap((item) => {
    const given = textAt(item.data, AT);
    if (item.identity.group !== FLUX_GROUP || given === undefined || given.includes("${") || !isGit(item) || otherSource(item, sources, undefined) !== undefined) return [];
    const path = resolve("", given);
    return path !== undefined && files.folders.has(path) ? [] : [missing(placeOf(item, AT), AT, path ?? given, "folder")];
  });
}

/** Said once, so that a short report is not taken for a sound repository. */
export function noCluster(): Finding {
  const reason = "No cluster was found: there is neither a FluxInstance nor a folder `clusters/<name>` with a kustomization or a Flux Kustomization. Nothing was assembled as a cluster receives it; files were checked one by one, and each kustomization by itself.";
  const { code, severity, remedy } = found("verify/no-cluster", { file: "" }, [], reason, "Name the root of a Flux repository when this is meant to be one; otherwise nothing to do.");
  return { code, severity, reason, remedy };
}

/** True for the Kustomization that synchronises the root of its cluster, which is where building began. */
export const isSync = (item: Item, root: string | undefined): boolean => root !== undefined && root !== "" && resolve("", textAt(item.data, AT) ?? ".") === root && valueAt(item.data, ["spec", "targetNamespace"]) === undefined;
