import type { ClusterAnswers } from "../answers/answers.ts";
import type { Finding } from "../finding.ts";
import { MISSING_IDENTITY } from "./missing-identity.ts";
import type { Cluster, ExternalSecret, RequiredSecret, Secrets, SecretStore } from "./model.ts";

/**
 * The Secrets that the parts need, and how they come into the cluster; null when none is needed or nothing brings them.
 * @param server Kubernetes namespace of the server, where the identity that reads a store lives
 */
export function placeSecrets(cluster: ClusterAnswers, required: readonly RequiredSecret[], server: string): Secrets | null {
  if (required.length === 0) return null;
  const lines = required.map((secret) => `${secret.namespace}/${secret.name} ${secret.keys.join(" ")}`).join("\n");
  const { sops } = cluster.secrets ?? {};
  if (sops !== undefined) return { provider: "sops", encrypted: true, recipients: sops.recipients, required, store: null, lines };
  const store = keyVault(cluster, required, server);
  return store && { provider: "external-secrets", encrypted: false, recipients: [], required, store, lines };
}

/** Parts that name one Secret share it: it holds the keys of them all. What cannot be one is told by `secretFindings`. */
export function sharedSecrets(required: readonly RequiredSecret[]): RequiredSecret[] {
  const found = new Map<string, RequiredSecret>();
  for (const secret of required) {
    const key = `${secret.namespace}/${secret.name} ${secret.type}`;
    const known = found.get(key);
    const purpose = known === undefined || known.purpose === secret.purpose ? secret.purpose : `${known.purpose}; ${secret.purpose}`;
    const places = { ...known?.places, ...secret.places };
    found.set(key, { ...secret, purpose, keys: [...new Set([...(known?.keys ?? []), ...secret.keys])], ...(Object.keys(places).length > 0 && { places }) });
  }
  return [...found.values()];
}

/** External Secrets reads Azure Key Vault as an identity of its own. */
function keyVault(cluster: ClusterAnswers, required: readonly RequiredSecret[], server: string): SecretStore | null {
  const vault = cluster.secrets?.["azure-key-vault"]?.vault;
  const [client, tenant] = [cluster.azure?.identities?.secrets, tenantOf(cluster)];
  if (vault === undefined || client === undefined || tenant === undefined) return null;
  return {
    name: "temporal",
    vault,
    vaultUrl: `https://${vault}.vault.azure.net`,
    tenant,
    client,
    serviceAccount: "temporal-secrets",
    namespace: server,
    namespaces: [...new Set(required.map(({ namespace }) => namespace))].sort(),
    secrets: required.map(externalSecret),
  };
}

/** Directory that issues the identities: that of Azure, or that of the people where only this one is said. */
const tenantOf = ({ azure, identity }: ClusterAnswers): string | undefined => azure?.tenant ?? identity?.["entra-id"]?.tenant;

const externalSecret = (secret: RequiredSecret): ExternalSecret => ({ ...secret, entries: secret.keys.map((key) => ({ key, ...placeInVault(secret, key) })) });

/** Where a value is: where the answers say, as `name` or `name#property` of a secret that holds JSON, or under a name of our own. */
function placeInVault(secret: RequiredSecret, key: string): { readonly remote: string; readonly property: string | null } {
  const [remote = "", property = null] = secret.places?.[key]?.split("#") ?? [nameInVault(secret, key)];
  return { remote, property };
}

/** Key Vault knows letters, digits and dashes: `temporal-temporal-web-oidc-client-secret`. */
const nameInVault = ({ namespace, name }: RequiredSecret, key: string): string => `${namespace}-${name}-${key}`.toLowerCase().replaceAll(/[^a-z0-9-]/g, "-");

/** Longest name of a secret in Azure Key Vault. */
const LONGEST = 127;

/** `name#property`. */
const IN_VAULT = /^[A-Za-z0-9-]{1,127}#/;

const lowerFirst = (text: string): string => `${text[0]?.toLowerCase() ?? ""}${text.slice(1)}`;

/** Secrets that cert-manager makes from this repository's certificates, whether this cluster has them or gets them one day: by `namespace/name`. */
function namesTaken({ database, namespaces, workers }: Pick<Cluster, "database" | "namespaces" | "workers">): Map<string, string> {
  const server = ["private-ca", "temporal-admintools", "temporal-frontend", "temporal-internode", "temporal-internode-ca", "temporal-jobs", "temporal-web-client", "temporal-web-tls"];
  const certificates = [
    ...server.map((name) => `${namespaces.server}/${name}`),
    `${namespaces.codec}/codec-server-tls`,
    ...(workers?.list ?? []).map(({ name }) => `${namespaces.workers}/${name}-temporal-tls`),
  ];
  const operator = database.cnpg ? ["app", "ca", "replication", "server", "superuser"].flatMap((end) => [...new Set([namespaces.database, namespaces.server])].map((namespace) => `${namespace}/${database.cnpg?.cluster}-${end}`)) : [];
  return new Map([...certificates.map((key): [string, string] => [key, "a certificate"]), ...operator.map((key): [string, string] => [key, "the PostgreSQL operator"])]);
}

