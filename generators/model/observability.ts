import type { ClusterAnswers, State } from "../answers/answers.ts";
import type { Codec, Database, Delivery, Expectation, FluxKustomization, Namespaces, Observability, Secrets, Service, Temporal, Workers } from "./model.ts";

interface Threshold {
  readonly name: string;
  readonly of: "server" | "database" | "codec" | "workers" | "all";
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
  { name: "codec_error_ratio", of: "codec", value: 0.05, because: "share of the codec server's answers that are errors of its own" },
  { name: "codec_denials", of: "codec", value: 20, because: "calls refused within 10 minutes" },
  { name: "codec_data_key_age_seconds", of: "codec", value: 25 * 3600, because: "a data key lives at most a day; one hour of patience" },
  { name: "worker_poll_errors_per_second", of: "workers", value: 0.1, because: "polls of one worker service that end with an error" },
  { name: "worker_task_failures_per_second", of: "workers", value: 0.1, because: "workflow tasks of one worker service that fail" },
  { name: "certificate_seconds", of: "all", value: 14 * DAY, because: "time left until a certificate expires" },
];

/** Which of the customer's thresholds replaces which default. */
const SAID = { workflowFailures: "workflow_failure_ratio", workflowTimeouts: "workflow_timeout_ratio", shardsWarning: "shard_utilization_warning", shardsCritical: "shard_utilization_critical" } as const;

export interface ObservabilityInput {
  readonly release: string;
  readonly webUrl: string;
  readonly namespaces: Namespaces;
  readonly kustomizations: readonly FluxKustomization[];
  readonly temporal: Temporal;
  readonly database: Database;
  readonly codec: Codec | null;
  readonly workers: Workers | null;
  readonly delivery: Delivery | null;
  readonly secrets: Secrets | null;
  /** Kubernetes namespace of the authority that signs the clients' certificates; null when it is not ours. */
  readonly authority: string | null;
  readonly state: State;
  readonly answers: Pick<ClusterAnswers, "alerts" | "observability">;
}

/** What the verbatim alert rules compare with: expected counts, thresholds, and where this platform lives. */
export function expect(input: ObservabilityInput): Observability {
  const { release, webUrl, namespaces, temporal, database, kustomizations, secrets, answers } = input;
  const namespace = namespaces.server;
  const services = [temporal.frontend, ...(temporal.internalFrontend ? [temporal.internalFrontend] : []), temporal.history, temporal.matching, temporal.worker, temporal.web];
  const places = placesOf(input);
  const thresholds = THRESHOLDS.filter(({ name }) => name !== "backup_age_seconds" || makesBackups(database)).map((threshold) => said(threshold, answers.alerts?.thresholds));
  return {
    release,
    dashboards: answers.observability?.dashboards ?? true,
    expectations: [
      ...places.map(({ role, namespace: where, because }) => series("namespace", 1, { role, namespace: where }, because)),
      series("repository", 1, { url: webUrl }, "Where the runbooks are."),
      ...services.map((service) => expectedPods(service, namespace)),
      ...expectedPostgres(database, namespaces.database),
      ...expectedDeployments(input),
      series("history_shards:expected", temporal.frontend.replicas > 0 ? temporal.shards : 0, { namespace }, "History shards; 0 while nothing runs."),
      ...(secrets?.store ? [series("secret_store", 1, { name: secrets.store.name }, "Brings the secrets from the vault.")] : []),
      ...(secrets?.store?.namespaces ?? []).filter((where) => places.every((place) => place.namespace !== where)).map((where) => series("secret_namespace", 1, { namespace: where }, "No part of the platform runs there, but secrets of it are there.")),
      ...(input.authority === null ? [] : [series("authority", 1, { namespace: input.authority }, "Kubernetes namespace of the authority that signs the clients' certificates.")]),
      series("flux_resource", 1, { kind: "GitRepository", name: "flux-system", namespace: "flux-system" }, "What Flux reads."),
      ...kustomizations.map(({ name, because }) => series("flux_resource", 1, { kind: "Kustomization", name, namespace: "flux-system" }, because)),
      ...thresholds.flatMap((threshold) => thresholdSeries(threshold, places, input.authority)),
    ],
  };
}

