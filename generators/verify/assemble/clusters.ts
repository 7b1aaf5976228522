import { valueAt, type Path, type YamlDocument } from "../../document/index.ts";
import type { Finding, Place } from "../../finding.ts";
import { found } from "../codes.ts";
import { isInChart, isKustomizationFile, type Files } from "../read/files.ts";
import { textAt, textsOf } from "../read/shape.ts";
import { buildAlone, faultsAlone, isSync, lostPaths, noCluster } from "./alone.ts";
import type { Building } from "./building.ts";
import type { Cluster, Resource } from "./cluster.ts";
import { itemOf, nameOf, placeOf, placeOfName, type Item } from "./item.ts";
import { buildForFlux, consumedFiles, isRenamed, kustomizationOf, missing, twice } from "./kustomize.ts";
import { overlayOfFlux } from "./overlay.ts";
import { kustomizationTexts } from "./kustomization-text.ts";
import { folderOf, resolve } from "./paths.ts";
import { findClusters, FLUX_GROUP, SYNC_PATH } from "./roots.ts";
import { isNamespaced } from "./scope.ts";
import { addSources, isGit, otherSource, type Sources } from "./sources.ts";
import { addMetadata } from "./transform.ts";

export type { Cluster, Resource } from "./cluster.ts";

export interface Assembly {
  readonly clusters: readonly Cluster[];
  readonly resources: readonly Resource[];
  /** Manifests that no cluster receives. */
  readonly loose: readonly Item[];
  readonly kustomizations: readonly YamlDocument[];
  readonly findings: readonly Finding[];
  /** Files that something applies, or that go into something that is applied. */
  readonly reached: ReadonlySet<string>;
}

/**
 * What each cluster receives: from its sync folder through every Flux Kustomization found on the way. Without a cluster, what every
 * kustomization that stands alone makes, and every other manifest as it is written.
 */
export function assemble(files: Files): Assembly {
  const building: Building = { files, findings: kustomizationTexts(files), reached: new Set(), folders: new Set() };
  const clusters = findClusters(building);
  const resources = clusters.flatMap((cluster) => assembleCluster(building, cluster));
  const kustomizations = [...files.yaml.values()].filter(({ path }) => isKustomizationFile(path) && !isInChart(path, files.folders)).flatMap(({ documents }) => documents.slice(0, 1));
  const aside = new Set(kustomizations.flatMap((document) => consumedFiles(document, folderOf(document.file))));
  const isolated = clusters.length > 0 ? [] : buildAlone(building, kustomizations);
  const loose = [...files.yaml.values()]
    .filter(({ path }) => !building.reached.has(path) && !aside.has(path) && !isKustomizationFile(path) && !isInChart(path, files.folders))
    .flatMap(({ documents }) => documents.flatMap((document) => itemOf(document) ?? []));
  if (clusters.length > 0) return { clusters, resources, loose, kustomizations, reached: building.reached, findings: [...building.findings, ...unreachable(building, loose), ...faultsAlone(building, kustomizations), ...lostPaths(building, loose)] };
  const alone: Cluster = { name: "repository" };
  const items = [...isolated, ...loose];
  return { clusters: [alone], resources: items.map((item) => ({ ...item, cluster: alone, owner: "" })), loose: [], kustomizations, reached: building.reached, findings: [noCluster(), ...building.findings, ...lostPaths(building, items)] };
}

function assembleCluster(building: Building, cluster: Cluster): Resource[] {
  const resources: Resource[] = [];
  const first = new Map<string, Item>();
  const keys = new Set<string>();
  const sources: Sources = new Map();
  const start = cluster.instance === undefined ? (): Place => ({ file: kustomizationOf(building.files, cluster.root ?? "") ?? "" }) : (): Place => placeOf(cluster.instance as Item, SYNC_PATH);
  const queue: { readonly owner: string; readonly items: readonly Item[] }[] = [{ owner: "flux-system", items: buildForFlux(building, cluster.root ?? "", start, SYNC_PATH) }];
  const built = new Set<string>();
  for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
    const owner = next.owner;
    addSources(sources, next.items);
    for (const item of next.items) {
      const before = first.get(item.identity.key);
      if (before === undefined) first.set(item.identity.key, item);
      else if (before !== item && !isRenamed(item) && !isRenamed(before) && !keys.has(ownedKey(owner, item))) building.findings.push(twice(item, before));
      keys.add(ownedKey(owner, item));
      resources.push({ ...item, cluster, owner });
      if (item.identity.group !== FLUX_GROUP || built.has(item.identity.key) || isSync(item, cluster.root)) continue;
      built.add(item.identity.key);
      queue.push({ owner: item.identity.name, items: applied(building, cluster, item, sources) });
    }
  }
  return resources;
}

