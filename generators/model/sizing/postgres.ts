import type { DatabaseAnswers, Tier } from "../../answers/answers.ts";
import type { Finding } from "../../finding.ts";
import type { Notebook } from "../derivation.ts";
import { connectionFindings, connectionLimit, USE_AT_MOST } from "./connections.ts";
import { tierFloors } from "./tiers.ts";
import { cpuText, figure, GiB, MiB, roundUp } from "./units.ts";
import type { CompleteWorkload } from "./workload.ts";

/** State transitions per second that one vCPU of PostgreSQL carries with one synchronous replica. */
const TRANSITIONS_PER_VCPU = 400;
/** Above this many vCPU the answers must say that a load test is accepted. */
export const ACCEPT_ABOVE_VCPU = 32;
/** Above this many no single PostgreSQL is planned. */
export const REFUSE_ABOVE_VCPU = 96;
/** Surge of a rolling update: 25 % more pods than replicas, and connections kept for operators and people. */
const SURGE = 1.25;
const RESERVE = 30;
const DAY = 86_400;

export interface PostgresSize {
  readonly vcpu: number;
  readonly cpu: number;
  readonly memory: number;
  readonly storage: number;
  readonly walStorage: number | null;
  readonly instances: number;
  readonly pools: { readonly default: number; readonly visibility: number };
  /** Connections that a rolling update may open. */
  readonly connections: number;
  readonly maxConnections: number;
}

export interface PostgresInput {
  readonly workload: CompleteWorkload;
  readonly tier: Tier;
  readonly database: DatabaseAnswers;
  /** Pods that hold connection pools: every server service, all replicas. */
  readonly pods: number;
  readonly historyPods: number;
  /** Longest retention over all Temporal namespaces, in seconds. */
  readonly retention: number;
  readonly acceptedBecause: string | undefined;
}

/** Size of the database for a load, with findings where one PostgreSQL is not enough or the answers contradict the load. */
export function sizePostgres(input: PostgresInput, { note }: Notebook): { postgres: PostgresSize; findings: Finding[] } {
  const { workload, tier, database } = input;
  const floor = tierFloors[tier];
  const vcpu = workload.load / TRANSITIONS_PER_VCPU;
  note({
    path: "database.vcpu",
    value: `${figure(vcpu)} vCPU`,
    because: `${figure(workload.load)} state transitions/s / ${TRANSITIONS_PER_VCPU} per vCPU; one PostgreSQL of this size carries no more than that`,
    inputs: ["workload"],
    source: "our planning figure; the one published measurement we trust shows about 500 per vCPU without a replica",
  });
  const instances = database.external ? 0 : (database.cnpg?.instances ?? floor.instances);
  const asked = database.external?.cpu ?? database.cnpg?.cpu;
  const cpu = asked ?? Math.max(floor.postgres.cpu, roundUp(vcpu, 1));
  const memory = database.cnpg?.memory ?? Math.max(floor.postgres.memory, cpu * 4 * GiB * (tier === "small" ? 0 : 1));
  const pools = poolSizes(input, note);
  const connections = Math.ceil(SURGE * input.pods * (pools.default + pools.visibility)) + RESERVE;
  const limit = connectionLimit(database, connections, cpu);
  note({
    path: "database.maxConnections",
    value: String(limit.value),
    because: `${limit.because}${input.pods} pods × (${pools.default} + ${pools.visibility}) connections × ${SURGE} for a rolling update + ${RESERVE} for operators and people = ${connections}, at most ${USE_AT_MOST * 100} % of the limit`,
    inputs: ["services", "database.pools"],
    source: `${limit.source}each server process opens one pool per store; 25 % is the surge of a Deployment's rolling update`,
  });
  const storage = storageBytes(input, note);
  const walStorage = database.cnpg?.walStorage ?? floor.postgres.walStorage;
  const findings = [...loadFindings(vcpu, input), ...connectionFindings(connections, limit.value, database)];
  if (asked !== undefined && asked < vcpu) {
    findings.push({
      code: "sizing/database-too-small",
      severity: "warning",
      path: database.external ? "database.external.cpu" : "database.cnpg.cpu",
      reason: `${cpuText(asked)} CPU for a load that is planned with ${figure(vcpu)} vCPU.`,
      remedy: "Give the database more CPU or correct the workload.",
    });
  }
  return { postgres: { vcpu, cpu, memory, storage, walStorage, instances, pools, connections, maxConnections: limit.value }, findings };
}

