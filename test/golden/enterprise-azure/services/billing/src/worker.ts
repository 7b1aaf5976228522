import { NativeConnection, Runtime, Worker } from "@temporalio/worker";
import * as activities from "./activities";
import { BUNDLES } from "./bundle";
import { connect, whenRenewed } from "./connection";
import { prepareEncryption, type PayloadEncryption } from "./encryption";
import { serveHealth } from "./health";
import { readSettings, type Settings } from "./settings";
import { keepFresh, podIdentity } from "./tokens";

/** One Temporal worker per task queue, all in this process and over one connection. Ends in good order on SIGTERM. */
async function main(): Promise<void> {
  const settings = readSettings(process.env);
  Runtime.install({
    shutdownSignals: ["SIGTERM", "SIGINT"],
    telemetryOptions: { metrics: { prometheus: { bindAddress: `0.0.0.0:${settings.metricsPort}`, useSecondsForDurations: true } } },
  });

  const encryption = await prepareEncryption(process.env, settings.namespace);
  if (encryption === null) console.error(JSON.stringify({ level: "warn", message: "Payloads are not encrypted: CODEC_KEY_PROVIDER is not set" }));
  const tokens = settings.tokenScope === null ? null : await keepFresh(podIdentity(), settings.tokenScope);
  const connection = await connect(settings, tokens);
  const workers = await Promise.all(settings.taskQueues.map((taskQueue) => createWorker(settings, connection, taskQueue, encryption)));

  const states = () => workers.map((worker) => worker.getState());
  const stop = (): void => workers.filter((worker) => worker.getState() === "RUNNING").forEach((worker) => worker.shutdown());
  const health = await serveHealth(settings.healthPort, {
    alive: () => states().every((state) => state !== "FAILED"),
    ready: () => states().every((state) => state === "RUNNING") && (tokens?.isValid() ?? true),
  });
  const unwatch = whenRenewed(settings, stop);

  try {
    // One that fails takes the others with it: half a worker would look healthy. They end in good order first, with keys and connection still there.
    const ends = await Promise.allSettled(workers.map((worker) => worker.run().finally(stop)));
    for (const end of ends) if (end.status === "rejected") throw end.reason;
  } finally {
    unwatch();
    tokens?.stop();
    encryption?.close();
    health.close();
    await connection.close();
  }
}

/** Limits hold for the pod, so the task queues share them; a worker needs two workflow tasks at least. */
function createWorker(settings: Settings, connection: NativeConnection, taskQueue: string, encryption: PayloadEncryption | null): Promise<Worker> {
  const share = (limit: number, least: number): number => Math.max(least, Math.floor(limit / settings.taskQueues.length));
  return Worker.create({
    connection,
    namespace: settings.namespace,
    taskQueue,
    workflowBundle: { codePath: encryption === null ? BUNDLES.plain : BUNDLES.encrypted },
    activities,
    ...(encryption !== null && { dataConverter: encryption.dataConverter }),
    maxConcurrentWorkflowTaskExecutions: share(settings.concurrency.workflowTasks, 2),
    maxConcurrentActivityTaskExecutions: share(settings.concurrency.activities, 1),
    maxConcurrentLocalActivityExecutions: share(settings.concurrency.localActivities, 1),
    // Polling stops at once; activities have until shortly before Kubernetes ends the pod.
    shutdownGraceTime: `${Math.max(1, settings.shutdownSeconds - 15)}s`,
    shutdownForceTime: `${Math.max(1, settings.shutdownSeconds - 5)}s`,
  });
}

main().catch((error: unknown) => {
  console.error(error);
  // An open connection would keep the process, and nobody would poll.
  process.exit(1);
});
