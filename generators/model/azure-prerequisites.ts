import type { ClusterAnswers } from "../answers/answers.ts";
import type { AzureIdentity, AzurePrerequisites, Cluster } from "./model.ts";

export type PrerequisiteParts = Pick<Cluster, "namespaces" | "secrets" | "database" | "temporal" | "identity" | "codec" | "workers">;

/** How often a new version of the payload key is made, as ISO 8601. */
const ROTATION = { monthly: "P30D", quarterly: "P90D", yearly: "P365D", never: undefined } as const;

/** Name of the payload key when the answers give none. */
const PAYLOAD_KEY = "temporal-payload";

/** What must exist in Azure and Entra ID before the cluster can run; null on other clouds. */
export function placeAzure(cluster: ClusterAnswers, parts: PrerequisiteParts): AzurePrerequisites | null {
  if (cluster.cloud !== "azure") return null;
  const key = parts.codec === null ? undefined : cluster.encryption?.["azure-key-vault"];
  const needed = identities(parts, key !== undefined);
  const rotateAfter = ROTATION[cluster.encryption?.rotate ?? "quarterly"];
  return {
    tenant: cluster.azure?.tenant ?? parts.identity?.tenant ?? null,
    subscription: cluster.azure?.subscription ?? null,
    resourceGroup: cluster.azure?.resourceGroup ?? null,
    identities: needed,
    hasIdentities: Object.keys(needed).length > 0,
    payloadKey: key === undefined ? null : { vault: key.vault, name: key.key ?? PAYLOAD_KEY, ...(rotateAfter !== undefined && { rotate_after: rotateAfter }) },
    secretsVault: parts.secrets?.store ? (cluster.secrets?.["azure-key-vault"]?.vault ?? null) : null,
    backups: container(parts.database.cnpg?.backup?.destination),
    application: parts.identity?.provider === "entra-id" ? { redirect_uris: parts.identity.callbackUrl === null ? [] : [parts.identity.callbackUrl], roles: roles(parts) } : null,
  };
}

/** One identity per workload that calls Azure or Entra ID. A worker's is its own: it holds the worker's permission in Temporal. */
function identities({ namespaces, secrets, database, identity, codec, workers }: PrerequisiteParts, encrypted: boolean): Record<string, AzureIdentity> {
  const subject = (namespace: string, account: string): readonly string[] => [`system:serviceaccount:${namespace}:${account}`];
  const key = encrypted && { payload_key: true as const };
  const rows: [string, AzureIdentity][] = [];
  // CloudNativePG names the service account like the cluster.
  if (database.cnpg !== null && container(database.cnpg.backup?.destination) !== null) rows.push(["database", { subjects: subject(namespaces.database, database.cnpg.cluster), backups: true }]);
  if (codec !== null && encrypted) rows.push(["codec", { subjects: subject(codec.namespace, codec.serviceAccount), ...key }]);
  if (secrets?.store) rows.push(["secrets", { subjects: subject(secrets.store.namespace, secrets.store.serviceAccount), vault_secrets: true }]);
  for (const worker of workers?.list ?? []) {
    const permission = identity?.provider === "entra-id" && { roles: [`${worker.temporalNamespace}:write`] };
    if (encrypted || permission) rows.push([`worker-${worker.name}`, { subjects: subject(worker.namespace, worker.serviceAccount), ...key, ...permission }]);
  }
  return Object.fromEntries(rows);
}

/** Permissions of Temporal's default claim mapper, which knows `namespace:role`. The role `worker` alone grants nothing there. */
function roles({ temporal, workers }: PrerequisiteParts): string[] {
  const names = new Set([...temporal.namespaces.map(({ name }) => name), ...(workers?.list ?? []).map(({ temporalNamespace }) => temporalNamespace)]);
  return ["temporal-system:admin", "temporal-system:read", ...[...names].sort().flatMap((name) => ["admin", "read", "write"].map((role) => `${name}:${role}`))];
}

/** Account and container of `https://<account>.blob.core.windows.net/<container>/…`; null for anything else. */
function container(destination: string | undefined): AzurePrerequisites["backups"] {
  const [, account, name] = /^https:\/\/([a-z0-9]+)\.blob\.core\.windows\.net\/([^/]+)/.exec(destination ?? "") ?? [];
  return account === undefined || name === undefined ? null : { account, container: name };
}
