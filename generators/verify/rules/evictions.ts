import { valueAt, type Path } from "../../document/index.ts";
import type { Finding } from "../../finding.ts";
import { namespaceOf, type Resource } from "../assemble/clusters.ts";
import { nameOf, placeOf } from "../assemble/item.ts";
import { found } from "../codes.ts";
import { asMap, mapAt, textsOf, type Fields } from "../read/shape.ts";
import { selectorOf, selects, templateOf } from "../references/pods.ts";
import type { Release } from "../references/releases.ts";
import type { ClusterWorld } from "../world.ts";
import { scaledBy } from "./scalers.ts";

/** A disruption budget that never lets a pod go holds every drain of a node, and so every upgrade of the cluster. */
export function evictions({ resources, releases }: ClusterWorld): Finding[] {
  const budgets = resources.filter(({ identity }) => identity.group === "policy" && identity.kind === "PodDisruptionBudget").flatMap((budget) => blocking(budget, ["spec"], replicasOf(budget, resources)));
  return [...budgets, ...releases.filter(({ chart }) => chart === "temporal").flatMap(ofTemporal)];
}

/** Fewest pods of the workloads that a budget selects; undefined when they are not known or scaled by something else. */
function replicasOf(budget: Resource, resources: readonly Resource[]): number | undefined {
  const selector = selectorOf(valueAt(budget.data, ["spec", "selector"]));
  const scaled = resources.filter((resource) => {
    const template = templateOf(resource);
    return template !== undefined && resource.identity.group === "apps" && namespaceOf(resource) === namespaceOf(budget) && selects(selector, { namespace: "", labels: textsOf(valueAt(resource.data, [...template, "metadata", "labels"])) });
  });
  // How many a scaler runs is its own business.
  if (scaled.some(scaledBy(resources))) return undefined;
  const counts = scaled.map((resource) => valueAt(resource.data, ["spec", "replicas"]) ?? 1);
  return counts.length > 0 && counts.every((count) => typeof count === "number") ? counts.reduce((sum, count) => sum + (count as number), 0) : undefined;
}

function blocking(resource: Resource, at: Path, replicas: number | undefined): Finding[] {
  const { maxUnavailable, minAvailable } = asMap(valueAt(resource.data, at)) as Fields;
  const field = maxUnavailable === 0 || maxUnavailable === "0" || maxUnavailable === "0%" ? "maxUnavailable" : minAvailable === "100%" || (typeof minAvailable === "number" && replicas !== undefined && replicas > 0 && minAvailable >= replicas) ? "minAvailable" : undefined;
  if (field === undefined) return [];
  const path = [...at, field];
  const count = field === "minAvailable" && replicas !== undefined ? ` of ${replicas} ${replicas === 1 ? "pod" : "pods"}` : "";
  return [found("verify/blocks-evictions", placeOf(resource, path), path, `${nameOf(resource.identity)} lets no pod go: \`${field}: ${String(valueAt(resource.data, path))}\`${count}. No node that runs one can be drained.`, "Allow one to be away, `maxUnavailable: 1`, or run one more.")];
}

/** The chart makes a budget of each service from its values. */
function ofTemporal({ resource, values }: Release): Finding[] {
  const shared = valueAt(values, ["server", "replicaCount"]) ?? 1;
  return Object.keys(mapAt(values, ["server"])).flatMap((service) => {
    const at: Path = ["spec", "values", "server", service, "podDisruptionBudget"];
    const count = Number(valueAt(values, ["server", service, "replicaCount"]) ?? shared);
    return valueAt(resource.data, at) === undefined ? [] : blocking(resource, at, Number.isNaN(count) ? undefined : count);
  });
}
