import { problemAt, textAt } from "./ask/check.ts";
import type { Part } from "./ask/part.ts";
import { textOf } from "./ask/question.ts";
import { chosen, whichCluster } from "./worker.ts";

const inNamespace = (...keys: readonly string[]): readonly string[] => ["temporal", "namespaces", "namespace", ...keys];

/** One more Temporal namespace. */
export const namespacePart: Part = {
  kind: "namespace",
  questions: [
    {
      id: "name", kind: "text", path: ["temporal", "namespaces"], title: "Name of the Temporal namespace", description: "Workflows, workers and permissions are parted by it.", why: "Programs name it when they connect.", example: "orders",
      check: (value, _said, { namespaces = [] } = {}) => (namespaces.includes(String(value)) ? `There is a Temporal namespace ${value} already.` : problemAt(["temporal", "namespaces", String(value)], {})),
    },
    { id: "retention", kind: "text", path: inNamespace("retention"), why: "It is most of the storage.", fallback: () => "7d", check: textAt(inNamespace("retention")) },
    { id: "description", kind: "text", path: inNamespace("description"), why: "The UI shows it.", optional: true, fallback: () => "", check: textAt(inNamespace("description")) },
    whichCluster,
  ],
  entry: (said) => ({
    name: textOf(said, "name"),
    value: { retention: textOf(said, "retention"), ...(textOf(said, "description") !== "" && { description: textOf(said, "description") }) },
    ...chosen(textOf(said, "cluster")),
  }),
};
