import { valueAt, type Path } from "../../document/index.ts";
import type { Finding } from "../../finding.ts";
import { placeOf } from "../assemble/item.ts";
import { found } from "../codes.ts";
import { asText, mapAt, type Fields } from "../read/shape.ts";
import type { Release } from "../references/releases.ts";
import type { ClusterWorld } from "../world.ts";

/** Services of the server: each opens its own pools to every store. The internal frontend runs only when it is switched on. */
const SERVICES: readonly { readonly name: string; readonly enabled: boolean }[] = [
  { name: "frontend", enabled: true },
  { name: "internal-frontend", enabled: false },
  { name: "history", enabled: true },
  { name: "matching", enabled: true },
  { name: "worker", enabled: true },
];

/** Size of a pool that the values leave open. Source: the template that the server 1.31 embeds. */
const POOL: Readonly<Record<string, number>> = { default: 20, visibility: 10 };
/** PostgreSQL keeps these for its administrators. */
const RESERVED = 3;
/** PostgreSQL's own default. */
const MAX_CONNECTIONS = 100;

/** Pools of Temporal against what their database admits, where both are in the repository. A Pooler between them has a budget of its own. */
export function connections({ releases, surroundings }: ClusterWorld): Finding[] {
  return releases.filter(({ chart, suspended }) => chart === "temporal" && !suspended).flatMap((release) => {
    const demand = new Map<string, { sum: number; stores: string[]; path: Path }>();
    const replicas = replicasOf(release.values);
    const at: Path = ["server", "config", "persistence", "datastores"];
    for (const store of Object.keys(mapAt(release.values, at))) {
      const sql = mapAt(release.values, [...at, store, "sql"]);
      const [, name, namespace = release.namespace] = /^([a-z0-9-]+)-rw(?:\.([a-z0-9-]+))?(?:\.svc[a-z.]*)?:\d+$/.exec(asText(sql["connectAddr"]) ?? "") ?? [];
      const pool = sql["maxConns"] ?? POOL[store];
      if (name === undefined || typeof pool !== "number" || replicas === undefined) continue;
      const key = `${namespace}/${name}`;
      const before = demand.get(key);
      demand.set(key, { sum: (before?.sum ?? 0) + pool * replicas, stores: [...(before?.stores ?? []), `${store} ${pool}`], path: [...at, store, "sql", ...(sql["maxConns"] === undefined ? [] : ["maxConns"])] });
    }
    return [...demand].flatMap(([key, { sum, stores, path }]) => tooMany(release, key, sum, stores, path, replicas ?? 0, surroundings));
  });
}

function tooMany({ resource }: Release, key: string, sum: number, stores: readonly string[], path: Path, replicas: number, { find }: ClusterWorld["surroundings"]): Finding[] {
  const [namespace = "", name = ""] = key.split("/");
  const cluster = find("Cluster", namespace, name);
  if (cluster === undefined) return [];
  const limit = Number(valueAt(cluster.data, ["spec", "postgresql", "parameters", "max_connections"]) ?? MAX_CONNECTIONS);
  if (!Number.isFinite(limit) || sum <= limit - RESERVED) return [];
  const here: Path = ["spec", "values", ...path];
  return [found("verify/connections-exceeded", placeOf(resource, here), here, `${replicas} pods with pools of ${stores.join(" and ")} open up to ${sum} connections, and Cluster ${key} admits ${limit}, of which ${RESERVED} are kept for its administrators.`, "Make the pools smaller, run fewer pods, or raise `max_connections` with the memory that it needs.")];
}

/** Pods that open pools; undefined when a number is not known. */
function replicasOf(values: Fields): number | undefined {
  const shared = valueAt(values, ["server", "replicaCount"]) ?? 1;
  const counts = SERVICES.filter(({ name, enabled }) => (valueAt(values, ["server", name, "enabled"]) ?? enabled) === true).map(({ name }) => valueAt(values, ["server", name, "replicaCount"]) ?? shared);
  return counts.every((count) => typeof count === "number") ? counts.reduce((sum: number, count) => sum + (count as number), 0) : undefined;
}