interface Place {
  readonly role: "server" | "database" | "codec" | "workers" | "delivery" | "builds";
  readonly namespace: string;
  readonly because: string;
}

/** The Kubernetes namespaces that this cluster's parts really live in. */
function placesOf({ namespaces, database, codec, workers, delivery }: ObservabilityInput): Place[] {
  return [
    { role: "server", namespace: namespaces.server, because: "Kubernetes namespace of Temporal." },
    ...(database.cnpg ? [{ role: "database", namespace: namespaces.database, because: "Kubernetes namespace of PostgreSQL." } as const] : []),
    ...(codec ? [{ role: "codec", namespace: codec.namespace, because: "Kubernetes namespace of the codec server." } as const] : []),
    ...(workers ? [{ role: "workers", namespace: workers.namespace, because: "Kubernetes namespace of the workers." } as const] : []),
    ...(delivery ? [{ role: "delivery", namespace: delivery.namespace, because: "Kubernetes namespace of deployments." } as const, { role: "builds", namespace: delivery.buildsNamespace, because: "Kubernetes namespace of builds." } as const] : []),
  ];
}

const series = (record: string, value: number, labels: Record<string, string>, because: string): Expectation => ({ record: `temporal_platform:${record}`, expression: `vector(${value})`, labels, because });

const expectedPods = ({ name, replicas }: Service, namespace: string): Expectation => series("replicas:expected", replicas, { component: name, namespace }, `Pods of ${name}.`);

/** A Deployment is named like its release. */
function expectedDeployments({ codec, workers, state }: ObservabilityInput): Expectation[] {
  const pods = (replicas: number): number => (state === "running" ? replicas : 0);
  return [
    ...(codec ? [series("deployments:expected", pods(codec.replicas), { component: "codec", namespace: codec.namespace, deployment: codec.release }, "Pods of the codec server.")] : []),
    ...(workers?.list ?? []).map(({ name, namespace, replicas }) => series("deployments:expected", pods(replicas), { component: "workers", namespace, deployment: name }, `Pods of the workers ${name}.`)),
  ];
}

/** The job is the PodMonitor's: namespace and name, and it is named like the cluster. */
function expectedPostgres({ cnpg }: Database, namespace: string): Expectation[] {
  if (!cnpg) return [];
  const labels = { component: "postgres", namespace, job: `${namespace}/${cnpg.cluster}`, postgres_cluster: cnpg.cluster };
  return [series("replicas:expected", cnpg.hibernate ? 0 : cnpg.instances, labels, "Instances of PostgreSQL.")];
}

/** Without the figure the rule is silent: a database that is meant to have no new backup must not page for lacking one. */
const makesBackups = ({ cnpg }: Database): boolean => cnpg?.backup?.suspend === false;

/** A threshold of the answers instead of the default. */
function said(threshold: Threshold, thresholds: NonNullable<ClusterAnswers["alerts"]>["thresholds"]): Threshold {
  const key = (Object.keys(SAID) as (keyof typeof SAID)[]).find((each) => SAID[each] === threshold.name);
  const value = key === undefined ? undefined : thresholds?.[key];
  return value === undefined ? threshold : { ...threshold, value, because: `${threshold.because}; as \`alerts.thresholds.${key}\` says` };
}

/** A series per namespace; two of the same labels would be refused. What concerns certificates concerns their authority, too. */
function thresholdSeries({ name, of, value, because }: Threshold, places: readonly Place[], authority: string | null): Expectation[] {
  const where = places.filter(({ role }) => of === "all" || role === of).map(({ namespace }) => namespace);
  if (of === "all" && authority !== null) where.push(authority);
  return [...new Set(where)].map((namespace) => series("threshold", value, { name, namespace }, `${because.charAt(0).toUpperCase()}${because.slice(1)}.`));
}
