import type { Path } from "../../document/index.ts";
import { isKustomizationFile, type Files } from "../read/files.ts";
import { textAt } from "../read/shape.ts";
import type { Building } from "./building.ts";
import type { Cluster } from "./cluster.ts";
import { itemOf, placeOf, type Item } from "./item.ts";
import { kustomizationOf, missing } from "./kustomize.ts";
import { folderOf, resolve } from "./paths.ts";

export const SYNC_PATH: Path = ["spec", "sync", "path"];

export const FLUX_GROUP = "kustomize.toolkit.fluxcd.io";

/**
 * Every folder that a FluxInstance synchronises, every `clusters/<name>` with a kustomization, and every `clusters/<name>` without
 * one that holds a Flux Kustomization: that is what `flux bootstrap` leaves, and Flux makes the kustomization itself.
 */
export function findClusters({ files, findings }: Building): Cluster[] {
  const roots = new Map<string, Cluster>();
  const bare = new Set<string>();
  for (const { path, documents } of files.yaml.values()) {
    const folder = folderOf(path);
    for (const document of documents) {
      const item = itemOf(document);
      if (item?.identity.group === FLUX_GROUP) addBare(files, path, bare);
      if (item?.identity.kind !== "FluxInstance") continue;
      const root = resolve("", textAt(item.data, SYNC_PATH) ?? ".");
      if (root !== undefined && files.folders.has(root)) roots.set(root, clusterOf(root, item));
      // An artifact has a tree of its own; a Git repository has this one.
      else if (textAt(item.data, ["spec", "sync", "kind"]) === "GitRepository") findings.push(missing(placeOf(item, SYNC_PATH), SYNC_PATH, root ?? "", "folder"));
    }
    if (isKustomizationFile(path) && lastOf(folderOf(folder)) === "clusters" && !roots.has(folder)) roots.set(folder, clusterOf(folder));
  }
  for (const folder of bare) if (![...roots.keys()].some((root) => overlap(root, folder))) roots.set(folder, clusterOf(folder));
  return [...roots.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

const clusterOf = (root: string, instance?: Item): Cluster => ({ name: lastOf(root), root, ...(instance === undefined ? {} : { instance }) });

/** The folder below the first `clusters` on the way to a file, when it has no kustomization of its own. */
function addBare(files: Files, path: string, bare: Set<string>): void {
  const parts = path.split("/");
  const at = parts.indexOf("clusters");
  if (at < 0 || at + 2 >= parts.length) return;
  const folder = parts.slice(0, at + 2).join("/");
  if (kustomizationOf(files, folder) === undefined) bare.add(folder);
}

/** What a root holds, or lies in, is no root of its own. */
const overlap = (a: string, b: string): boolean => a === "" || b === "" || a === b || a.startsWith(`${b}/`) || b.startsWith(`${a}/`);

const lastOf = (path: string): string => path.slice(path.lastIndexOf("/") + 1);
