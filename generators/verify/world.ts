import { namespaceOf, type Assembly, type Cluster, type Resource } from "./assemble/clusters.ts";
import type { Expectations } from "./expectations.ts";
import { keyOf, made, type Made } from "./references/made.ts";
import { podsOf, type PodSet } from "./references/pods.ts";
import type { Files } from "./read/files.ts";
import { NOWHERE, type Surroundings } from "./references/surroundings.ts";
import { opaqueNamespaces, releasesOf, type OpaqueNamespaces, type Release } from "./references/releases.ts";

/** Everything that rules look at, prepared once. */
export interface World {
  readonly clusters: readonly ClusterWorld[];
  readonly assembly: Assembly;
  readonly files: Files;
  /** Absent for a repository that nothing is known of: then what it does not make may exist all the same. */
  readonly expectations: Expectations | undefined;
}

export interface ClusterWorld {
  readonly cluster: Cluster;
  readonly resources: readonly Resource[];
  /** `kind/namespace/name` → what makes it. */
  readonly made: ReadonlyMap<string, Made>;
  readonly surroundings: Surroundings;
  readonly pods: readonly PodSet[];
  readonly releases: readonly Release[];
  /** Namespaces in which a chart runs whose objects are not all known. */
  readonly opaque: OpaqueNamespaces;
  /** Whether nobody wants a backup of its database. */
  readonly withoutBackup: boolean;
}

export function makeWorld(assembly: Assembly, files: Files, expectations: Expectations | undefined): World {
  const byCluster = new Map<string, Resource[]>(assembly.clusters.map(({ name }) => [name, []]));
  for (const resource of assembly.resources) byCluster.get(resource.cluster.name)?.push(resource);
  return {
    assembly,
    files,
    expectations,
    clusters: assembly.clusters.map((cluster) => {
      const resources = byCluster.get(cluster.name) ?? [];
      const releases = releasesOf(resources, files);
      return { cluster, resources, releases, made: made(resources, releases), surroundings: surroundingsOf(cluster, resources, releases, expectations?.certManager?.[cluster.name]), pods: podsOf(resources, releases), opaque: opaqueNamespaces(releases), withoutBackup: expectations?.withoutBackup?.includes(cluster.name) === true };
    }),
  };
}

/** @param expected where cert-manager runs when no release of this cluster installs it */
function surroundingsOf(cluster: Cluster, resources: readonly Resource[], releases: readonly Release[], expected: string | undefined): Surroundings {
  const byKey = new Map(resources.map((resource) => [keyOf(resource.identity.kind, namespaceOf(resource), resource.identity.name), resource]));
  // Without a cluster two files may be two things of one name, and nobody knows which is meant.
  if (cluster.root === undefined) for (const resource of resources) {
    const key = keyOf(resource.identity.kind, namespaceOf(resource), resource.identity.name);
    if (byKey.get(key) !== resource) byKey.delete(key);
  }
  return { find: (kind, namespace, name) => byKey.get(keyOf(kind, namespace, name)), certManager: releases.find(({ chart }) => chart === "cert-manager")?.namespace ?? expected ?? NOWHERE.certManager };
}
