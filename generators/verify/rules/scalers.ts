import { valueAt, type Path } from "../../document/index.ts";
import type { Finding } from "../../finding.ts";
import { namespaceOf, type Resource } from "../assemble/clusters.ts";
import { nameOf, placeOf } from "../assemble/item.ts";
import { found } from "../codes.ts";
import { asText, mapAt } from "../read/shape.ts";
import type { ClusterWorld } from "../world.ts";

const AT: Path = ["spec", "scaleTargetRef"];

const isScaler = ({ identity }: Resource): boolean => (identity.group === "autoscaling" && identity.kind === "HorizontalPodAutoscaler") || (identity.group === "keda.sh" && identity.kind === "ScaledObject");

const targetOf = (scaler: Resource): string => {
  const { kind = "Deployment", name } = mapAt(scaler.data, AT);
  return `${asText(kind) ?? ""}/${namespaceOf(scaler)}/${asText(name) ?? ""}`;
};

const idOf = (resource: Resource): string => `${resource.identity.kind}/${namespaceOf(resource)}/${resource.identity.name}`;

/** Whether something scales a workload. */
export function scaledBy(resources: readonly Resource[]): (resource: Resource) => boolean {
  const targets = new Set(resources.filter(isScaler).map(targetOf));
  return (resource) => targets.has(idOf(resource));
}

/** Flux leaves alone what it has created, or what is there, when the object says so. */
const isAppliedOnce = ({ data }: Resource): boolean => /^(?:ifnotpresent|ignore)$/i.test(String(valueAt(data, ["metadata", "annotations", "kustomize.toolkit.fluxcd.io/ssa"])));

/** Two that set the same number undo each other's work: two scalers, or a scaler and a fixed number in Git. */
export function scalers({ resources }: ClusterWorld): Finding[] {
  const first = new Map<string, Resource>();
  const findings: Finding[] = [];
  for (const scaler of resources.filter(isScaler)) {
    const target = targetOf(scaler);
    const before = first.get(target);
    if (before === undefined) first.set(target, scaler);
    else if (before.identity.key !== scaler.identity.key) findings.push(found("verify/scaled-twice", placeOf(scaler, [...AT, "name"]), [...AT, "name"], `${nameOf(before.identity)} scales this already: each undoes what the other does.`, "Keep one of them; a ScaledObject can have several triggers."));
  }
  for (const resource of resources) {
    const scaler = first.get(idOf(resource));
    const path: Path = ["spec", "replicas"];
    if (scaler === undefined || valueAt(resource.data, path) === undefined || isAppliedOnce(resource)) continue;
    findings.push(found("verify/scaled-twice", placeOf(resource, path), path, `${nameOf(scaler.identity)} scales this, and each time Git is applied the number jumps back to ${String(valueAt(resource.data, path))}.`, "Remove `replicas`, and set the smallest number in the scaler."));
  }
  return findings;
}
