import type { ClusterAnswers, Tier } from "../answers/answers.ts";
import type { Finding } from "../finding.ts";
import type { Notebook } from "./derivation.ts";
import { MISSING_IDENTITY } from "./missing-identity.ts";
import type { Backup } from "./model.ts";
import { bytesText, GiB, MiB } from "./sizing/units.ts";

/** Pods that reach object storage as an identity of the cloud, without keys. */
export const keylessBackups = ({ cloud, database }: ClusterAnswers): boolean => cloud !== "on-premises" && database?.backup !== undefined && database.backup.credentials === undefined;

/** Memory of the plugin's sidecar in each instance, in bytes: an upload takes about 256 MiB, the restore of a large database up to 1 GiB. */
export const sidecarMemory = (tier: Tier): { requested: number; limit: number } => ({ requested: 64 * MiB, limit: tier === "small" ? 512 * MiB : GiB });

const onAzure = (to: string): boolean => to.startsWith("https://");

/** Base backups and write-ahead log in object storage. */
export function placeBackup(cluster: ClusterAnswers, name: string, note: Notebook["note"]): Backup | null {
  const backup = cluster.database?.backup;
  if (backup === undefined) return null;
  const retentionDays = backup.retention ?? 30;
  if (backup.retention === undefined) note({ path: "database.backup.retention", value: "30 days", because: "nothing else was asked for", inputs: ["database.backup"], source: "our default" });
  note({
    path: "database.backup.schedule",
    value: "every night at 02:00 UTC",
    because: "recovery replays the write-ahead log since the last base backup: a day's worth at most",
    inputs: ["database.backup"],
    source: "CloudNativePG documentation, backup: more than daily is rarely useful",
  });
  const { requested, limit } = sidecarMemory(cluster.tier);
  return {
    destination: backup.to,
    endpoint: backup.endpoint ?? null,
    credentials: backup.credentials ?? null,
    azure: onAzure(backup.to),
    s3: backup.to.startsWith("s3://"),
    retentionDays,
    retentionPolicy: `${retentionDays}d`,
    schedule: "0 0 2 * * *",
    suspend: cluster.state === "stopped",
    serverName: name,
    sidecar: { cpuRequest: "20m", memoryRequest: bytesText(requested), cpuLimit: null, memoryLimit: bytesText(limit) },
  };
}

/** A production database without a backup, and what backups to Azure Blob need and the answers do not give. */
export function backupFindings(cluster: ClusterAnswers): Finding[] {
  const backup = cluster.database?.backup;
  if (cluster.database?.external !== undefined) return [];
  if (backup === undefined) {
    if (cluster.tier !== "production") return [];
    return [{ code: "answers/no-backup", severity: "warning", path: "database.backup", reason: "This production database has no backup: what is deleted by mistake, or lost with its volumes, is lost for good.", remedy: "Add `database: {backup: {to: …}}`." }];
  }
  const fault = (code: string, path: string, reason: string, remedy: string): Finding => ({ code, severity: "error", path, reason, remedy });
  if (onAzure(backup.to) && cluster.cloud !== "azure") return [fault("answers/not-yet", "database.backup.to", "Azure Blob is reached with an identity of Azure, which pods of another cloud do not have.", "Use an S3-compatible store, or `cloud: azure`.")];
  if (onAzure(backup.to) && backup.credentials !== undefined) return [fault("answers/not-yet", "database.backup.credentials", "Azure Blob is reached with an identity of the pods; this version emits no keys for it.", "Remove `credentials` and name the identity in `azure: {identities: {database: CLIENT-ID}}`.")];
  if (!onAzure(backup.to) && cluster.cloud === "azure" && backup.credentials === undefined) return [fault("answers/missing", "database.backup.credentials", `Pods on Azure have no identity that ${backup.to} knows, so backups need the Secret with the store's keys.`, "Add `credentials`, or back up to Azure Blob: https://ACCOUNT.blob.core.windows.net/CONTAINER.")];
  if (onAzure(backup.to) && cluster.azure?.identities?.database === undefined) {
    return [fault(MISSING_IDENTITY, "azure.identities.database", `Nothing says as whom PostgreSQL writes its backups to ${backup.to}.`, "Make a managed identity that may write blobs there, let it trust PostgreSQL's service account, and write its client id: `azure: {identities: {database: CLIENT-ID}}`.")];
  }
  return [];
}
