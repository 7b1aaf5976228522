import { kinds } from "#build/kinds/index.ts";
import type { Identity } from "../../document/index.ts";

/** Cluster-wide kinds without a record. */
const CLUSTER_WIDE = new Set([
  "APIService",
  "CSIDriver",
  "ClusterPolicy",
  "CustomResourceDefinition",
  "MutatingWebhookConfiguration",
  "Node",
  "PersistentVolume",
  "RuntimeClass",
  "ValidatingWebhookConfiguration",
  "VolumeSnapshotClass",
]);

/** Whether resources of a kind live in a namespace. A kind that nothing is known of is taken to, as kustomize does. */
export function isNamespaced({ apiVersion, kind }: Pick<Identity, "apiVersion" | "kind">): boolean {
  const entry = kinds[`${apiVersion}/${kind}`];
  return entry === undefined ? !CLUSTER_WIDE.has(kind) : entry.scope === "Namespaced";
}
