import type { ClusterAnswers } from "../answers/answers.ts";
import type { Combination } from "../catalogue/combinations.ts";
import { keylessBackups, placeBackup } from "./backup.ts";
import type { Notebook } from "./derivation.ts";
import type { Cnpg, Database, Namespaces, Resources } from "./model.ts";
import { DATABASE_USER, DATABASES, POSTGRES_CLUSTER } from "./names.ts";
import { sharedBuffers, type PostgresSize } from "./sizing/postgres.ts";
import { tierFloors } from "./sizing/tiers.ts";
import { bytesText, cpuText, MiB } from "./sizing/units.ts";
import { storageClassOf, storageClassReason } from "./storage-class.ts";

/** Newest PostgreSQL that Temporal's own tests cover. */
const POSTGRES_MAJOR = 16;
const PORT = 5432;

/** PostgreSQL by CloudNativePG: host, credentials and certificate authority follow from the operator's naming. */
export function placeDatabase(cluster: ClusterAnswers, namespaces: Pick<Namespaces, "server" | "database">, size: PostgresSize, versions: Combination, notes: Notebook): Database {
  const frozen = cluster.frozen?.database;
  const name = frozen?.cluster ?? POSTGRES_CLUSTER;
  const names = { default: frozen?.default ?? DATABASES.default, visibility: frozen?.visibility ?? DATABASES.visibility };
  const because = "fixed names, the same in every cluster, so that commands and dashboards fit everywhere";
  const source = "Temporal's schema tools and CloudNativePG: neither renames a database";
  notes.note({ path: "database.cluster", value: name, because, inputs: [], source, permanent: true });
  notes.note({ path: "database.default", value: names.default, because, inputs: [], source, permanent: true });
  notes.note({ path: "database.visibility", value: names.visibility, because, inputs: [], source, permanent: true });
  const host = `${name}-rw.${namespaces.database}.svc`;
  return {
    host,
    portText: String(PORT),
    address: `${host}:${PORT}`,
    user: DATABASE_USER,
    passwordSecret: `${name}-app`,
    caSecret: `${name}-ca`,
    caKey: "ca.crt",
    names,
    pools: size.pools,
    maxConnections: size.maxConnections,
    cnpg: placeCnpg(cluster, { name, visibility: names.visibility, ownNamespace: namespaces.database !== namespaces.server }, size, versions, notes),
    hostVerification: true,
    external: null,
  };
}

function placeCnpg(cluster: ClusterAnswers, { name, visibility, ownNamespace }: Pick<Cnpg, "ownNamespace"> & { readonly name: string; readonly visibility: string }, size: PostgresSize, versions: Combination, { note }: Notebook): Cnpg {
  const answers = cluster.database?.cnpg ?? {};
  const major = answers.version ?? POSTGRES_MAJOR;
  const image = versions.cloudnativePg.postgres[String(major)];
  if (image === undefined) throw new Error(`no image of PostgreSQL ${major} in the version set ${versions.name}: the answers stage lets only known versions pass`);
  const parameters = postgresParameters(answers.parameters ?? {}, size);
  note({
    path: "database.version",
    value: `PostgreSQL ${major}`,
    because: answers.version === undefined ? "the newest version in Temporal's tested matrix" : "as the answers say",
    inputs: ["database.cnpg.version"],
    source: "Temporal documentation, persistence: tested up to PostgreSQL 16; CloudNativePG supports 14 to 18",
  });
  if (answers.parameters?.["shared_buffers"] === undefined) {
    note({ path: "database.parameters.shared_buffers", value: parameters["shared_buffers"] ?? "", because: "a quarter of the memory", inputs: ["database.cnpg.memory"], source: "CloudNativePG documentation, resource management" });
  }
  const storageClass = storageClassOf(cluster);
  if (storageClass !== null) {
    note({ path: "storage.class", value: storageClass, because: storageClassReason(cluster, storageClass), inputs: ["storage.class"], source: "Kubernetes: a volume keeps its storage class", permanent: true });
  }
  return {
    cluster: name,
    visibilityResource: `${name}-${visibility.replaceAll("_", "-")}`,
    instances: size.instances,
    highlyAvailable: size.instances > 1,
    image,
    major,
    storage: bytesText(size.storage),
    walStorage: size.walStorage === null ? null : bytesText(size.walStorage),
    volumes: { data: size.storage, ...(size.walStorage !== null && { wal: size.walStorage }) },
    storageClass,
    resources: resources(cluster, size),
    parameters,
    hibernate: cluster.state === "stopped",
    backup: placeBackup(cluster, name, note),
    identityClient: keylessBackups(cluster) ? (cluster.azure?.identities?.database ?? null) : null,
    ownNamespace,
  };
}

/** Requests equal limits in memory: a database that loses memory under pressure is killed, not slowed down. */
function resources(cluster: ClusterAnswers, size: PostgresSize): Resources {
  const memory = bytesText(size.memory);
  return {
    cpuRequest: cpuText(tierFloors[cluster.tier].cpuLimits ? Math.max(0.1, size.cpu / 2) : size.cpu),
    cpuLimit: tierFloors[cluster.tier].cpuLimits ? cpuText(size.cpu) : null,
    memoryRequest: memory,
    memoryLimit: memory,
  };
}

/** Ours first, the customer's over them; every value is a string, as the operator wants it, and keys are sorted. */
function postgresParameters(asked: Readonly<Record<string, string>>, size: PostgresSize): Record<string, string> {
  const ours: Record<string, string> = {
    max_connections: String(size.maxConnections),
    shared_buffers: sharedBuffers(size.memory),
    effective_cache_size: `${Math.floor((size.memory * 0.75) / MiB)}MB`,
    // No logical replication here: the operator's default of `logical` only costs volume.
    wal_level: "replica",
    max_slot_wal_keep_size: `${Math.floor((size.walStorage ?? size.storage) / 10 / MiB)}MB`,
    checkpoint_timeout: "15min",
    random_page_cost: "1.1",
    // Temporal's task and timer tables live from quick deletion.
    autovacuum_vacuum_scale_factor: "0.05",
    "pg_stat_statements.track": "top",
  };
  return Object.fromEntries(Object.entries({ ...ours, ...asked }).sort(([a], [b]) => (a < b ? -1 : 1)));
}