function poolSizes({ workload, tier, database, historyPods }: PostgresInput, note: Notebook["note"]) {
  const floor = tierFloors[tier].pools;
  const busiest = Math.ceil(2 * (workload.load / historyPods) * 0.01);
  const pools = { default: database.pools?.default ?? Math.max(floor.default, busiest), visibility: database.pools?.visibility ?? floor.visibility };
  if (database.pools?.default === undefined) {
    note({
      path: "database.pools.default",
      value: String(pools.default),
      because: `2 × ${figure(workload.load / historyPods)} operations/s of a history pod × 10 ms, at least ${floor.default}`,
      inputs: ["workload"],
      source: "Little's law with a write latency of 10 ms; server default 20 for the default store and 10 for visibility",
    });
  }
  return pools;
}

/** Histories of closed workflows over the retention plus open ones, with indexes and bloat. */
function storageBytes({ workload, tier, database, retention }: PostgresInput, note: Notebook["note"]): number {
  const perWorkflow = workload.events * 250 + 1.3 * workload.payload + 4000;
  const kept = workload.average * DAY * (retention / DAY);
  const bytes = kept * perWorkflow * 1.5 + (workload.open ?? 0) * 10_000;
  const computed = Math.max(tierFloors[tier].postgres.storage, roundUp(bytes, GiB));
  const storage = database.cnpg?.storage ?? computed;
  note({
    path: "database.storage",
    value: `${figure(storage / GiB)} GiB`,
    because: `${figure(workload.average)} workflows/s kept ${figure(retention / DAY)} days × (${figure(workload.events)} events × 250 B + 1.3 × ${figure(workload.payload / 1024)} KiB payload + 4 kB) × 1.5 = ${figure(bytes / GiB)} GiB; at least ${figure(tierFloors[tier].postgres.storage / GiB)} GiB for the tier${database.cnpg?.storage === undefined ? "" : "; the answers say how much"}`,
    inputs: database.cnpg?.storage === undefined ? ["workload", "temporal.namespaces"] : ["database.cnpg.storage"],
    source: "our planning figures for event overhead, encryption overhead, visibility rows with their indexes, and bloat",
    permanent: false,
  });
  return storage;
}

function loadFindings(vcpu: number, { acceptedBecause }: PostgresInput): Finding[] {
  const levers = "Lower the load (fewer transitions per workflow, batching, local activities) or spread it over several Temporal clusters by namespace";
  if (vcpu > REFUSE_ABOVE_VCPU) {
    return [{
      code: "sizing/beyond-one-database",
      severity: "error",
      path: "workload",
      reason: `The load needs about ${figure(vcpu)} vCPU of PostgreSQL; no single PostgreSQL is planned above ${REFUSE_ABOVE_VCPU}.`,
      remedy: `${levers}.`,
    }];
  }
  if (vcpu > ACCEPT_ABOVE_VCPU && acceptedBecause === undefined) {
    return [{
      code: "sizing/needs-acceptance",
      severity: "error",
      path: "sizing.acceptedBecause",
      reason: `The load needs about ${figure(vcpu)} vCPU of PostgreSQL, more than the ${ACCEPT_ABOVE_VCPU} that our figures cover without a load test.`,
      remedy: `Say in \`sizing.acceptedBecause\` why this is accepted (for example the load test that is planned). ${levers}.`,
    }];
  }
  return [];
}

export const sharedBuffers = (memory: number): string => `${Math.floor(memory / 4 / MiB)}MB`;
