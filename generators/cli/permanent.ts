import type { Frozen } from "../answers/index.ts";
import type { FrozenChoice } from "../apply/index.ts";
import type { Finding } from "../finding.ts";
import type { Cluster } from "../model/index.ts";

/** What happens in a cluster when a choice changes all the same, and the way that works. */
interface Migration {
  readonly path: RegExp;
  /** Changes that are no danger; none when absent. */
  readonly harmless?: (before: FrozenChoice["value"], now: FrozenChoice["value"]) => boolean;
  readonly consequence: string;
  readonly way: string;
}

const MIGRATIONS: readonly Migration[] = [
  { path: /^frozen\.shards$/, consequence: "The server would log a warning and keep the old count: the repository would then say something untrue.", way: "Put the old value back. More shards need a new cluster, to which namespaces are replicated and moved." },
  { path: /^frozen\.temporalClusterName$/, consequence: "The server refuses another name for the cluster that its database holds.", way: "Put the old value back." },
  { path: /^frozen\.failoverVersionIncrement$/, consequence: "The server refuses another increment than its database holds, and replication needs the same one everywhere.", way: "Put the old value back." },
  { path: /^frozen\.kubernetesNamespaces\./, consequence: "Everything would be created anew in the other Kubernetes namespace, with an empty database.", way: "Put the old value back, or restore a backup into a new cluster entry." },
  { path: /^frozen\.database\./, consequence: "A new, empty database would be created and the server would start on it: all workflows would seem lost.", way: "Put the old value back. To move to a restored database see docs/operations/backup-restore.md." },
  { path: /^frozen\.storage\./, consequence: "Kubernetes refuses another storage class for an existing volume.", way: "Put the old value back; to change it, restore a backup into a new PostgreSQL cluster." },
  { path: /^volumes\./, harmless: (before, now) => now >= before, consequence: "A volume cannot shrink: the operator refuses it, and the database step would stay broken.", way: "Put the old size back; to shrink it, restore a backup into a new PostgreSQL cluster." },
  { path: /^postgres$/, consequence: "Another major version stops the database, rewrites its catalogue, and leaves older backups behind.", way: "Put the old version back, or plan it: back up, test on a restored copy, set `state: draining`, then accept the change." },
];

/** One choice per leaf of the frozen blocks, and what else may not change freely: volumes and the major version of the database. */
export function permanentChoices(frozen: Readonly<Record<string, Frozen>>, clusters: readonly Cluster[]): FrozenChoice[] {
  const choices: FrozenChoice[] = [];
  const collect = (cluster: string, value: unknown, path: string): void => {
    if (typeof value === "object" && value !== null) {
      for (const [key, inner] of Object.entries(value)) collect(cluster, inner, `${path}.${key}`);
    } else if (typeof value === "string" || typeof value === "number" || typeof value === "boolean") {
      choices.push({ cluster, path, value });
    }
  };
  for (const [cluster, block] of Object.entries(frozen)) collect(cluster, block, "frozen");
  for (const { name, database } of clusters) {
    if (!database.cnpg) continue;
    collect(name, database.cnpg.volumes, "volumes");
    collect(name, database.cnpg.major, "postgres");
  }
  return choices;
}

/**
 * Compares permanent choices with those of the record. A change is an error unless its path was accepted on the command line;
 * so is a cluster that is gone from the answers, since its name is its identity and a new name means a new cluster.
 */
export function changedChoices(now: readonly FrozenChoice[], recorded: readonly FrozenChoice[], accepted: readonly string[], file: string): Finding[] {
  const before = new Map<string, Set<FrozenChoice["value"]>>();
  for (const { cluster, path, value } of recorded) {
    const key = `clusters.${cluster}.${path}`;
    before.set(key, (before.get(key) ?? new Set()).add(value));
  }
  const changed = now.flatMap(({ cluster, path, value }): Finding[] => {
    const key = `clusters.${cluster}.${path}`;
    const values = before.get(key);
    const migration = MIGRATIONS.find((row) => row.path.test(path));
    if (values === undefined || values.has(value) || accepted.includes(key)) return [];
    if ([...values].every((old) => migration?.harmless?.(old, value) === true)) return [];
    return [permanent(key, `${[...values].map((old) => JSON.stringify(old)).join(" or ")} would become ${JSON.stringify(value)}, but this choice is permanent. ${migration?.consequence ?? ""}`.trim(), migration?.way ?? "Put the old value back.", file)];
  });
  return [...goneClusters(now, recorded, accepted, file), ...goneChoices(now, before, accepted, file), ...changed];
}

/** A choice that is no longer made at all, in a cluster that is still there: a volume or a storage class left out is a change too. */
function goneChoices(now: readonly FrozenChoice[], before: ReadonlyMap<string, ReadonlySet<FrozenChoice["value"]>>, accepted: readonly string[], file: string): Finding[] {
  const made = new Set(now.map(({ cluster, path }) => `clusters.${cluster}.${path}`));
  const clusters = [...new Set(now.map(({ cluster }) => `clusters.${cluster}.`))];
  return [...before].flatMap(([key, values]) => {
    const cluster = clusters.find((start) => key.startsWith(start));
    if (cluster === undefined || made.has(key) || accepted.includes(key)) return [];
    const migration = MIGRATIONS.find((row) => row.path.test(key.slice(cluster.length)));
    return [permanent(key, `${[...values].map((old) => JSON.stringify(old)).join(" or ")} would no longer be there, but this choice is permanent. ${migration?.consequence ?? ""}`.trim(), migration?.way ?? "Put the old value back.", file)];
  });
}

function goneClusters(now: readonly FrozenChoice[], recorded: readonly FrozenChoice[], accepted: readonly string[], file: string): Finding[] {
  const names = new Set(now.map(({ cluster }) => cluster));
  const gone = [...new Set(recorded.map(({ cluster }) => cluster))].filter((name) => !names.has(name) && !accepted.includes(`clusters.${name}`));
  return gone.map((name) =>
    permanent(
      `clusters.${name}`,
      "This cluster is no longer in the answers, so its folder would be removed. A cluster's name is its identity: under another name everything would be created anew, with an empty database.",
      "Put it back; or, when the cluster is gone for good, accept that.",
      file,
    ),
  );
}

const permanent = (path: string, reason: string, way: string, file: string): Finding => ({
  code: "answers/permanent-change",
  severity: "error",
  file,
  path,
  reason,
  remedy: `${way} To accept the change: update --accept-permanent-change ${path}`,
});
