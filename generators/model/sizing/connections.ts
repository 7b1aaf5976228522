import type { DatabaseAnswers } from "../../answers/answers.ts";
import type { Finding } from "../../finding.ts";
import { figure, roundUp } from "./units.ts";

/** Share of `max_connections` that may be planned. */
export const USE_AT_MOST = 0.9;

/**
 * Default `max_connections` of Azure Database for PostgreSQL, by cores of the general purpose tier (4 GiB a core).
 * Source: Microsoft Learn, "Limits in Azure Database for PostgreSQL flexible server", table of maximum connections.
 */
const AZURE_CONNECTIONS: readonly (readonly [cores: number, connections: number])[] = [[2, 859], [4, 1718], [8, 3437], [Number.POSITIVE_INFINITY, 5000]];

/** Cores in which Azure sells the general purpose tier; same source. */
const AZURE_CORES = [2, 4, 8, 16, 32, 48, 64, 96] as const;

export interface ConnectionLimit {
  readonly value: number;
  /** Beginning of the derivation's reason and source; empty where the budget itself is the reason. */
  readonly because: string;
  readonly source: string;
}

/** Cores of the smallest general purpose server of Azure that has as many, or the largest one. */
export const azureCores = (cpu: number): number => AZURE_CORES.find((cores) => cores >= cpu) ?? 96;

/** `max_connections` of the database: as the answers say, as the service sets it, or as the budget needs it. */
export function connectionLimit({ cnpg, external }: DatabaseAnswers, connections: number, cpu: number): ConnectionLimit {
  const said = external ? external.maxConnections : cnpg?.parameters?.["max_connections"];
  if (external && said !== undefined) return { value: Number(said), because: "as the answers say; budget: ", source: "" };
  if (external?.service === "azure-postgres") {
    const cores = azureCores(cpu);
    const value = AZURE_CONNECTIONS.find(([most]) => cores <= most)?.[1] ?? 5000;
    return { value, because: `Azure's default with ${figure(cores)} cores; budget: `, source: "Microsoft Learn, limits in Azure Database for PostgreSQL flexible server, maximum connections; " };
  }
  return { value: Number(said ?? roundUp(connections / USE_AT_MOST, 10)), because: "", source: "" };
}

/** Pools that may open more connections than the database takes. */
export function connectionFindings(connections: number, maxConnections: number, { external, pools }: DatabaseAnswers): Finding[] {
  if (connections <= USE_AT_MOST * maxConnections) return [];
  const raise = roundUp(connections / USE_AT_MOST, 10);
  const smaller = `make the pools smaller${pools ? ` than ${pools.default ?? "?"}/${pools.visibility ?? "?"}` : ""}`;
  return [{
    code: "sizing/connections-exceeded",
    severity: "error",
    path: external ? "database.external.maxConnections" : "database.cnpg.parameters.max_connections",
    reason: `A rolling update may open ${connections} connections, but max_connections is ${maxConnections} and at most ${USE_AT_MOST * 100} % of it may be planned: connections would be refused under load.`,
    remedy: external ? `Raise max_connections of the server to ${raise} and say so in \`database.external.maxConnections\`, order a larger server (\`cpu\`), or ${smaller}.` : `Raise max_connections to ${raise} or leave it out; or ${smaller}.`,
  }];
}
