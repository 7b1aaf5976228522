import type { Resource, Assembly, Cluster } from "./assemble/clusters.ts";
import type { Expectations } from "./expectations.ts";
import { made, type Made } from "./references/made.ts";
import { podsOf, type PodSet } from "./references/pods.ts";
import { opaqueNamespaces } from "./references/releases.ts";

/** Everything that rules look at, prepared once. */
export interface World {
  readonly clusters: readonly ClusterWorld[];
  readonly assembly: Assembly;
  /** Absent for a repository that nothing is known of: then what it does not make may exist all the same. */
  readonly expectations: Expectations | undefined;
}

export interface ClusterWorld {
  readonly cluster: Cluster;
  readonly resources: readonly Resource[];
  /** `kind/namespace/name` → what makes it. */
  readonly made: ReadonlyMap<string, Made>;
  readonly pods: readonly PodSet[];
  /** Namespaces in which a chart runs whose objects are not known. */
  readonly opaque: ReadonlySet<string>;
}

export function makeWorld(assembly: Assembly, expectations: Expectations | undefined): World {
  const byCluster = new Map<string, Resource[]>(assembly.clusters.map(({ name }) => [name, []]));
  for (const resource of assembly.resources) byCluster.get(resource.cluster.name)?.push(resource);
  return {
    assembly,
    expectations,
    clusters: assembly.clusters.map((cluster) => {
      const resources = byCluster.get(cluster.name) ?? [];
      return { cluster, resources, made: made(resources), pods: podsOf(resources), opaque: opaqueNamespaces(resources) };
    }),
  };
}
