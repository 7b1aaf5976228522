import type { Frozen } from "../answers/index.ts";
import type { FrozenChoice } from "../apply/index.ts";
import type { Finding } from "../finding.ts";
import type { Cluster } from "../model/index.ts";
import { shellWord } from "../plan/command.ts";
import { NAME } from "./version.ts";

/** What happens in a cluster when a choice changes all the same, and the way that works. */
interface Migration {
  readonly path: RegExp;
  /** Changes that are no danger; none when absent. */
  readonly harmless?: (before: FrozenChoice["value"], now: FrozenChoice["value"]) => boolean;
  readonly consequence: string;
  readonly way: string;
  /** For what can be taken back, but hurts meanwhile: it is told and not refused. */
  readonly warns?: true;
  /** For what may end with the part that it belongs to. */
  readonly mayGo?: true;
}

const MIGRATIONS: readonly Migration[] = [
  { path: /^encryption\.key$/, consequence: "Payloads name the key that encrypted them, and workers and codec server ask only the one that is configured: nobody could read what is encrypted so far, and open workflows would be stuck.", way: "Put the old value back. A new version of the same key is no change: that is what `encryption.rotate` is for. Another key needs another Temporal namespace, to which new workflows go." },
  { path: /^database\.host$/, consequence: "The server would start on whatever lies there: on an empty PostgreSQL all workflows would seem lost, and on an old copy they would run twice.", way: "Put the old value back. For a server that was moved or restored: set `state: draining` and then `stopped`, see that the data is there and complete, then accept the change." },
  { path: /^kubernetesNamespaces\./, mayGo: true, consequence: "Nothing moves to another Kubernetes namespace: everything there would be removed and made anew, without its Secrets, its trust in the cloud's identities and the image that it runs.", way: "Put the old value back; or bring the Secrets to the new one first (a local key of encryption has to be the same), let the identities trust its service accounts, and correct `namespace` in the files image/image.yaml." },
  { path: /^tls\.issuer$/, warns: true, mayGo: true, consequence: "Certificates come from another authority: the frontend refuses every client outside this repository until it has a certificate and the authority of the new one, and clients inside until their pods have taken theirs up.", way: "Plan a window for it." },
  { path: /^identity\./, warns: true, consequence: "Tokens that callers have are for the old one and refused from then on: workers of this repository ask for new ones, all other clients have to be told.", way: "Plan a window for it." },
  { path: /^frozen\.shards$/, consequence: "The server would log a warning and keep the old count: the repository would then say something untrue.", way: "Put the old value back. More shards need a new cluster, to which namespaces are replicated and moved: docs/operations/shard-migration.md." },
  { path: /^frozen\.temporalClusterName$/, consequence: "The server refuses another name for the cluster that its database holds.", way: "Put the old value back. Another name needs another cluster: docs/operations/shard-migration.md." },
  { path: /^frozen\.failoverVersionIncrement$/, consequence: "The server refuses another increment than its database holds, and replication needs the same one everywhere.", way: "Put the old value back." },
  { path: /^frozen\.kubernetesNamespaces\./, consequence: "Everything would be created anew in the other Kubernetes namespace, with an empty database.", way: "Put the old value back, or restore a backup into a new cluster entry: docs/operations/backup-restore.md." },
  { path: /^frozen\.database\./, consequence: "A new, empty database would be created and the server would start on it: all workflows would seem lost.", way: "Put the old value back. To move to a restored database see docs/operations/backup-restore.md." },
  { path: /^frozen\.storage\./, consequence: "Kubernetes refuses another storage class for an existing volume.", way: "Put the old value back; to change it, restore a backup into a new PostgreSQL cluster: docs/operations/backup-restore.md." },
  { path: /^volumes\./, harmless: (before, now) => now >= before, consequence: "A volume cannot shrink: the operator refuses it, and the database step would stay broken.", way: "Put the old size back; to shrink it, restore a backup into a new PostgreSQL cluster: docs/operations/backup-restore.md." },
  { path: /^postgres$/, consequence: "Another major version stops the database, rewrites its catalogue, and leaves older backups behind.", way: "Put the old version back, or plan it: back up, test on a restored copy, set `state: draining`, then accept the change: docs/operations/upgrade.md." },
];

