import type { ClusterAnswers, Tier, WorkerAnswers } from "../answers/answers.ts";
import type { Notebook } from "./derivation.ts";
import type { Codec, Identity, Namespaces, Operators, RequiredSecret, Temporal, Tls, Worker, Workers } from "./model.ts";
import { placement } from "./nodes.ts";
import { environmentOf, type Concurrency } from "./worker-environment.ts";
import { bytesText, cpuText, GiB, MiB } from "./sizing/units.ts";

export interface WorkersAround {
  readonly prefix: string;
  readonly namespaces: Namespaces;
  readonly operators: Operators;
  readonly tls: Tls;
  readonly identity: Identity | null;
  readonly codec: Codec | null;
  readonly temporal: Temporal;
}

/** What a worker has when the answers say nothing. CPU in cores, memory in bytes. */
interface Floor {
  readonly replicas: number;
  readonly cpu: number;
  readonly memory: number;
  readonly concurrency: Concurrency;
}

/** The SDK's own limits for TypeScript; a small pod has no room for as many. */
const SDK_CONCURRENCY: Concurrency = { workflowTasks: 40, activities: 100, localActivities: 100 };
const FLOORS: Readonly<Record<Tier, Floor>> = {
  small: { replicas: 1, cpu: 0.1, memory: 384 * MiB, concurrency: { workflowTasks: 10, activities: 20, localActivities: 20 } },
  development: { replicas: 1, cpu: 0.25, memory: 512 * MiB, concurrency: SDK_CONCURRENCY },
  production: { replicas: 2, cpu: 0.5, memory: GiB, concurrency: SDK_CONCURRENCY },
};
const SHUTDOWN_SECONDS = 60;
const HEALTH_PORT = 8080;
/** Port of the SDK's metrics in every starter, and of the PodMonitor. */
export const WORKER_METRICS_PORT = 9464;
const TASKS_PER_POD = 10;
const CPU_TARGET = 70;
const TLS_MOUNT = "/etc/temporal/tls";

/** The customer's workers; null when there are none. */
export function placeWorkers(cluster: ClusterAnswers, around: WorkersAround, { note }: Notebook): Workers | null {
  const entries = Object.entries(cluster.workers ?? {}).sort(([a], [b]) => (a < b ? -1 : 1));
  if (entries.length === 0) return null;
  const list = entries.map(([name, answers]) => placeWorker(name, answers, cluster, around, note));
  const asked = cluster.quotas?.workers;
  const hard = {
    ...(asked?.cpu !== undefined && { "requests.cpu": cpuText(asked.cpu) }),
    ...(asked?.memory !== undefined && { "requests.memory": bytesText(asked.memory) }),
    ...(asked?.pods !== undefined && { pods: String(asked.pods) }),
  };
  return { namespace: around.namespaces.workers, chart: `./${around.prefix}charts/temporal-worker`, list, quota: asked === undefined ? null : { hard } };
}

/** Secrets that workers read: one for each worker that asks for any, and the logins that their images are pulled with. */
export const workerSecrets = (workers: Workers | null): RequiredSecret[] =>
  (workers?.list ?? []).flatMap(({ secret, pullSecret, namespace }) => [
    ...(secret === null ? [] : [secret]),
    ...(pullSecret === null ? [] : [{ name: pullSecret, namespace, keys: [".dockerconfigjson"], purpose: "Login to the registry that images of workers are pulled from", type: "kubernetes.io/dockerconfigjson" }]),
  ]);

