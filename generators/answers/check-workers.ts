import type { ClusterView } from "./cluster-view.ts";
import { listed, show, type Fault } from "./codes.ts";

/** Helm's limit for names of releases: a worker's release has its name. */
const LONGEST_NAME = 53;
/** Workflow tasks that a worker of the SDK needs at least for each task queue: it refuses to start with fewer. */
const LEAST_WORKFLOW_TASKS = 2;

/** What only the merged answers tell about each worker of a cluster. */
export function checkWorkers(view: ClusterView): Fault[] {
  return view.names("workers").flatMap((worker) => [name, temporalNamespace, pods, concurrency, environment].flatMap((check) => check(view, worker)));
}

type Check = (view: ClusterView, worker: string) => Fault[];

/** Folders of the platform's own under services/, beside those of workers; one of them is a release as well. */
const TAKEN_NAMES = ["codec-server", "payload-codec"];

const name: Check = (view, worker) =>
  TAKEN_NAMES.includes(worker)
    ? [{ code: "answers/bad-name", ...view.at("workers", worker), at: "key", reason: `\`services/${worker}\` is the platform's own, so no worker can have that name.`, remedy: "Choose another name." }]
    : worker.length <= LONGEST_NAME
    ? []
    : [{ code: "answers/bad-name", ...view.at("workers", worker), at: "key", reason: `The name of a worker is that of its Helm release, which may have ${LONGEST_NAME} characters, not ${worker.length}.`, remedy: "Shorten it." }];

/** A worker that asks for a namespace that nobody makes is refused by the server, again and again. */
const temporalNamespace: Check = (view, worker) => {
  // A Temporal that runs elsewhere has namespaces that nobody tells here.
  if (view.value("temporal", "existing") !== undefined) return [];
  const known = view.names("temporal", "namespaces");
  const asked = view.text("workers", worker, "namespace");
  if (view.isSpoilt("temporal", "namespaces") || view.isSpoilt("workers", worker, "namespace")) return [];
  if (asked !== undefined && !known.includes(asked)) {
    return [{ code: "answers/contradiction", ...view.at("workers", worker, "namespace"), at: "value", reason: `\`${view.name}\` has no Temporal namespace ${show(asked)}${known.length > 0 ? `: it has ${listed(known)}` : ""}.`, remedy: "Add it under `temporal.namespaces`, or name one that is there." }];
  }
  if (asked !== undefined || known.length === 1) return [];
  return [{
    code: "answers/missing",
    ...view.at("workers", worker, "namespace"),
    at: "key",
    reason: known.length === 0 ? `\`${view.name}\` has no Temporal namespace that the worker \`${worker}\` could work for.` : `The worker \`${worker}\` could work for ${listed(known)}.`,
    remedy: known.length === 0 ? "Add one under `temporal.namespaces`." : "Say which by `namespace`.",
  }];
};

const pods: Check = (view, worker) => {
  const here = ["workers", worker] as const;
  const faults: Fault[] = [];
  if (view.value(...here, "scale") === undefined) return faults;
  const contradiction = (key: readonly string[], reason: string, remedy: string): void => void faults.push({ code: "answers/contradiction", ...view.at(...here, ...key), at: "key", reason, remedy });
  if (view.value(...here, "replicas") !== undefined) contradiction(["replicas"], `\`replicas\` is a fixed number of pods and \`scale\` a changing one: \`${worker}\` cannot have both.`, "Remove one of them; it may be inherited.");
  const [min, max] = [view.value(...here, "scale", "min"), view.value(...here, "scale", "max")];
  if (typeof min === "number" && typeof max === "number" && min > max) contradiction(["scale", "min"], `\`min\` is ${min} and \`max\` ${max}.`, "Swap or correct them.");
  if (min === 0) faults.push({ code: "answers/out-of-range", ...view.at(...here, "scale", "min"), at: "value", reason: "The server reports the backlog of a task queue only while somebody polls it: without a pod nothing would ever wake the worker.", remedy: "Write at least 1." });
  const byLoad = ["cpu", "memory"].filter((key) => view.value(...here, "scale", key) !== undefined);
  const byBacklog = view.value(...here, "scale", "by") === "backlog";
  const [first] = byLoad;
  if (byBacklog && first !== undefined) contradiction(["scale", first], "Pods are counted by the backlog or by CPU and memory: two controllers would work against each other.", `Remove \`by\`, or ${listed(byLoad)}.`);
  if (!byBacklog && view.value(...here, "scale", "backlog") !== undefined) contradiction(["scale", "backlog"], "`backlog` is the number of waiting tasks for each pod, but nothing scales by it.", "Add `by: backlog`, or remove it.");
  return faults;
};

const concurrency: Check = (view, worker) => {
  const tasks = view.value("workers", worker, "concurrency", "workflowTasks");
  const taskQueues = view.value("workers", worker, "taskQueues");
  const least = LEAST_WORKFLOW_TASKS * (Array.isArray(taskQueues) ? taskQueues.length : 1);
  if (typeof tasks !== "number" || tasks >= least) return [];
  return [{ code: "answers/out-of-range", ...view.at("workers", worker, "concurrency", "workflowTasks"), at: "value", reason: `A worker needs ${LEAST_WORKFLOW_TASKS} workflow tasks at the same time for each task queue, one for new and one for cached workflows: ${least} here, not ${tasks}.`, remedy: `Write at least ${least}.` }];
};

/** Variables that the platform sets itself. */
const RESERVED = /^(?:TEMPORAL_|CODEC_|AZURE_|WORKER_MAX_|HEALTH_PORT$|METRICS_PORT$|SHUTDOWN_SECONDS$|POD_NAME$)/;

const environment: Check = (view, worker) => {
  const here = ["workers", worker] as const;
  const renamed = new Map(view.names(...here, "connection", "rename").map((key) => [String(view.value(...here, "connection", "rename", key)), key]));
  const plain = new Set(view.names(...here, "env"));
  return (["env", "secrets"] as const).flatMap((block) =>
    view.names(...here, block).flatMap((variable): Fault[] => {
      const at = view.at(...here, block, variable);
      const alias = renamed.get(variable);
      if (RESERVED.test(variable) || alias !== undefined) {
        return [{ code: "answers/contradiction", ...at, at: "key", reason: `\`${variable}\` ${alias === undefined ? "is a variable that the platform sets" : `is the program's name for ${alias}, which the platform sets`}, so a second value would hide the right one.`, remedy: alias === undefined ? "Choose another name; what the platform says can be renamed by `connection.rename`." : "Remove it." }];
      }
      return block === "secrets" && plain.has(variable) ? [{ code: "answers/contradiction", ...at, at: "key", reason: `\`${variable}\` stands under \`env\` and under \`secrets\`.`, remedy: "Remove one of them." }] : [];
    }),
  );
};
