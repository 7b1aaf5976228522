import type { ClusterAnswers } from "../answers/answers.ts";
import type { RequiredSecret, Secrets } from "./model.ts";

/** The Secrets that the parts need, and how they come into the cluster; null when none is needed. */
export function placeSecrets(cluster: ClusterAnswers, required: readonly RequiredSecret[]): Secrets | null {
  if (cluster.secrets?.sops === undefined || required.length === 0) return null;
  return {
    provider: "sops",
    recipients: cluster.secrets.sops.recipients,
    required,
    store: null,
    lines: required.map((secret) => `${secret.namespace}/${secret.name} ${secret.keys.join(" ")}`).join("\n"),
  };
}

/** Keys of the object storage that backups go to. */
export function backupSecrets(cluster: ClusterAnswers, namespace: string): RequiredSecret[] {
  const name = cluster.database?.backup?.credentials;
  return name === undefined ? [] : [{ name, namespace, keys: ["ACCESS_KEY_ID", "ACCESS_SECRET_KEY"], purpose: "Keys of the object storage for backups", type: null }];
}
