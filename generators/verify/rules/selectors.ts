import { valueAt, type Path } from "../../document/index.ts";
import type { Finding } from "../../finding.ts";
import { namespaceOf, type Resource } from "../assemble/clusters.ts";
import { nameOf, placeOf } from "../assemble/item.ts";
import { found } from "../codes.ts";
import { selectorOf, selects, templateOf, type PodSet, type Selector } from "../references/pods.ts";
import { textsOf } from "../read/shape.ts";
import type { ClusterWorld } from "../world.ts";

/** Where kinds say which pods they mean, in their own namespace. */
const SELECTORS: Readonly<Record<string, { readonly at: Path; readonly plain?: true }>> = {
  "networking.k8s.io/NetworkPolicy": { at: ["spec", "podSelector"] },
  "/Service": { at: ["spec", "selector"], plain: true },
  "policy/PodDisruptionBudget": { at: ["spec", "selector"] },
  "monitoring.coreos.com/PodMonitor": { at: ["spec", "selector"] },
};

/** Finds the pods that a selector may take without a look at all of them: by namespace and its first label. */
function candidatesIn(pods: readonly PodSet[]): (namespace: string, selector: Selector) => readonly PodSet[] {
  const index = new Map<string, PodSet[]>();
  const add = (key: string, set: PodSet): void => void (index.get(key)?.push(set) ?? index.set(key, [set]));
  for (const set of pods) {
    add(JSON.stringify([set.namespace]), set);
    for (const [label, value] of Object.entries(set.labels)) add(JSON.stringify(typeof value === "string" ? [set.namespace, label, value] : [set.namespace, label]), set);
  }
  return (namespace, { matchLabels = {} }) => {
    const [first] = Object.entries(matchLabels);
    const keys = first === undefined ? [[namespace]] : [[namespace, first[0], first[1]], [namespace, first[0]]];
    return keys.flatMap((key) => index.get(JSON.stringify(key)) ?? []);
  };
}

/** A selector that matches no pod of the namespace protects, exposes or watches nothing. Without a cluster the pods may be elsewhere. */
export function selectors({ resources, pods, opaque, cluster }: ClusterWorld): Finding[] {
  const candidates = candidatesIn(pods);
  return resources.flatMap((resource) => {
    const row = SELECTORS[`${resource.identity.group}/${resource.identity.kind}`];
    const data = row && valueAt(resource.data, row.at);
    if (row === undefined || data === undefined || data === null || opaque.has(namespaceOf(resource))) return [];
    if (valueAt(resource.data, ["spec", "namespaceSelector"]) !== undefined) return [];
    const selector = selectorOf(data, row.plain);
    const isEmpty = Object.keys(selector.matchLabels ?? {}).length + (selector.matchExpressions ?? []).length === 0;
    if (isEmpty || candidates(namespaceOf(resource), selector).some((set) => selects(selector, set))) return [];
    return [found("verify/selects-nothing", placeOf(resource, row.at, "key"), row.at, `${nameOf(resource.identity)} selects ${describe(selector)}, and no pod that this repository makes in that namespace has that.`, "Compare it with the labels of the pods that are meant.", cluster.root === undefined ? "info" : undefined)];
  });
}

function describe({ matchLabels = {}, matchExpressions = [] }: Selector): string {
  return [...Object.entries(matchLabels).map(([key, value]) => `${key}=${value}`), ...matchExpressions.map(({ key, operator, values }) => `${key} ${operator} ${(values ?? []).join("|")}`.trim())].map((part) => `\`${part}\``).join(", ");
}

/** A workload whose selector does not take the pods of its own template is refused. */
export function ownSelectors({ resources }: ClusterWorld): Finding[] {
  return resources.flatMap((resource) => mismatch(resource) ?? []);
}

function mismatch(resource: Resource): Finding | undefined {
  const template = templateOf(resource);
  const at: Path = ["spec", "selector"];
  const given = valueAt(resource.data, at);
  if (resource.identity.group !== "apps" || template === undefined || given === undefined) return undefined;
  const selector = selectorOf(given);
  const labels = textsOf(valueAt(resource.data, [...template, "metadata", "labels"]));
  if (selects(selector, { namespace: "", labels })) return undefined;
  return found("verify/selector-mismatch", placeOf(resource, at, "key"), at, `${nameOf(resource.identity)} selects ${describe(selector)}, which the labels of its own pods do not have; a server refuses it.`, "Give the template these labels.");
}
