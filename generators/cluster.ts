import { textAt, problemAt } from "./ask/check.ts";
import { tierOf } from "./ask/derive.ts";
import type { Part } from "./ask/part.ts";
import { textOf, type Known, type Question, type Said } from "./ask/question.ts";

const inCluster = (...keys: readonly string[]): readonly string[] => ["clusters", "cluster", ...keys];

const environment: Question = {
  id: "environment", kind: "text", path: inCluster("environment"), permanent: true,
  why: "It stands in names and hosts.", fallback: (said) => textOf(said, "name") || undefined, check: textAt(inCluster("environment")),
};

/** What clusters differ in; everything else follows from `defaults`, tiers and the clusters that are there. */
const differences: readonly Question[] = [
  {
    id: "tier", kind: "one", path: inCluster("tier"), why: "It decides on replicas and the floor of every size.",
    choices: () => [
      { value: "small", because: "one small machine, nothing runs twice" },
      { value: "development", because: "may be down for minutes" },
      { value: "production", because: "highly available: everything runs at least twice" },
    ],
    fallback: (said) => tierOf(textOf(said, "environment") || textOf(said, "name")), check: () => undefined,
  },
  {
    id: "cloud", kind: "one", path: inCluster("cloud"), permanent: true, why: "It decides on load balancers, identities and where keys lie.",
    choices: () => [
      { value: "on-premises", because: "everything that is no cloud" },
      { value: "azure", because: "AKS, with Key Vault and Entra ID" },
    ],
    fallback: (_said, { cloud }) => cloud, from: () => "as your other clusters", check: () => undefined,
  },
  {
    id: "region", kind: "text", path: inCluster("region"), permanent: true, when: (said) => textOf(said, "cloud") === "azure",
    description: "The name that Azure gives the region.", why: "Data stays there.", fallback: (_said, { region }) => region, from: () => "as your other clusters", check: textAt(inCluster("region")),
  },
  {
    id: "peak", kind: "text", path: inCluster("peak"), description: "Workflows that start at the busiest time.", why: "Shards, replicas, connections and storage follow from it.",
    fallback: (said) => (textOf(said, "tier") === "production" ? "100/s" : "10/s"), check: textAt(inCluster("peak")),
  },
];

/** What was said and does not stand in `defaults` already. */
const settings = (said: Said, { inherited = {} }: Known): Readonly<Record<string, string>> =>
  Object.fromEntries(["environment", "tier", "cloud", "region", "peak"].flatMap((id) => (textOf(said, id) === "" || inherited[id] === textOf(said, id) ? [] : [[id, textOf(said, id)]])));

/** One more cluster, with a name of its own. */
export const clusterPart: Part = {
  kind: "cluster",
  questions: [
    {
      id: "name", kind: "text", path: ["clusters"], permanent: true, title: "Name of the cluster", description: "The name is the cluster's identity and its folder.", why: "<environment>-<cloud>-<region> is a good one.", example: "prod-azure-westeurope",
      check: (value, _said, { clusters = [] } = {}) => (clusters.includes(String(value)) ? `There is a cluster ${value} already.` : problemAt(["clusters", String(value)], {})),
    },
    environment,
    ...differences,
  ],
  entry: (said, known) => ({ name: textOf(said, "name"), value: settings(said, known) }),
};

/** One more environment: a cluster like its siblings, whose name follows. */
export const environmentPart: Part = {
  kind: "environment",
  questions: [{ ...environment, id: "name", title: "Name of the environment", fallback: () => undefined }, ...differences],
  entry: (said, known) => ({ name: textOf(said, "name"), value: settings(said, known) }),
};
