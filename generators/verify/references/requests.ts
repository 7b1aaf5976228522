import type { Resource } from "../assemble/clusters.ts";
import { requestsOfDatabase } from "./requests-database.ts";
import { requestsOfFlux } from "./requests-flux.ts";
import { requestsOfAddresses } from "./requests-addresses.ts";
import { requestsOfPods } from "./requests-pods.ts";
import { byTable, type Request, type Row } from "./rows.ts";

/** Everything that a resource names. */
export function requestsOf(resource: Resource): Request[] {
  const requests = [...requestsOfPods(resource), ...requestsOfFlux(resource), ...requestsOfDatabase(resource), ...requestsOfAddresses(resource), ...byTable(resource, ROWS[`${resource.identity.group}/${resource.identity.kind}`] ?? [])];
  const { namespace } = resource.identity;
  if (namespace !== "") requests.push({ kind: "Namespace", namespace: "", name: namespace, path: ["metadata", "namespace"] });
  return requests;
}

const kindOf = (otherwise: string) => (reference: Readonly<Record<string, unknown>>) => (typeof reference["kind"] === "string" ? reference["kind"] : otherwise);
const startsWithCluster = (reference: Readonly<Record<string, unknown>>): boolean => String(reference["kind"] ?? "").startsWith("Cluster");

const scaleTarget: Row = { at: "spec.scaleTargetRef", kind: kindOf("Deployment") };
const issuer: readonly Row[] = [{ at: "spec.ca", kind: "Secret", name: "secretName" }];

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
  "cert-manager.io/Certificate": [{ at: "spec.issuerRef", kind: (reference) => ((reference["group"] ?? "cert-manager.io") === "cert-manager.io" ? kindOf("Issuer")(reference) : ""), clusterWide: startsWithCluster }],
  "cert-manager.io/Issuer": issuer,
  "external-secrets.io/ExternalSecret": [{ at: "spec.secretStoreRef", kind: kindOf("SecretStore"), clusterWide: startsWithCluster }],
  "rbac.authorization.k8s.io/RoleBinding": [{ at: "roleRef", kind: kindOf("Role"), clusterWide: startsWithCluster }, subject],
  "rbac.authorization.k8s.io/ClusterRoleBinding": [{ at: "roleRef", kind: "ClusterRole", clusterWide: true }, subject],
  "autoscaling/HorizontalPodAutoscaler": [scaleTarget],
  "keda.sh/ScaledObject": [scaleTarget],
  "temporal.io/WorkerDeployment": [{ at: "spec.workerOptions.connectionRef", kind: "Connection" }],
};
