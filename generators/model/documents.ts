import type { Answers, ClusterAnswers, ProviderAnswers } from "../answers/answers.ts";
import { placeAzure, type PrerequisiteParts } from "./azure-prerequisites.ts";
import { support, type Topic } from "./evidence.ts";
import type { Cluster, ClusterDocuments, Documents, Uses } from "./model.ts";
import { nistAiRmf } from "./nist-ai-rmf.ts";

/** Which documents the answers ask for, and what they say about the whole repository. */
export function placeDocuments(answers: Answers, uses: Uses, clusters: readonly Cluster[]): Documents {
  const include = answers.documents?.include ?? [];
  const security = include.includes("security-pack");
  const nist = include.includes("nist-ai-rmf");
  const owned = clusters.some(({ tier }) => tier !== "small");
  const there = { uses, clusters, documents: { security, handover: owned || security || answers.provider !== undefined } };
  const controls = Object.entries(answers.documents?.controls ?? {}).map(([id, topic]) => ({ id, topic: topic.replaceAll("-", " "), ...support(topic as Topic, there) }));
  return {
    security,
    nistAiRmf: nist,
    handover: there.documents.handover,
    provider: answers.provider === undefined ? null : placeProvider(answers.provider),
    operator: answers.provider?.name ?? answers.customer.title ?? answers.customer.name,
    exampleCluster: clusters[0]?.name ?? "",
    controls,
    hasControls: controls.length > 0,
    nist: nist ? nistAiRmf(there) : [],
  };
}

function placeProvider({ name, contact, support: times }: ProviderAnswers): Documents["provider"] {
  const rows = Object.entries(times ?? {}).map(([priority, seconds]) => ({ priority: priority.toUpperCase(), within: durationText(seconds) }));
  return { name, contact: contact ?? null, support: rows, hasSupport: rows.length > 0 };
}

export interface DocumentedParts extends PrerequisiteParts {
  readonly path: string;
  readonly ownedNamespaces: readonly string[];
}

/** What documents and helpers say about one cluster, once all of its parts are placed. */
export function placeClusterDocuments(cluster: ClusterAnswers, parts: DocumentedParts): ClusterDocuments {
  const dataClasses = Object.entries(cluster.temporal?.namespaces ?? {}).flatMap(([namespace, { dataClass, owner = "", workflowTypes = {} }]) => [
    { namespace, workflowType: "all others", dataClass: dataClass ?? "not said", owner },
    ...Object.entries(workflowTypes).map(([workflowType, type]) => ({ namespace, workflowType, dataClass: type.dataClass ?? dataClass ?? "not said", owner })),
  ]);
  const retention = Math.max(0, ...Object.values(cluster.temporal?.namespaces ?? {}).map((namespace) => namespace.retention ?? 0));
  const backup = parts.database.cnpg?.backup;
  return {
    decisions: `docs/decisions/${cluster.name}.md`,
    acceptedBecause: cluster.sizing?.acceptedBecause ?? null,
    fluxPath: `./${parts.path}/server`,
    platformNamespaces: parts.ownedNamespaces.join(" "),
    temporalNamespaces: parts.temporal.namespaces.map(({ name }) => name).join(" "),
    azure: placeAzure(cluster, parts),
    dataClasses,
    hasDataClasses: dataClasses.length > 0,
    keyRetention: {
      retention: retention === 0 ? "as long as its namespace keeps it" : durationText(retention),
      backups: backup ? `${backup.retentionDays} days` : "as long as the database's own backups are kept",
    },
  };
}

const UNITS = [["day", 86_400], ["hour", 3_600], ["minute", 60], ["second", 1]] as const;

/** The greatest unit that divides it: `1 hour`, `30 days`. */
function durationText(seconds: number): string {
  const [unit, size] = UNITS.find(([, length]) => seconds % length === 0) ?? UNITS[3];
  const count = seconds / size;
  return `${count} ${unit}${count === 1 ? "" : "s"}`;
}
