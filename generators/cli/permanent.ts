import type { Frozen } from "../answers/index.ts";
import type { FrozenChoice } from "../apply/index.ts";
import type { Finding } from "../finding.ts";

/** What happens in a cluster when a permanent choice changes all the same, and the way that works. */
const MIGRATIONS: readonly { readonly path: RegExp; readonly consequence: string; readonly way: string }[] = [
  { path: /^shards$/, consequence: "The server would log a warning and keep the old count: the repository would then say something untrue.", way: "Put the old value back. More shards need a new cluster, to which namespaces are replicated and moved." },
  { path: /^temporalClusterName$/, consequence: "The server refuses another name for the cluster that its database holds.", way: "Put the old value back." },
  { path: /^failoverVersionIncrement$/, consequence: "The server refuses another increment than its database holds, and replication needs the same one everywhere.", way: "Put the old value back." },
  { path: /^kubernetesNamespaces\./, consequence: "Everything would be created anew in the other Kubernetes namespace, with an empty database.", way: "Put the old value back, or restore a backup into a new cluster entry." },
  { path: /^database\./, consequence: "A new, empty database would be created and the server would start on it: all workflows would seem lost.", way: "Put the old value back. To move to a restored database see docs/operations/backup-restore.md, which ends with --accept-permanent-change." },
  { path: /^storage\./, consequence: "Kubernetes refuses another storage class for an existing volume.", way: "Put the old value back; to change it, restore a backup into a new PostgreSQL cluster." },
];

/** One choice per leaf of the frozen blocks: what the record keeps. */
export function frozenChoices(frozen: Readonly<Record<string, Frozen>>): FrozenChoice[] {
  const choices: FrozenChoice[] = [];
  const collect = (cluster: string, value: unknown, path: string): void => {
    if (typeof value === "object" && value !== null) {
      for (const [key, inner] of Object.entries(value)) collect(cluster, inner, path === "" ? key : `${path}.${key}`);
    } else if (typeof value === "string" || typeof value === "number" || typeof value === "boolean") {
      choices.push({ cluster, path, value });
    }
  };
  for (const [cluster, block] of Object.entries(frozen)) collect(cluster, block, "");
  return choices;
}

/** Compares permanent choices with those of the record. A change is an error unless its path was accepted on the command line. */
export function changedChoices(now: readonly FrozenChoice[], recorded: readonly FrozenChoice[], accepted: readonly string[], file: string): Finding[] {
  const before = new Map<string, Set<FrozenChoice["value"]>>();
  for (const { cluster, path, value } of recorded) {
    const key = `clusters.${cluster}.frozen.${path}`;
    before.set(key, (before.get(key) ?? new Set()).add(value));
  }
  return now.flatMap(({ cluster, path, value }): Finding[] => {
    const key = `clusters.${cluster}.frozen.${path}`;
    const values = before.get(key);
    if (values === undefined || values.has(value) || accepted.includes(key)) return [];
    const migration = MIGRATIONS.find((row) => row.path.test(path));
    return [{
      code: "answers/permanent-change",
      severity: "error",
      file,
      path: key,
      reason: `${[...values].map((old) => JSON.stringify(old)).join(" or ")} would become ${JSON.stringify(value)}, but this choice can never change. ${migration?.consequence ?? ""}`.trim(),
      remedy: migration?.way ?? "Put the old value back.",
    }];
  });
}
