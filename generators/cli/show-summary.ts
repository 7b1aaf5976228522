import type { Cluster, Model } from "../model/index.ts";
import { someOf } from "../some-of.ts";

/** Clusters of one kind that are named; of more only how many they are. */
const NAMED = 3;

/** What was derived, cluster by cluster, permanent choices first: what a consultant reads before committing. Clusters of which the same is true share their lines. */
export function showSummary(model: Model): string {
  const alike = new Map<string, string[]>();
  for (const cluster of model.clusters) {
    const derived = derivedOf(cluster);
    alike.set(derived, [...(alike.get(derived) ?? []), cluster.name]);
  }
  return [...alike].map(([derived, names]) => `${someOf(names, NAMED)}  ${derived}`).join("\n");
}

function derivedOf(cluster: Cluster): string {
  const { temporal, database } = cluster;
  const services = [temporal.frontend, temporal.history, temporal.matching, temporal.worker].map(({ name, plannedReplicas }) => `${name} ${plannedReplicas}`).join(", ");
  const rows: (readonly [string, string])[] = [
    ["shards", `${temporal.shards} (can never change)`],
    ["replicas", `${services}, UI ${temporal.web.plannedReplicas}`],
    ["connections", `${database.maxConnections} at most in PostgreSQL`],
    ["memory", `${cluster.memory.requested} reserved${cluster.memory.budget === null ? "" : ` of ${cluster.memory.budget}`}`],
    ...(database.cnpg ? [["storage", `${database.cnpg.instances} × ${database.cnpg.storage}`] as const] : []),
  ];
  const width = Math.max(...rows.map(([name]) => name.length));
  return [`${cluster.environment}, ${cluster.tier}, ${cluster.cloud}, ${cluster.state}`, ...rows.map(([name, value]) => `  ${name.padEnd(width)}  ${value}`)].join("\n");
}
