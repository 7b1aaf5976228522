import { valueAt, type Path } from "../../document/index.ts";
import type { Finding } from "../../finding.ts";
import { namespaceOf, type Resource } from "../assemble/clusters.ts";
import { nameOf, placeOf, placeOfName } from "../assemble/item.ts";
import { found } from "../codes.ts";
import { textsOf } from "../read/shape.ts";
import { selectorOf, selects, templateOf } from "../references/pods.ts";
import type { ClusterWorld } from "../world.ts";
import { scaledBy } from "./scalers.ts";

/** Labels by which people say what a namespace is for. */
const STAGE = ["environment", "env", "tier", "stage", "app.kubernetes.io/environment"];
const PRODUCTION = /^(?:prod|production|prd)$/;

/**
 * One pod where more are expected. That is known only where the repository says so: the namespace carries a label of production and a
 * Service sends to the pod, or a disruption budget covers it. A Deployment that is replaced as a whole (`Recreate`) is single by
 * choice, and what something scales has no fixed number.
 */
export function singleReplica({ resources, surroundings }: ClusterWorld): Finding[] {
  const scaled = scaledBy(resources);
  return resources.flatMap((resource) => {
    const template = templateOf(resource);
    const count = valueAt(resource.data, ["spec", "replicas"]) ?? 1;
    if (template === undefined || count !== 1 || !["Deployment", "StatefulSet"].includes(resource.identity.kind) || resource.identity.group !== "apps") return [];
    if (valueAt(resource.data, ["spec", "strategy", "type"]) === "Recreate" || scaled(resource)) return [];
    const labels = textsOf(valueAt(resource.data, [...template, "metadata", "labels"]));
    const budget = resources.find((each) => each.identity.kind === "PodDisruptionBudget" && takes(each, resource, labels) && valueAt(each.data, ["spec", "minAvailable"]) === undefined && ![0, "0", "0%"].includes(valueAt(each.data, ["spec", "maxUnavailable"]) as never));
    const own = surroundings.find("Namespace", "", namespaceOf(resource));
    const stage = textsOf(own && valueAt(own.data, ["metadata", "labels"]));
    const isServed = STAGE.some((label) => PRODUCTION.test(stage[label] ?? "")) && resources.some((each) => each.identity.kind === "Service" && each.identity.group === "" && takes(each, resource, labels));
    const because = budget !== undefined ? `${nameOf(budget.identity)} covers it` : isServed ? "its namespace is one of production" : undefined;
    if (because === undefined) return [];
    const path: Path = ["spec", "replicas"];
    const place = valueAt(resource.data, path) === undefined ? placeOfName(resource) : placeOf(resource, path);
    return [found("verify/single-replica", place, path, `${nameOf(resource.identity)} runs one pod, although ${because}: every update and every drain of its node stops the service.`, "Run two or more, spread over nodes.")];
  });
}

function takes(chooser: Resource, resource: Resource, labels: Readonly<Record<string, string>>): boolean {
  const given = valueAt(chooser.data, ["spec", "selector"]);
  const selector = selectorOf(given, chooser.identity.kind === "Service");
  return namespaceOf(chooser) === namespaceOf(resource) && Object.keys(selector.matchLabels ?? {}).length + (selector.matchExpressions ?? []).length > 0 && selects(selector, { namespace: "", labels });
}