/** Within one build the repetition is reported where it is built. */
const ownedKey = (owner: string, item: Item): string => `${owner} ${item.identity.key}`;

/** What one Flux Kustomization applies. */
function applied(building: Building, cluster: Cluster, flux: Item, sources: Sources): Item[] {
  const elsewhere = otherSource(flux, sources, cluster.instance && valueAt(cluster.instance.data, ["spec", "sync", "url"]));
  if (elsewhere !== undefined) return outside(building, flux, elsewhere);
  const at: Path = ["spec", "path"];
  const given = textAt(flux.data, at) ?? ".";
  const path = resolve("", given);
  if (path === undefined) {
    building.findings.push(missing(placeOf(flux, at), at, given, "folder"));
    return [];
  }
  if (cluster.instance === undefined && !isGit(flux) && !building.files.folders.has(path)) return outside(building, flux, "an artifact");
  let items = buildForFlux(building, path, () => placeOf(flux, at), at, overlayOfFlux(flux));
  for (const field of ["labels", "annotations"] as const) {
    const pairs = textsOf(valueAt(flux.data, ["spec", "commonMetadata", field]));
    if (Object.keys(pairs).length > 0) items = items.map((item) => addMetadata(item, field, pairs));
  }
  reportOutside(building, flux);
  return items;
}

function outside(building: Building, flux: Item, source: string): Item[] {
  const at: Path = ["spec", "sourceRef"];
  building.findings.push(found("verify/outside-embedded-build", placeOf(flux, at), at, `${nameOf(flux.identity)} takes its content from ${source}, not from this repository, so what it applies is not checked.`, "Nothing to do."));
  return [];
}

function reportOutside(building: Building, flux: Item): void {
  for (const field of ["namePrefix", "nameSuffix", "postBuild"]) {
    if (valueAt(flux.data, ["spec", field]) === undefined) continue;
    building.findings.push(
      found("verify/outside-embedded-build", placeOf(flux, ["spec", field], "key"), ["spec", field], `\`spec.${field}\` is not carried out here: the resources are checked as they are before it.`, "Nothing to do; run `flux build kustomization` to see the result."),
    );
  }
}

/** Manifests that lie where something is applied, and are applied by nothing: mostly a line forgotten in `resources`. */
function unreachable(building: Building, loose: readonly Item[]): Finding[] {
  const findings: Finding[] = [];
  const reported = new Set<string>();
  for (const item of loose) {
    const kustomized = nearestKustomization(building.files, folderOf(item.file));
    const unlisted = kustomized !== undefined && !building.folders.has(kustomized) ? kustomized : undefined;
    const subject = unlisted ?? item.file;
    if (reported.has(subject) || !isBelow(building.folders, unlisted === undefined ? folderOf(item.file) : folderOf(unlisted))) continue;
    reported.add(subject);
    findings.push(
      unlisted === undefined
        ? found("verify/unreachable", placeOfName(item), [], `${nameOf(item.identity)} is written here, but no kustomization lists this file, so no cluster receives it.`, "List the file under `resources`, or delete it.")
        : found("verify/unreachable", { file: kustomizationOf(building.files, unlisted) ?? unlisted, line: 1, column: 1 }, [], `Nothing refers to the folder \`${unlisted}\`, so no cluster receives what it holds.`, "Refer to it from a kustomization or a Flux Kustomization, or delete it."),
    );
  }
  return findings;
}

function nearestKustomization(files: Files, folder: string): string | undefined {
  for (let at = folder; ; at = folderOf(at)) {
    if (kustomizationOf(files, at) !== undefined) return at;
    if (at === "") return undefined;
  }
}

function isBelow(folders: ReadonlySet<string>, folder: string): boolean {
  for (let at = folder; ; at = folderOf(at)) {
    if (folders.has(at)) return true;
    if (at === "") return false;
  }
}

/** The namespace that a namespaced resource ends up in. */
export const namespaceOf = (item: Pick<Item, "identity">): string => (isNamespaced(item.identity) ? item.identity.namespace || "default" : "");

