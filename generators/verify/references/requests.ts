import type { Resource } from "../assemble/clusters.ts";
import { requestsOfArgo } from "./requests-argo.ts";
import { requestsOfDatabase } from "./requests-database.ts";
import { requestsOfFlux } from "./requests-flux.ts";
import { requestsOfAddresses } from "./requests-addresses.ts";
import { requestsOfMonitoring } from "./requests-monitoring.ts";
import { requestsOfPods } from "./requests-pods.ts";
import { requestsOfSecrets } from "./requests-secrets.ts";
import { byTable, type Request, type Row } from "./rows.ts";
import { NOWHERE, type Surroundings } from "./surroundings.ts";

/** Data → what it names, where nothing else has a say: what several clusters apply from one file is one object, which is never changed. */
const known = new WeakMap<object, readonly Request[]>();

/** Everything that a resource names. `surroundings` is the cluster that it is in. */
export function requestsOf(resource: Resource, surroundings: Surroundings = NOWHERE): readonly Request[] {
  if (DEPENDENT.has(resource.identity.group)) return collect(resource, surroundings);
  const before = known.get(resource.data);
  const requests = before ?? collect(resource, surroundings);
  if (before === undefined) known.set(resource.data, requests);
  return requests;
}

/** Groups of which a resource may name a thing in the namespace of another. */
const DEPENDENT = new Set(["external-secrets.io", "cert-manager.io"]);

function collect(resource: Resource, surroundings: Surroundings): Request[] {
  const requests = [...requestsOfPods(resource), ...requestsOfFlux(resource), ...requestsOfDatabase(resource), ...requestsOfSecrets(resource, surroundings), ...requestsOfArgo(resource), ...requestsOfMonitoring(resource), ...requestsOfAddresses(resource), ...byTable(resource, ROWS[`${resource.identity.group}/${resource.identity.kind}`] ?? [])];
  const { namespace } = resource.identity;
  if (namespace !== "") requests.push({ kind: "Namespace", namespace: "", name: namespace, path: ["metadata", "namespace"] });
  return requests;
}

const kindOf = (otherwise: string) => (reference: Readonly<Record<string, unknown>>) => (typeof reference["kind"] === "string" ? reference["kind"] : otherwise);
const startsWithCluster = (reference: Readonly<Record<string, unknown>>): boolean => String(reference["kind"] ?? "").startsWith("Cluster");

const scaleTarget: Row = { at: "spec.scaleTargetRef", kind: kindOf("Deployment") };

/** A route's Gateway, and the Services behind it with their ports. Kinds of other groups are not known. */
const route: readonly Row[] = [
  { at: "spec.parentRefs[]", kind: ({ group, kind }) => ((group ?? "gateway.networking.k8s.io") === "gateway.networking.k8s.io" ? String(kind ?? "Gateway") : group === "" ? String(kind) : ""), namespace: "namespace" },
  { at: "spec.rules[].backendRefs[]", kind: ({ group, kind }) => ((group ?? "") === "" ? String(kind ?? "Service") : ""), namespace: "namespace", port: "port" },
  { at: "spec.rules[].filters[].requestMirror.backendRef", kind: ({ group, kind }) => ((group ?? "") === "" ? String(kind ?? "Service") : ""), namespace: "namespace", port: "port" },
];

/** Users and groups are known to the server alone. */
const subject: Row = { at: "subjects[]", kind: (reference) => (reference["kind"] === "ServiceAccount" ? "ServiceAccount" : ""), namespace: "namespace" };

const ROWS: Readonly<Record<string, readonly Row[]>> = {
  "networking.k8s.io/Ingress": [
    { at: "spec.tls[]", kind: "Secret", name: "secretName", rewritten: true },
    { at: "spec.ingressClassName", kind: "IngressClass", name: "", clusterWide: true },
  ],
  "/PersistentVolumeClaim": [{ at: "spec.storageClassName", kind: "StorageClass", name: "", clusterWide: true }],
  "/ServiceAccount": [
    { at: "imagePullSecrets[]", kind: "Secret", rewritten: true },
    { at: "secrets[]", kind: "Secret", rewritten: true },
  ],
  "gateway.networking.k8s.io/Gateway": [
    { at: "spec.gatewayClassName", kind: "GatewayClass", name: "", clusterWide: true },
    { at: "spec.listeners[].tls.certificateRefs[]", kind: kindOf("Secret"), namespace: "namespace" },
  ],
  "gateway.networking.k8s.io/HTTPRoute": route,
  "gateway.networking.k8s.io/GRPCRoute": route,
  "gateway.networking.k8s.io/TLSRoute": route,
  "gateway.networking.k8s.io/BackendTLSPolicy": [
    { at: "spec.targetRefs[]", kind: kindOf("Service") },
    { at: "spec.validation.caCertificateRefs[]", kind: kindOf("ConfigMap") },
  ],
  "rbac.authorization.k8s.io/RoleBinding": [{ at: "roleRef", kind: kindOf("Role"), clusterWide: startsWithCluster }, subject],
  "rbac.authorization.k8s.io/ClusterRoleBinding": [{ at: "roleRef", kind: "ClusterRole", clusterWide: true }, subject],
  "autoscaling/HorizontalPodAutoscaler": [scaleTarget],
  "keda.sh/ScaledObject": [scaleTarget, { at: "spec.triggers[].authenticationRef", kind: kindOf("TriggerAuthentication"), clusterWide: startsWithCluster }],
  "keda.sh/TriggerAuthentication": [{ at: "spec.secretTargetRef[]", kind: "Secret", key: ({ key }) => (typeof key === "string" ? key : undefined) }],
  "/ResourceQuota": [{ at: "spec.scopeSelector.matchExpressions[].values[]", kind: "PriorityClass", name: "", clusterWide: true }],
  "temporal.io/WorkerDeployment": [{ at: "spec.workerOptions.connectionRef", kind: "Connection" }],
};
