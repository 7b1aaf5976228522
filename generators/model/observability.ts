import type { Database, Expectation, FluxKustomization, Observability, Service, Temporal } from "./model.ts";

interface Threshold {
  readonly name: string;
  readonly of: "server" | "database" | "both";
  readonly value: number;
  readonly because: string;
}

const DAY = 86_400;

/** Defaults of the alert rules. Ratios are shares of one, times are seconds. Histogram thresholds equal a bucket bound of the server: between two bounds a quantile is only a guess. */
const THRESHOLDS: readonly Threshold[] = [
  { name: "shard_utilization_warning", of: "server", value: 0.7, because: "share of the time in which shards are busy writing" },
  { name: "shard_utilization_critical", of: "server", value: 0.9, because: "share of the time in which shards are busy writing" },
  { name: "shard_io_concurrency", of: "server", value: 1, because: "writes that a shard makes at a time; the server's default of history.shardIOConcurrency" },
  { name: "shard_lock_seconds", of: "server", value: 0.2, because: "99th percentile of the wait for a shard" },
  { name: "persistence_error_ratio", of: "server", value: 0.01, because: "share of database calls that fail" },
  { name: "persistence_latency_seconds", of: "server", value: 0.5, because: "99th percentile of a database call" },
  { name: "sql_pool_ratio", of: "server", value: 0.9, because: "share of a pod's connection pool in use" },
  { name: "overload_per_second", of: "server", value: 0.1, because: "calls that the server refuses to protect itself" },
  { name: "visibility_error_ratio", of: "server", value: 0.05, because: "share of visibility calls that fail" },
  { name: "frontend_error_budget", of: "server", value: 0.001, because: "share of calls that may fail over 30 days: 99.9 % succeed" },
  { name: "frontend_minimum_errors", of: "server", value: 10, because: "failed calls below which a burn rate says nothing" },
  { name: "workflow_failure_ratio", of: "server", value: 0.1, because: "share of closed workflows that failed" },
  { name: "workflow_timeout_ratio", of: "server", value: 0.05, because: "share of closed workflows that timed out" },
  { name: "workflow_minimum_closes", of: "server", value: 20, because: "closed workflows below which a ratio says nothing" },
  { name: "backlog_age_seconds", of: "server", value: 300, because: "age of the oldest task that no worker has taken" },
  { name: "schedule_to_start_seconds", of: "server", value: 5, because: "95th percentile of the time a task waits for a worker" },
  { name: "connections_ratio", of: "database", value: 0.8, because: "share of PostgreSQL's connections in use" },
  { name: "volume_warning", of: "database", value: 0.8, because: "share of a database volume in use" },
  { name: "volume_critical", of: "database", value: 0.9, because: "share of a database volume in use" },
  { name: "transaction_id_age", of: "database", value: 300_000_000, because: "age of the oldest transaction id; at 2 billion PostgreSQL stops" },
  { name: "wal_files_waiting", of: "database", value: 20, because: "write-ahead log files that wait for the archive" },
  { name: "backup_age_seconds", of: "database", value: 26 * 3600, because: "a nightly backup plus two hours" },
  { name: "replication_lag_seconds", of: "database", value: 30, because: "how far a standby may be behind" },
  { name: "certificate_seconds", of: "both", value: 14 * DAY, because: "time left until a certificate expires" },
];

export interface ObservabilityInput {
  readonly release: string;
  readonly webUrl: string;
  readonly namespaces: { readonly server: string; readonly database: string };
  readonly kustomizations: readonly FluxKustomization[];
  readonly temporal: Temporal;
  readonly database: Database;
}

/** What the verbatim alert rules compare with: expected counts, thresholds, and where this platform lives. */
export function expect(input: ObservabilityInput): Observability {
  const { release, webUrl, namespaces, temporal, database, kustomizations } = input;
  const namespace = namespaces.server;
  const services = [temporal.frontend, temporal.history, temporal.matching, temporal.worker, temporal.web];
  return {
    release,
    expectations: [
      series("namespace", 1, { role: "server", namespace }, "Kubernetes namespace of Temporal."),
      series("namespace", 1, { role: "database", namespace: namespaces.database }, "Kubernetes namespace of PostgreSQL."),
      series("repository", 1, { url: webUrl }, "Where the runbooks are."),
      ...services.map((service) => expectedPods(service, namespace)),
      ...expectedPostgres(database, namespaces.database),
      series("history_shards:expected", temporal.frontend.replicas > 0 ? temporal.shards : 0, { namespace }, "History shards; 0 while nothing runs."),
      series("flux_resource", 1, { kind: "GitRepository", name: "flux-system", namespace: "flux-system" }, "What Flux reads."),
      ...kustomizations.map(({ name, because }) => series("flux_resource", 1, { kind: "Kustomization", name, namespace: "flux-system" }, because)),
      ...THRESHOLDS.filter(({ name }) => name !== "backup_age_seconds" || makesBackups(database)).flatMap((threshold) => thresholdSeries(threshold, namespaces)),
    ],
  };
}

const series = (record: string, value: number, labels: Record<string, string>, because: string): Expectation => ({ record: `temporal_platform:${record}`, expression: `vector(${value})`, labels, because });

const expectedPods = ({ name, replicas }: Service, namespace: string): Expectation => series("replicas:expected", replicas, { component: name, namespace }, `Pods of ${name}.`);

/** The job is the PodMonitor's: namespace and name, and it is named like the cluster. */
function expectedPostgres({ cnpg }: Database, namespace: string): Expectation[] {
  if (!cnpg) return [];
  const labels = { component: "postgres", namespace, job: `${namespace}/${cnpg.cluster}`, postgres_cluster: cnpg.cluster };
  return [series("replicas:expected", cnpg.hibernate ? 0 : cnpg.instances, labels, "Instances of PostgreSQL.")];
}

/** Without the figure the rule is silent: a database that is meant to have no new backup must not page for lacking one. */
const makesBackups = ({ cnpg }: Database): boolean => cnpg?.backup?.suspend === false;

/** A series per namespace; two of the same labels would be refused. */
function thresholdSeries({ name, of, value, because }: Threshold, namespaces: ObservabilityInput["namespaces"]): Expectation[] {
  const where = of === "both" ? new Set([namespaces.server, namespaces.database]) : new Set([namespaces[of]]);
  return [...where].map((namespace) => series("threshold", value, { name, namespace }, `${because.charAt(0).toUpperCase()}${because.slice(1)}.`));
}