function placeWorker(name: string, answers: WorkerAnswers, cluster: ClusterAnswers, around: WorkersAround, note: Notebook["note"]): Worker {
  const { namespaces, operators, tls, identity, codec, temporal } = around;
  const floor = FLOORS[cluster.tier];
  const path = `workers.${name}`;
  const running = (cluster.state ?? "running") === "running";
  const language = answers.language ?? "typescript";
  const taskQueues = answers.taskQueues;
  const temporalNamespace = answers.namespace ?? temporal.namespaces[0]?.name ?? "default";
  const cpu = answers.cpu ?? floor.cpu;
  const memory = answers.memory ?? floor.memory;
  const concurrency = { ...floor.concurrency, ...answers.concurrency };
  const autoscaling = answers.scale && running ? autoscalingOf(answers.scale, namespaces, operators, temporalNamespace, taskQueues) : null;
  const planned = answers.replicas ?? answers.scale?.min ?? floor.replicas;
  const least = answers.scale === undefined ? planned : (answers.scale.min ?? 1);
  const derive = (key: string, value: string, because: string, source: string): void => note({ path: `${path}.${key}`, value, because, inputs: [`${path}.${key}`, "tier"], source });
  if (answers.replicas === undefined && answers.scale === undefined) derive("replicas", String(planned), cluster.tier === "production" ? "one may fail while the other works" : "a restart may hold up its tasks for some seconds", "our floors per tier; scale by `workers.<name>.scale`");
  if (answers.cpu === undefined) derive("cpu", cpuText(cpu), `floor of tier ${cluster.tier}; requested, and without a limit: a throttled workflow task runs into its timeout`, "our floors per tier; correct them by the metrics of the first weeks");
  if (answers.memory === undefined) derive("memory", bytesText(memory), `floor of tier ${cluster.tier}; requested and limit, since the cache of workflows fills it`, "our floors per tier; correct them by the metrics of the first weeks");
  if (answers.concurrency === undefined) derive("concurrency", `${concurrency.workflowTasks} workflow tasks, ${concurrency.activities} activities, ${concurrency.localActivities} local activities`, cluster.tier === "small" ? "less than the SDK's own limits: the pod is small" : "the SDK's own limits; raise them when temporal_worker_task_slots_available is 0 while CPU and memory are not", "@temporalio/worker 1.24, defaults without a tuner");
  if (answers.shutdown === undefined) derive("shutdown", `${SHUTDOWN_SECONDS}s`, "an activity that runs longer is cut off at a rollout and tried again elsewhere", "our choice");

  const shutdownSeconds = answers.shutdown ?? SHUTDOWN_SECONDS;
  const health = { port: answers.health?.port ?? HEALTH_PORT, livenessPath: answers.health?.path ?? "/livez", readinessPath: answers.health?.path ?? "/readyz" };
  const secret = secretOf(name, answers, namespaces.workers);
  const usesAzure = cluster.cloud === "azure" && (codec?.key.provider === "azure-key-vault" || identity?.provider === "entra-id");
  const identityClient = answers.identity ?? cluster.azure?.identities?.workers ?? null;
  const certificate = tls.frontend ? { name: `${name}-temporal`, secret: `${name}-temporal-tls`, commonName: name } : null;
  const starter = answers.source === undefined && language !== "go";
  return {
    name,
    language,
    namespace: namespaces.workers,
    temporalNamespace,
    taskQueues,
    image: answers.image ?? imageOf(name, cluster),
    resources: { cpuRequest: cpuText(cpu), memoryRequest: bytesText(memory), cpuLimit: null, memoryLimit: bytesText(memory) },
    replicas: running ? least : 0,
    most: answers.scale?.max ?? planned,
    requests: { cpu, memory },
    serviceAccount: name,
    identityClient,
    serviceAccountAnnotations: usesAzure && identityClient !== null ? { "azure.workload.identity/client-id": identityClient } : null,
    podLabels: usesAzure ? { "azure.workload.identity/use": "true" } : null,
    starter,
    build: answers.source === undefined && !starter ? null : buildOf(name, answers.source),
    autoscaling,
    shutdownSeconds,
    // Pods of the old version end one after the other.
    upgradeTimeout: `${Math.max(10, Math.ceil((shutdownSeconds * 4) / 60) + 5)}m`,
    health,
    env: environmentOf({ answers, language, memory, concurrency, temporalNamespace, taskQueues, shutdownSeconds, healthPort: health.port, metricsPort: WORKER_METRICS_PORT, tlsMount: TLS_MOUNT, temporal, tls, identity, codec }),
    secretEnv: secretEnvOf(secret, codec),
    secret,
    certificate,
    clientCertificate: tls.mutual,
    pullSecret: answers.pullSecret ?? null,
    nodes: placement(cluster.nodeClasses?.workers),
    release: operators.prometheus.release,
    outbound: answers.uses?.outbound ?? [],
    calls: { keyVault: codec?.key.provider === "azure-key-vault", identityProvider: identity?.provider === "entra-id" },
  };
}

