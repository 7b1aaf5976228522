import type { ClusterAnswers } from "../answers/answers.ts";
import type { Finding } from "../finding.ts";
import { keylessBackups } from "./backup.ts";
import type { Cluster } from "./model.ts";
import { POSTGRES_CLUSTER } from "./names.ts";
import { needsExternalSecrets } from "./operators.ts";

/** Endings that no public certificate authority can check. */
const PRIVATE_ENDINGS = /\.(local|lan|internal|home\.arpa|localdomain)$/;

/** What fits each rule of the answers and still cannot work together in one cluster. */
export function placementFindings(cluster: ClusterAnswers, { server, database }: { readonly server: string; readonly database: string }, repositoryUrl: string): Finding[] {
  const findings: Finding[] = [];
  if (repositoryUrl.startsWith("ssh://") && cluster.flux?.pullSecret === undefined) {
    findings.push(fault("answers/secret-without-source", "flux.pullSecret", `Flux cannot read ${repositoryUrl} without a key.`, "Add `flux: {pullSecret: NAME}`, the Secret with the deploy key, or use the repository's https address."));
  }
  const credentials = cluster.database?.backup?.credentials;
  const parted = server !== database && cluster.database?.external === undefined;
  if (parted && !needsExternalSecrets(cluster, { server, database })) {
    findings.push(fault("answers/not-yet", "kubernetesNamespaces.database", `PostgreSQL in \`${database}\` and Temporal in \`${server}\`: the database's password and certificate authority are made beside it, and only External Secrets brings them to another Kubernetes namespace.`, "Add `operators: {external-secrets: install}` (or existing), or leave kubernetesNamespaces.database out."));
  }
  if (!parted && cluster.database?.external === undefined && keylessBackups(cluster)) {
    findings.push({ ...fault("answers/secrets-exposed", "kubernetesNamespaces.database", `Backups without keys let PostgreSQL's service account read every Secret of \`${database}\`, and Temporal's are there as well.`, "Leave kubernetesNamespaces.database out: PostgreSQL then gets a Kubernetes namespace of its own."), severity: "warning" });
  }
  if (credentials !== undefined && cluster.secrets?.sops === undefined && cluster.secrets?.["azure-key-vault"] === undefined) {
    findings.push(fault("answers/secret-without-source", "database.backup.credentials", `Nothing brings the Secret \`${credentials}\` into the cluster.`, "Add `secrets: {sops: age}`; scripts/secrets.sh of the repository then encrypts it."));
  }
  if (credentials?.startsWith(`${POSTGRES_CLUSTER}-`)) {
    findings.push(fault("answers/taken-name", "database.backup.credentials", `\`${credentials}\` is a name that the PostgreSQL operator uses for a Secret of its own.`, "Choose another name."));
  }
  const { host, certificate = "private-ca" } = cluster.exposure?.ui ?? {};
  if (host !== undefined && certificate !== "private-ca" && PRIVATE_ENDINGS.test(host)) {
    findings.push({ ...fault("answers/host-not-public", "exposure.ui.host", `\`${host}\` exists in no public DNS: if \`${certificate}\` is a public authority, it can never issue a certificate for it.`, "Use `certificate: private-ca`, or a public host name; ignore this when the issuer is a private one."), severity: "warning" });
  }
  return findings;
}

/** Two clusters that write into one archive would mix their logs and delete each other's backups. */
export function sharedArchives(clusters: readonly Cluster[]): { cluster: string; finding: Finding }[] {
  const owners = new Map<string, string>();
  return clusters.flatMap(({ name, database }) => {
    const backup = database.cnpg?.backup;
    if (!backup) return [];
    const archive = JSON.stringify([backup.endpoint, backup.destination.replace(/\/+$/, ""), backup.serverName]);
    const owner = owners.get(archive);
    owners.set(archive, owner ?? name);
    if (owner === undefined) return [];
    const finding = fault("answers/shared-archive", "database.backup.to", `\`${name}\` and \`${owner}\` would write their backups to the same place (${backup.destination}): they would mix their logs and delete each other's backups.`, "Give each its own path, for example with `{cluster}` in it: s3://bucket/{cluster}.");
    return [{ cluster: name, finding }];
  });
}

const fault = (code: string, path: string, reason: string, remedy: string): Finding => ({ code, severity: "error", path, reason, remedy });
