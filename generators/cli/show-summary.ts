import type { Cluster, Model } from "../model/index.ts";

/** What was derived, cluster by cluster, permanent choices first: what a consultant reads before committing. */
export function showSummary(model: Model): string {
  return model.clusters.map(clusterSummary).join("\n");
}

function clusterSummary(cluster: Cluster): string {
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
  return [`${cluster.name}  ${cluster.environment}, ${cluster.tier}, ${cluster.cloud}, ${cluster.state}`, ...rows.map(([name, value]) => `  ${name.padEnd(width)}  ${value}`)].join("\n");
}