/** One choice per leaf of the frozen blocks, and what else may not change freely: volumes, the major version and the address of the database, keys, Kubernetes namespaces, authorities. */
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
  for (const { name, database, codec, workers, delivery, tls, identity } of clusters) {
    if (database.cnpg) {
      collect(name, database.cnpg.volumes, "volumes");
      collect(name, database.cnpg.major, "postgres");
    }
    if (database.external) collect(name, database.host, "database.host");
    if (codec) collect(name, codec.key.url === null ? `Secret ${codec.key.secret}` : `${codec.key.url}/keys/${codec.key.name}`, "encryption.key");
    collect(name, { codec: codec?.namespace, workers: workers?.namespace, delivery: delivery?.namespace }, "kubernetesNamespaces");
    if (tls.frontend) collect(name, tls.clientIssuer.name, "tls.issuer");
    if (identity) collect(name, { audience: identity.audience, issuer: identity.issuer }, "identity");
  }
  return choices;
}

/** Why a change of one choice hurts: a finding without a place; undefined where it is no danger. `what` completes "128 would …". */
export function describeChange({ cluster, path }: Pick<FrozenChoice, "cluster" | "path">, before: FrozenChoice["value"], now: FrozenChoice["value"] | undefined, what: string, file: string): Finding | undefined {
  const migration = MIGRATIONS.find((row) => row.path.test(path));
  if (now === undefined ? migration?.mayGo === true : before === now || migration?.harmless?.(before, now) === true) return undefined;
  return changedTo(`clusters.${cluster}.${path}`, new Set([before]), what, migration, file);
}

/** What happens in a cluster when the choice at this path changes from one value to another; undefined where that is no danger. */
export function consequenceOf(path: string, before: FrozenChoice["value"], now: FrozenChoice["value"]): string | undefined {
  const migration = MIGRATIONS.find((row) => row.path.test(path));
  return migration === undefined || before === now || migration.harmless?.(before, now) === true ? undefined : migration.consequence;
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
    return [changedTo(key, values, `become ${JSON.stringify(value)}`, migration, file)];
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
    return migration?.mayGo === true ? [] : [changedTo(key, values, "no longer be there", migration, file)];
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

function changedTo(path: string, before: ReadonlySet<FrozenChoice["value"]>, what: string, migration: Migration | undefined, file: string): Finding {
  const change = `${[...before].map((old) => JSON.stringify(old)).join(" or ")} would ${what}`;
  const { consequence = "", way = "Put the old value back." } = migration ?? {};
  if (migration?.warns === true) return { code: "answers/disruptive-change", severity: "warning", file, path, reason: `${change}. ${consequence}`, remedy: way };
  return permanent(path, `${change}, but this choice is permanent. ${consequence}`.trim(), way, file);
}

/** Workers whose files the record has and the new tree has not: their code stays, their pods go. */
export function goneWorkers(recorded: readonly { readonly path: string }[], now: ReadonlyMap<string, unknown>, clusters: readonly Cluster[], file: string): Finding[] {
  return clusters.flatMap(({ name: cluster, path: folder }) =>
    recorded.flatMap(({ path }): Finding[] => {
      const worker = path.startsWith(`${folder}/workers/`) && path.endsWith("/helmrelease.yaml") ? path.slice(`${folder}/workers/`.length).split("/")[0] : undefined;
      if (worker === undefined || now.has(path)) return [];
      return [{
        code: "answers/worker-gone",
        severity: "warning",
        file,
        path: `clusters.${cluster}.workers.${worker}`,
        reason: `The worker \`${worker}\` of \`${cluster}\` is no longer in the answers: its pods end, and workflows on its task queues wait until another worker serves them. One of a new name begins without an image.`,
        remedy: "See first that nothing is open on its task queues; to rename it, let both run until then. Its code under services/ stays.",
      }];
    }),
  );
}

const permanent = (path: string, reason: string, way: string, file: string): Finding => ({
  code: "answers/permanent-change",
  severity: "error",
  file,
  path,
  reason,
  remedy: `${way} To accept the change: ${NAME} update --accept-permanent-change ${shellWord(path)}`,
});
