import { valueAt, type Path } from "../../document/index.ts";
import { namespaceOf, type Resource } from "../assemble/clusters.ts";
import { asList, asMap, asText, mapsAt, textList, textsOf } from "../read/shape.ts";
import { workflowSpecOf } from "./workflow-spec.ts";
import type { Release } from "./releases.ts";

/** Pods of one workload: their labels. A list means one of these values, null any value. */
export interface PodSet {
  readonly namespace: string;
  readonly labels: Readonly<Record<string, string | readonly string[] | null>>;
}

export interface Selector {
  readonly matchLabels?: Readonly<Record<string, string>>;
  readonly matchExpressions?: readonly { readonly key: string; readonly operator: string; readonly values?: readonly string[] }[];
}

/** A selector as far as it has the shape of one. `plain` is the form of Services: labels alone. */
export function selectorOf(value: unknown, plain = false): Selector {
  if (plain) return { matchLabels: textsOf(value) };
  const { matchLabels, matchExpressions } = asMap(value);
  return {
    matchLabels: textsOf(matchLabels),
    matchExpressions: asList(matchExpressions).map(asMap).map(({ key, operator, values }) => ({ key: asText(key) ?? "", operator: asText(operator) ?? "", values: textList(values) })),
  };
}

/** Kinds with a pod template or a pod, and where it stands. */
export const POD_TEMPLATES: Readonly<Record<string, Path>> = {
  "/Pod": [],
  "apps/Deployment": ["spec", "template"],
  "apps/StatefulSet": ["spec", "template"],
  "apps/DaemonSet": ["spec", "template"],
  "apps/ReplicaSet": ["spec", "template"],
  "/ReplicationController": ["spec", "template"],
  "batch/Job": ["spec", "template"],
  "batch/CronJob": ["spec", "jobTemplate", "spec", "template"],
  "temporal.io/WorkerDeployment": ["spec", "template"],
};

export const templateOf = ({ identity }: Pick<Resource, "identity">): Path | undefined => POD_TEMPLATES[`${identity.group}/${identity.kind}`];

/** Every set of pods that the resources of a cluster are known to run. */
export function podsOf(resources: readonly Resource[], releases: readonly Release[]): PodSet[] {
  const issuers = resources.filter(({ identity }) => identity.group === "cert-manager.io" && (identity.kind === "Issuer" || identity.kind === "ClusterIssuer"));
  const sets = resources.flatMap((resource): PodSet[] => {
    const namespace = namespaceOf(resource);
    const template = templateOf(resource);
    if (template !== undefined) return [{ namespace, labels: textsOf(valueAt(resource.data, [...template, "metadata", "labels"])) }];
    const workflow = workflowSpecOf(resource);
    if (workflow !== undefined) return workflowPods(resource, namespace, workflow);
    if (resource.identity.group === "cert-manager.io" && resource.identity.kind === "Certificate") return solverPods(resource, namespace, issuers);
    return resource.identity.group === "postgresql.cnpg.io" ? databasePods(resource, namespace) : [];
  });
  for (const { provided } of releases) for (const { namespace, podLabels } of provided) if (podLabels !== undefined) sets.push({ namespace, labels: podLabels });
  return sets;
}

/** Pods of Argo Workflows: one set for each template that runs something, with the labels that the controller adds. */
function workflowPods(resource: Resource, namespace: string, at: Path): PodSet[] {
  const added = { "workflows.argoproj.io/workflow": null, "workflows.argoproj.io/completed": ["true", "false"] };
  const shared = textsOf(valueAt(resource.data, [...at, "podMetadata", "labels"]));
  const sets = mapsAt(resource.data, [...at, "templates"])
    .filter((template) => template["container"] !== undefined || template["script"] !== undefined || template["containerSet"] !== undefined)
    .map((template) => ({ namespace, labels: { ...added, ...shared, ...textsOf(valueAt(template, ["metadata", "labels"])) } }));
  return sets.length > 0 ? sets : [{ namespace, labels: { ...added, ...shared } }];
}

/** Pods with which cert-manager answers an ACME server, beside the Certificate. Of an issuer that is not here nobody knows whether it is one. */
function solverPods(certificate: Resource, namespace: string, issuers: readonly Resource[]): PodSet[] {
  const { kind = "Issuer", name } = asMap(valueAt(certificate.data, ["spec", "issuerRef"]));
  const issuer = issuers.find(({ identity }) => identity.kind === kind && identity.name === name && (kind === "ClusterIssuer" || identity.namespace === certificate.identity.namespace));
  const answers = issuer === undefined || valueAt(issuer.data, ["spec", "acme"]) !== undefined;
  return answers ? [{ namespace, labels: { "acme.cert-manager.io/http01-solver": "true", "acme.cert-manager.io/http-domain": null, "acme.cert-manager.io/http-token": null } }] : [];
}

/** Pods of CloudNativePG: instances, and the Jobs that initialise or restore them. */
function databasePods(resource: Resource, namespace: string): PodSet[] {
  const { kind, name } = resource.identity;
  const inherited = textsOf(valueAt(resource.data, ["spec", "inheritedMetadata", "labels"]));
  if (kind === "Pooler") return [{ namespace, labels: { "cnpg.io/poolerName": name, "cnpg.io/podRole": "pooler" } }];
  if (kind !== "Cluster") return [];
  return [
    { namespace, labels: { ...inherited, "cnpg.io/cluster": name, "cnpg.io/podRole": "instance", "cnpg.io/instanceName": null, "cnpg.io/instanceRole": ["primary", "replica"], role: ["primary", "replica"] } },
    { namespace, labels: { ...inherited, "cnpg.io/cluster": name, "cnpg.io/jobRole": null } },
  ];
}

/** Whether a selector takes at least some of the pods of a set. */
export function selects(selector: Selector, { labels }: PodSet): boolean {
  const can = (key: string, accept: (value: string) => boolean): boolean => {
    const value = Object.hasOwn(labels, key) ? labels[key] : undefined;
    return value === null || (typeof value === "string" ? accept(value) : (value ?? []).some(accept));
  };
  return (
    Object.entries(selector.matchLabels ?? {}).every(([key, wanted]) => can(key, (value) => value === wanted)) &&
    (selector.matchExpressions ?? []).every(({ key, operator, values = [] }) => {
      if (operator === "In") return can(key, (value) => values.includes(value));
      if (operator === "Exists") return can(key, () => true);
      if (operator === "DoesNotExist") return !Object.hasOwn(labels, key);
      return !Object.hasOwn(labels, key) || can(key, (value) => !values.includes(value));
    })
  );
}
