import type { Item } from "./item.ts";

/** A resource as a cluster receives it. */
export interface Resource extends Item {
  readonly cluster: Cluster;
  /** The Flux Kustomization that applies it. */
  readonly owner: string;
}

export interface Cluster {
  readonly name: string;
  /** Folder that Flux starts at. Absent when the repository has no such folder and is looked at as a whole. */
  readonly root?: string;
  /** The instance that starts Flux, when the repository declares it. */
  readonly instance?: Item;
}
