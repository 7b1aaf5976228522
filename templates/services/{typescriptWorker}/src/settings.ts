/** What the platform tells this worker through its environment. `docs/operations/connect-a-worker.md` lists every variable. */
export interface Settings {
  readonly address: string;
  readonly namespace: string;
  readonly taskQueues: readonly [string, ...string[]];
  /** Files of the connection's certificates; null for a connection without TLS. */
  readonly tls: {
    readonly ca: string;
    readonly serverName: string | undefined;
    readonly certificate: { readonly cert: string; readonly key: string } | null;
  } | null;
  /** Scope of the tokens that the server accepts; null where it asks for none. */
  readonly tokenScope: string | null;
  /** What one pod runs at the same time, over all its task queues. */
  readonly concurrency: { readonly workflowTasks: number; readonly activities: number; readonly localActivities: number };
  readonly healthPort: number;
  readonly metricsPort: number;
  /** Seconds between SIGTERM and the end of the pod. */
  readonly shutdownSeconds: number;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Reads the environment once, at the start: a worker that is told nonsense must not begin to poll. */
export function readSettings(env: Environment): Settings {
  const taskQueues = required(env, "TEMPORAL_TASK_QUEUES").split(",").map((name) => name.trim()).filter((name) => name !== "");
  const [first, ...rest] = taskQueues;
  if (first === undefined) throw new Error("TEMPORAL_TASK_QUEUES names no task queue");
  return {
    address: required(env, "TEMPORAL_ADDRESS"),
    namespace: required(env, "TEMPORAL_NAMESPACE"),
    taskQueues: [first, ...rest],
    tls: readTls(env),
    tokenScope: env["TEMPORAL_TOKEN_SCOPE"] || null,
    concurrency: {
      workflowTasks: wholeNumber(env, "WORKER_MAX_WORKFLOW_TASKS", 40),
      activities: wholeNumber(env, "WORKER_MAX_ACTIVITIES", 100),
      localActivities: wholeNumber(env, "WORKER_MAX_LOCAL_ACTIVITIES", 100),
    },
    healthPort: wholeNumber(env, "HEALTH_PORT", 8080),
    metricsPort: wholeNumber(env, "METRICS_PORT", 9464),
    shutdownSeconds: wholeNumber(env, "SHUTDOWN_SECONDS", 60),
  };
}

function readTls(env: Environment): Settings["tls"] {
  const ca = env["TEMPORAL_TLS_SERVER_CA_CERT_PATH"];
  const cert = env["TEMPORAL_TLS_CLIENT_CERT_PATH"];
  const key = env["TEMPORAL_TLS_CLIENT_KEY_PATH"];
  if ((cert === undefined) !== (key === undefined)) throw new Error("TEMPORAL_TLS_CLIENT_CERT_PATH and TEMPORAL_TLS_CLIENT_KEY_PATH go together");
  if (ca === undefined && cert === undefined) return null;
  return {
    ca: required(env, "TEMPORAL_TLS_SERVER_CA_CERT_PATH"),
    serverName: env["TEMPORAL_TLS_SERVER_NAME"] || undefined,
    certificate: cert !== undefined && key !== undefined ? { cert, key } : null,
  };
}

function required(env: Environment, name: string): string {
  const value = env[name];
  if (value === undefined || value === "") throw new Error(`${name} is not set`);
  return value;
}

function wholeNumber(env: Environment, name: string, unlessSet: number): number {
  const text = env[name];
  if (text === undefined || text === "") return unlessSet;
  if (!/^[1-9][0-9]{0,8}$/.test(text)) throw new Error(`${name} is no whole number above zero: ${text}`);
  return Number(text);
}
