import { valueAt, type Path } from "../../document/index.ts";
import { namespaceOf, type Resource } from "../assemble/clusters.ts";
import { asText, listAt, mapAt, mapsAt, textAt } from "../read/shape.ts";
import { walk } from "../read/walk.ts";
import { requestsIn } from "./requests-pods.ts";
import { byTable, type Request, type Row } from "./rows.ts";

const kindOf = (reference: Readonly<Record<string, unknown>>): string => String(reference["kind"] ?? "");
const source: Row = { at: "spec.sourceRef", kind: kindOf, namespace: "namespace" };
const credentials: readonly Row[] = ["spec.secretRef", "spec.certSecretRef", "spec.proxySecretRef", "spec.verify.secretRef"].map((at) => ({ at, kind: "Secret" }));
const remote: Row = { at: "spec.kubeConfig.secretRef", kind: "Secret" };

const ROWS: Readonly<Record<string, readonly Row[]>> = {
  "kustomize.toolkit.fluxcd.io/Kustomization": [
    source,
    remote,
    { at: "spec.dependsOn[]", kind: "Kustomization", namespace: "namespace" },
    { at: "spec.decryption.secretRef", kind: "Secret" },
    { at: "spec.healthChecks[]", kind: kindOf, namespace: "namespace" },
    { at: "spec.targetNamespace", kind: "Namespace", name: "", clusterWide: true },
    { at: "spec.serviceAccountName", kind: "ServiceAccount", name: "" },
  ],
  "helm.toolkit.fluxcd.io/HelmRelease": [
    remote,
    { at: "spec.chart.spec.sourceRef", kind: kindOf, namespace: "namespace" },
    { at: "spec.chartRef", kind: kindOf, namespace: "namespace" },
    { at: "spec.dependsOn[]", kind: "HelmRelease", namespace: "namespace" },
    { at: "spec.targetNamespace", kind: "Namespace", name: "", clusterWide: true },
    { at: "spec.serviceAccountName", kind: "ServiceAccount", name: "" },
  ],
  "source.toolkit.fluxcd.io/GitRepository": credentials,
  "source.toolkit.fluxcd.io/HelmRepository": credentials,
  "source.toolkit.fluxcd.io/OCIRepository": credentials,
  "source.toolkit.fluxcd.io/Bucket": credentials,
  "notification.toolkit.fluxcd.io/Provider": credentials,
  "notification.toolkit.fluxcd.io/Receiver": credentials,
  "notification.toolkit.fluxcd.io/Alert": [{ at: "spec.providerRef", kind: "Provider" }],
  "fluxcd.controlplane.io/FluxInstance": [
    { at: "spec.sync.pullSecret", kind: "Secret", name: "" },
    { at: "spec.distribution.imagePullSecret", kind: "Secret", name: "" },
  ],
};

/** What Flux' own resources name, and what the values of a HelmRelease pass on to its pods. */
export function requestsOfFlux(resource: Resource): Request[] {
  const { group, kind } = resource.identity;
  if (!group.endsWith("fluxcd.io") && group !== "fluxcd.controlplane.io") return [];
  const requests = byTable(resource, ROWS[`${group}/${kind}`] ?? []);
  if (kind === "HelmRelease") requests.push(...valuesFrom(resource), ...inValues(resource));
  if (kind === "Kustomization") requests.push(...sourcesOf(resource, ["spec", "postBuild", "substituteFrom"]).map((request) => withoutKey(request)));
  return requests;
}

function sourcesOf(resource: Resource, path: Path): Request[] {
  return mapsAt(resource.data, path).flatMap(({ kind, name, valuesKey, optional }, at): Request[] =>
    typeof kind !== "string" || typeof name !== "string" || optional === true ? [] : [{ kind, namespace: namespaceOf(resource), name, key: asText(valuesKey) ?? "values.yaml", path: [...path, at, "name"], detailAt: [...path, at, "valuesKey"] }],
  );
}

const valuesFrom = (resource: Resource): Request[] => sourcesOf(resource, ["spec", "valuesFrom"]);

const withoutKey = ({ key: _key, detailAt: _at, ...request }: Request): Request => request;

/** Fields of values that name a Secret or ConfigMap by itself, in the charts that we install. */
const NAMED: Readonly<Record<string, string>> = { additionalEnvSecretName: "Secret", additionalEnvConfigMapName: "ConfigMap", existingSecret: "Secret" };

const TLS_FILES = ["tls.crt", "tls.key", "ca.crt"];

/** Values of our own charts that name something in a way of their own. */
const WORKER: readonly Row[] = [
  { at: "spec.values.secretEnv.*", kind: "Secret", key: (reference) => asText(reference["key"]) },
  ...TLS_FILES.map((file): Row => ({ at: "spec.values.tls", kind: "Secret", name: "secret", key: ({ clientCertificate }) => (clientCertificate === false && file !== "ca.crt" ? undefined : file) })),
];
const CODEC: readonly Row[] = [
  { at: "spec.values.encryption.local", kind: "Secret", name: "secretName", key: ({ secretKey }) => asText(secretKey) ?? "keys" },
  ...TLS_FILES.slice(0, 2).map((file): Row => ({ at: "spec.values.tls", kind: "Secret", name: "secretName", key: () => file })),
];
const OWN_CHARTS: Readonly<Record<string, readonly Row[]>> = { "temporal-worker": WORKER, "codec-server": CODEC };

/** Our charts take the names of pull secrets as texts. */
const pullSecrets = (resource: Resource, namespace: string): Request[] =>
  [["imagePullSecrets"], ["image", "pullSecrets"]].flatMap((list) => {
    const path: Path = ["spec", "values", ...list];
    return listAt(resource.data, path).flatMap((name, at) => (typeof name === "string" ? [{ kind: "Secret", namespace, name, path: [...path, at] }] : []));
  });

function inValues(resource: Resource): Request[] {
  const target = valueAt(resource.data, ["spec", "targetNamespace"]);
  const namespace = typeof target === "string" ? target : namespaceOf(resource);
  const root: Path = ["spec", "values"];
  const requests = requestsIn(resource.data, root, namespace);
  const chart = textAt(resource.data, ["spec", "chart", "spec", "chart"]);
  walk(resource.data, root, (value, path, parent) => {
    if (typeof value !== "string" || value === "") return;
    const name = path[path.length - 1] as string;
    const kind = NAMED[name];
    if (kind === undefined) return;
    // Of the charts that we know Temporal's alone says which key it takes when none is given.
    const key = name === "existingSecret" ? (valueAt(parent, ["secretKey"]) ?? (chart === "temporal" ? "password" : undefined)) : undefined;
    requests.push({ kind, namespace, name: value, path: [...path], ...(typeof key === "string" ? { key, detailAt: [...path.slice(0, -1), "secretKey"] } : {}) });
  });
  const own = chart === undefined ? undefined : OWN_CHARTS[chart.slice(chart.lastIndexOf("/") + 1)];
  if (own !== undefined) requests.push(...byTable(resource, own).map((request) => ({ ...request, namespace })), ...pullSecrets(resource, namespace));
  const { create, name: account } = mapAt(resource.data, [...root, "serviceAccount"]);
  if (create === false && typeof account === "string" && account !== "") requests.push({ kind: "ServiceAccount", namespace, name: account, path: [...root, "serviceAccount", "name"] });
  return requests;
}
