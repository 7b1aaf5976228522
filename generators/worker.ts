import { first, problemAt, textAt } from "./ask/check.ts";
import { parsePairs } from "./ask/differs.ts";
import type { Part } from "./ask/part.ts";
import { textOf, type Question } from "./ask/question.ts";

const inWorker = (...keys: readonly string[]): readonly (string | number)[] => ["workers", "worker", ...keys];

/** The one cluster that gets something, or all of them. */
export const whichCluster: Question = {
  id: "cluster", kind: "one", path: ["clusters"], title: "Cluster", description: "Which cluster gets it.", why: "What holds for all is said once.",
  when: (_said, { clusters = [] }) => clusters.length > 1,
  choices: (_said, { clusters = [] }) => [{ value: "all", because: "every cluster of the platform" }, ...clusters.map((value) => ({ value, because: "" }))],
  fallback: () => "all", check: () => undefined,
};

/** One more worker service. */
export const workerPart: Part = {
  kind: "worker",
  questions: [
    {
      id: "name", kind: "text", path: ["workers"], title: "Name of the worker", description: "Its service, its folder under services/ and its Helm release are called so.", why: "Another name later is another worker.", example: "orders",
      check: (value, _said, { workers = [] } = {}) => (workers.includes(String(value)) ? `There is a worker ${value} already.` : problemAt(["workers", String(value)], {})),
    },
    {
      id: "language", kind: "one", path: inWorker("language"), why: "Its starter program under services/ is written in it.",
      choices: () => [
        { value: "typescript", because: "on Node" },
        { value: "python", because: "with the async SDK" },
        { value: "go", because: "one small binary" },
      ],
      fallback: () => "typescript", check: () => undefined,
    },
    {
      id: "task-queue", kind: "text", path: inWorker("taskQueues"), title: "Task queues", description: "What it takes work from; several with commas between.", why: "Workflows name them when they start.", example: "orders, orders-slow",
      fallback: (said) => textOf(said, "name") || undefined, from: () => "the name of the worker",
      check: (value) => first(queues(String(value)), (queue) => problemAt([...inWorker("taskQueues"), 0], queue)) ?? (queues(String(value)).length === 0 ? "Name at least one." : undefined),
    },
    {
      id: "namespace", kind: "one", path: inWorker("namespace"), title: "Temporal namespace", description: "The one that it works in.", why: "It sees the workflows of this one only.",
      when: (_said, { namespaces = [] }) => namespaces.length > 1, choices: (_said, { namespaces = [] }) => namespaces.map((value) => ({ value, because: "" })), fallback: (_said, { namespaces }) => namespaces?.[0], check: () => undefined,
    },
    {
      id: "image", kind: "text", path: inWorker("image"), why: "Deployments look for it there.", optional: (_said, { registry }) => registry !== undefined,
      missing: "Nobody says where images are: platform.yaml has no `delivery.registries`, so name this one's, for example registry.example/acme/orders.",
      description: "Registry, path and name of its image. May stay empty where platform.yaml has `delivery.registries`: then in the first of them.",
      fallback: (_said, { registry }) => (registry === undefined ? undefined : ""), check: textAt(inWorker("image")),
    },
    whichCluster,
  ],
  entry: (said) => ({
    name: textOf(said, "name"),
    value: {
      language: textOf(said, "language"),
      taskQueues: queues(textOf(said, "task-queue")),
      ...(textOf(said, "namespace") !== "" && { namespace: textOf(said, "namespace") }),
      ...(textOf(said, "image") !== "" && { image: textOf(said, "image") }),
    },
    ...chosen(textOf(said, "cluster")),
  }),
};

const queues = (text: string): readonly string[] => {
  const pairs = parsePairs(text);
  return typeof pairs === "string" ? [text] : pairs.map(([name, value]) => (value === undefined ? name : `${name}: ${value}`));
};

/** The cluster that was chosen; nothing when all of them were. */
export const chosen = (cluster: string): { readonly cluster?: string } => (cluster === "" || cluster === "all" ? {} : { cluster });
