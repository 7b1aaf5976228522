import type { Database, Expectation, Observability, Temporal } from "./model.ts";

interface Threshold {
  readonly name: string;
  readonly value: number;
  readonly because: string;
}

/** Defaults of the alert rules. Ratios are shares of one, times are seconds. */
export const THRESHOLDS: readonly Threshold[] = [
  { name: "shard_utilization_warning", value: 0.7, because: "share of the time in which shards are busy writing" },
  { name: "shard_utilization_critical", value: 0.9, because: "share of the time in which shards are busy writing" },
  { name: "workflow_failure_ratio", value: 0.1, because: "share of closed workflows that failed" },
  { name: "workflow_timeout_ratio", value: 0.05, because: "share of closed workflows that timed out" },
  { name: "backlog_age_seconds", value: 300, because: "age of the oldest task that no worker has taken" },
  { name: "schedule_to_start_seconds", value: 5, because: "95th percentile of the time a task waits for a worker" },
  { name: "connections_ratio", value: 0.8, because: "share of PostgreSQL's connections in use" },
  { name: "volume_warning", value: 0.8, because: "share of a database volume in use" },
  { name: "volume_critical", value: 0.9, because: "share of a database volume in use" },
  { name: "backup_age_seconds", value: 26 * 3600, because: "a nightly backup plus two hours" },
  { name: "replication_lag_seconds", value: 30, because: "how far a standby may be behind" },
  { name: "certificate_seconds", value: 14 * 86_400, because: "time left until a certificate expires" },
];

export interface ObservabilityInput {
  readonly release: string;
  readonly webUrl: string;
  readonly namespaces: { readonly server: string; readonly database: string };
  readonly temporal: Temporal;
  readonly database: Database;
}

/** What the verbatim alert rules compare with: expected counts, thresholds, and where this platform lives. */
export function expect({ release, webUrl, namespaces, temporal, database }: ObservabilityInput): Observability {
  const one = (record: string, value: number, labels: Record<string, string>, because: string): Expectation => ({ record: `temporal_platform:${record}`, expression: `vector(${value})`, labels, because });
  const namespace = namespaces.server;
  const services = [temporal.frontend, temporal.history, temporal.matching, temporal.worker, temporal.web];
  const expectations: Expectation[] = [
    one("namespace", 1, { role: "server", namespace }, "Kubernetes namespace of Temporal."),
    one("repository", 1, { url: webUrl }, "Where the runbooks are."),
    ...services.map(({ name, replicas }) => one("replicas:expected", replicas, { component: name, namespace }, `Replicas of ${name}.`)),
    one("history_shards:expected", temporal.frontend.replicas > 0 ? temporal.shards : 0, { namespace }, "History shards; 0 while nothing runs."),
    ...THRESHOLDS.map(({ name, value, because }) => one("threshold", value, { name, namespace }, `${because.charAt(0).toUpperCase()}${because.slice(1)}.`)),
  ];
  if (database.cnpg) {
    expectations.splice(1, 0, one("namespace", 1, { role: "database", namespace: namespaces.database }, "Kubernetes namespace of PostgreSQL."));
    expectations.splice(2, 0, one("replicas:expected", database.cnpg.hibernate ? 0 : database.cnpg.instances, { component: "postgres", namespace: namespaces.database }, "Instances of PostgreSQL."));
  }
  return { release, expectations };
}