function autoscalingOf(scale: NonNullable<WorkerAnswers["scale"]>, namespaces: Namespaces, operators: Operators, temporalNamespace: string, taskQueues: readonly string[]): NonNullable<Worker["autoscaling"]> {
  const limits = { min: Math.max(scale.min ?? 1, 1), max: scale.max };
  if (scale.by === "backlog") {
    // Matching's gauge of each partition; the server's own names of labels, with Temporal's namespace as our ServiceMonitor relabels it.
    const queues = taskQueues.map((queue) => queue.replaceAll(".", "\\\\.")).join("|");
    const query = `sum(approximate_backlog_count{job="temporal-matching-headless",namespace="${namespaces.server}",temporal_namespace="${temporalNamespace}",taskqueue=~"${queues}"})`;
    return { by: "backlog", ...limits, backlog: { serverAddress: `http://prometheus-operated.${operators.prometheus.namespace}.svc:9090`, query, tasksPerPod: scale.backlog ?? TASKS_PER_POD } };
  }
  const percent = (share: number | undefined): number | undefined => (share === undefined ? undefined : Math.round(share * 100));
  const [cpu, memory] = [percent(scale.cpu), percent(scale.memory)];
  const target = cpu === undefined && memory === undefined ? { cpu: CPU_TARGET } : { ...(cpu !== undefined && { cpu }), ...(memory !== undefined && { memory }) };
  return { by: "resources", ...limits, ...target };
}

/** The Secret that holds what the answers call secret: each variable under its own name. */
function secretOf(worker: string, { secrets = {} }: WorkerAnswers, namespace: string): RequiredSecret | null {
  const variables = Object.keys(secrets).sort();
  if (variables.length === 0) return null;
  return { name: `worker-${worker}`, namespace, keys: variables, purpose: `Environment of the worker ${worker}`, type: null, places: secrets };
}

function secretEnvOf(secret: RequiredSecret | null, codec: Codec | null): Worker["secretEnv"] {
  const from = Object.fromEntries((secret?.keys ?? []).map((key) => [key, { name: secret?.name ?? "", key }]));
  const local = codec?.key.provider === "local" && codec.key.secret !== null ? { CODEC_LOCAL_KEY: { name: codec.key.secret, key: codec.key.secretKey } } : {};
  const all = { ...from, ...local };
  return Object.keys(all).length === 0 ? null : all;
}

/** The first registry of the delivery and the worker's name; without either, `workerFindings` tells. */
const imageOf = (name: string, { delivery }: ClusterAnswers): string => (delivery?.registries?.[0] === undefined ? name : `${delivery.registries[0]}/${name}`);

/** What a build sees. Starters lie side by side under services/ with the codec that they take or test against, so their builds see all of it. */
function buildOf(name: string, source: WorkerAnswers["source"]): NonNullable<Worker["build"]> {
  if (source === undefined) return { repository: null, context: "services", dockerfile: `services/${name}/Dockerfile`, changedBy: [`services/${name}/**`, "services/payload-codec/**"] };
  const context = source.context ?? ".";
  const inside = context === "." ? "" : `${context}/`;
  return { repository: source.repository ?? null, context, dockerfile: source.dockerfile ?? `${inside}Dockerfile`, changedBy: source.changedBy ?? [`${inside}**`] };
}
