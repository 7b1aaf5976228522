import type { Finding } from "../../finding.ts";
import { namespaceOf } from "../assemble/clusters.ts";
import { nameOf, placeOfName } from "../assemble/item.ts";
import { found } from "../codes.ts";
import { mapAt, mapsAt, textAt } from "../read/shape.ts";
import type { ClusterWorld } from "../world.ts";

const ARCHIVER = "barman-cloud.cloudnative-pg.io";

/** A cluster that follows another one, as it says itself or as the names of both say. */
function isReplica(data: unknown): boolean {
  const { enabled, primary, self } = mapAt(data, ["spec", "replica"]);
  return typeof enabled === "boolean" ? enabled : primary !== undefined && primary !== (self ?? textAt(data, ["metadata", "name"]));
}

/**
 * A database of which no base backup is ever taken. Certain where write-ahead logs are archived, which nothing can be restored from
 * without one; and where a whole cluster is known. A sample by itself may have its schedule elsewhere, which is only mentioned.
 */
export function backups({ resources, cluster, withoutBackup }: ClusterWorld): Finding[] {
  if (withoutBackup) return [];
  const scheduled = new Set(resources.filter(({ identity }) => identity.group === "postgresql.cnpg.io" && identity.kind === "ScheduledBackup").map((each) => `${namespaceOf(each)}/${textAt(each.data, ["spec", "cluster", "name"]) ?? ""}`));
  return resources.flatMap((resource) => {
    const { group, kind, name } = resource.identity;
    if (group !== "postgresql.cnpg.io" || kind !== "Cluster" || scheduled.has(`${namespaceOf(resource)}/${name}`) || isReplica(resource.data)) return [];
    const archives = mapsAt(resource.data, ["spec", "plugins"]).some((plugin) => plugin["name"] === ARCHIVER && plugin["isWALArchiver"] === true);
    const reason = archives ? "archives its write-ahead log, but no ScheduledBackup takes the base backup without which nothing can be restored from it" : "has no ScheduledBackup: what is lost is lost";
    return [found("verify/backup-missing", placeOfName(resource), ["metadata", "name"], `${nameOf(resource.identity)} ${reason}.`, "Add a ScheduledBackup for it, which a generated repository gets by `database.backup` in platform.yaml; then try a restore.", archives || cluster.root !== undefined ? "warning" : "info")];
  });
}