/** What the Secrets need and the answers do not give. */
export function secretFindings(cluster: ClusterAnswers, required: readonly RequiredSecret[], parts: Pick<Cluster, "database" | "namespaces" | "workers">): Finding[] {
  const fault = (code: string, path: string, reason: string, remedy: string): Finding => ({ code, severity: "error", path, reason, remedy });
  const findings: Finding[] = [];
  const twice = required.find((secret, index) => required.findIndex(({ name, namespace }) => name === secret.name && namespace === secret.namespace) !== index);
  if (twice !== undefined) {
    findings.push(fault("answers/taken-name", "secrets", `Two Secrets of different types would both be called \`${twice.name}\` in \`${twice.namespace}\`: one is the ${lowerFirst(twice.purpose)}.`, "Give one of them another name."));
  }
  const taken = namesTaken(parts);
  for (const { name, namespace, purpose } of required) {
    const maker = taken.get(`${namespace}/${name}`);
    if (maker !== undefined) findings.push(fault("answers/taken-name", "secrets", `\`${name}\` in \`${namespace}\` would be the ${lowerFirst(purpose)}, and ${maker} makes a Secret of that name.`, "Choose another name for the Secret."));
  }
  if (required.length === 0 || cluster.secrets?.["azure-key-vault"] === undefined) return findings;
  const { vault } = cluster.secrets["azure-key-vault"];
  if (cluster.cloud !== "azure") return [fault("answers/not-yet", "secrets.azure-key-vault", "Azure Key Vault is read with an identity of Azure, which pods of another cloud do not have.", "Use `secrets: {sops: age}`, or `cloud: azure`.")];
  if (cluster.azure?.identities?.secrets === undefined) {
    findings.push(fault(MISSING_IDENTITY, "azure.identities.secrets", `Nothing says as whom External Secrets reads the vault ${vault}.`, "Make a managed identity that may read the vault's secrets, let it trust the service account temporal-secrets, and write its client id: `azure: {identities: {secrets: CLIENT-ID}}`."));
  }
  if (tenantOf(cluster) === undefined) {
    findings.push(fault("answers/missing", "azure.tenant", `Nothing says in which directory the identity lives that reads the vault ${vault}.`, "Write the directory's id: `azure: {tenant: ID}`."));
  }
  for (const [worker, { secrets = {} }] of Object.entries(cluster.workers ?? {})) {
    for (const [variable, place] of Object.entries(secrets)) {
      if (IN_VAULT.test(place)) continue;
      findings.push(fault("answers/bad-format", `workers.${worker}.secrets.${variable}`, `\`${place}\` is no place in Azure Key Vault: names there have letters, digits and dashes only, at most ${LONGEST}.`, "Write NAME#KEY, KEY being a field of the JSON that the secret NAME holds."));
    }
  }
  const names = required.flatMap((secret) => secret.keys.filter((key) => secret.places?.[key] === undefined).map((key) => nameInVault(secret, key)));
  const unfit = names.find((name, index) => name.length > LONGEST || names.indexOf(name) !== index);
  if (unfit !== undefined) {
    const reason = unfit.length > LONGEST ? `In the vault a value would be called ${unfit}: longer than the ${LONGEST} characters that it allows.` : `In the vault two values would both be called ${unfit}.`;
    findings.push(fault("answers/taken-name", "secrets.azure-key-vault", reason, "Choose other names for Kubernetes namespaces or Secrets."));
  }
  return findings;
}

/** Keys of the object storage that backups go to. */
export function backupSecrets(cluster: ClusterAnswers, namespace: string): RequiredSecret[] {
  const name = cluster.database?.backup?.credentials;
  return name === undefined ? [] : [{ name, namespace, keys: ["ACCESS_KEY_ID", "ACCESS_SECRET_KEY"], purpose: "Keys of the object storage for backups", type: null }];
}

/** Secrets that nothing brings into the cluster; backups, workers and a local key have their say where they are placed. */
export function unbroughtSecrets(cluster: ClusterAnswers, { identity, delivery, alerting }: Pick<Cluster, "identity" | "delivery" | "alerting">): Finding[] {
  if (cluster.secrets !== undefined) return [];
  const finding = (path: string, what: string): Finding => ({
    code: "answers/secret-without-source",
    severity: "error",
    path,
    reason: `Nothing brings ${what} into the cluster.`,
    remedy: "Add `secrets`, for example `secrets: {sops: age}`.",
  });
  return [
    ...(cluster.database?.external ? [finding("database.external", "the passwords of the external PostgreSQL")] : []),
    ...(identity?.callbackUrl != null ? [finding("identity", "the client secret that the UI logs in with")] : []),
    ...(delivery !== null && delivery.secrets.length > 0 ? [finding("delivery", "the logins with which workflows push to Git and registries")] : []),
    ...(alerting !== null && alerting.required.length > 0 ? [finding("alerts", "the credentials of those who hear of alerts")] : []),
  ];
}
