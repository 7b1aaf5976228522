import type { WorkerAnswers } from "../answers/answers.ts";
import type { Codec, Identity, Temporal, Tls, Worker } from "./model.ts";
import { MiB } from "./sizing/units.ts";

/** What one pod runs at the same time. */
export interface Concurrency {
  readonly workflowTasks: number;
  readonly activities: number;
  readonly localActivities: number;
}

export interface EnvironmentInput {
  readonly answers: WorkerAnswers;
  readonly language: Worker["language"];
  /** Bytes of one pod. */
  readonly memory: number;
  readonly concurrency: Concurrency;
  readonly temporalNamespace: string;
  readonly taskQueues: readonly string[];
  readonly shutdownSeconds: number;
  readonly healthPort: number;
  readonly metricsPort: number;
  readonly tlsMount: string;
  readonly temporal: Temporal;
  readonly tls: Tls;
  readonly identity: Identity | null;
  readonly codec: Codec | null;
}

/** The answers' words for parts of the connection, and the variables that SDKs read (package envconfig of Temporal's SDKs). */
const VARIABLES = {
  TEMPORAL_ADDRESS: "TEMPORAL_ADDRESS",
  TEMPORAL_NAMESPACE: "TEMPORAL_NAMESPACE",
  TEMPORAL_TLS_CA: "TEMPORAL_TLS_SERVER_CA_CERT_PATH",
  TEMPORAL_TLS_CERT: "TEMPORAL_TLS_CLIENT_CERT_PATH",
  TEMPORAL_TLS_KEY: "TEMPORAL_TLS_CLIENT_KEY_PATH",
  TEMPORAL_TLS_SERVER_NAME: "TEMPORAL_TLS_SERVER_NAME",
} as const;

/** Share of the pod's memory for JavaScript's heap, which the SDK sizes its cache of workflows by; the rest is for Rust and buffers. */
const HEAP_SHARE = 0.75;

/** Environment of a worker by name, sorted: the connection, what the platform expects of it, and what the answers add. */
export function environmentOf(input: EnvironmentInput): Readonly<Record<string, string>> {
  const { answers, language, memory, concurrency, identity } = input;
  const platform: Record<string, string> = {
    ...connection(input),
    TEMPORAL_TASK_QUEUES: input.taskQueues.join(","),
    ...(identity !== null && { TEMPORAL_TOKEN_SCOPE: identity.machineScope }),
    ...encryption(input.codec),
    WORKER_MAX_WORKFLOW_TASKS: String(concurrency.workflowTasks),
    WORKER_MAX_ACTIVITIES: String(concurrency.activities),
    WORKER_MAX_LOCAL_ACTIVITIES: String(concurrency.localActivities),
    HEALTH_PORT: String(input.healthPort),
    METRICS_PORT: String(input.metricsPort),
    SHUTDOWN_SECONDS: String(input.shutdownSeconds),
    ...(language === "typescript" && { NODE_OPTIONS: `--max-old-space-size=${Math.floor((memory * HEAP_SHARE) / MiB)}` }),
    ...(language === "go" && { GOMEMLIMIT: `${Math.floor((memory * 0.85) / MiB)}MiB` }),
  };
  const all = { ...platform, ...answers.env };
  return Object.fromEntries(Object.entries(all).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Under the usual names, and under the program's own besides where the answers give some: a starter reads the usual ones. */
function connection({ answers, temporalNamespace, temporal, tls, tlsMount }: EnvironmentInput): Record<string, string> {
  const values: Partial<Record<keyof typeof VARIABLES, string>> = {
    TEMPORAL_ADDRESS: temporal.address,
    TEMPORAL_NAMESPACE: temporalNamespace,
    ...(tls.frontend && { TEMPORAL_TLS_CA: `${tlsMount}/ca.crt`, TEMPORAL_TLS_SERVER_NAME: tls.serverName }),
    ...(tls.mutual && { TEMPORAL_TLS_CERT: `${tlsMount}/tls.crt`, TEMPORAL_TLS_KEY: `${tlsMount}/tls.key` }),
  };
  const rename = answers.connection?.rename ?? {};
  return Object.fromEntries(
    Object.entries(values).flatMap(([key, value]) => {
      const own = rename[key];
      return [[VARIABLES[key as keyof typeof VARIABLES], value], ...(own === undefined ? [] : [[own, value]])] as [string, string][];
    }),
  );
}

/** Variables of services/payload-codec; the local key itself comes from its Secret. */
function encryption(codec: Codec | null): Record<string, string> {
  if (codec === null) return {};
  const { provider, url, name } = codec.key;
  return { CODEC_KEY_PROVIDER: provider, ...(url !== null && name !== null && { CODEC_AZURE_VAULT_URL: url, CODEC_AZURE_KEY: name }) };
}
