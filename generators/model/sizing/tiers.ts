import type { ServerService, Tier } from "../../answers/answers.ts";
import { GiB, MiB } from "./units.ts";

/** Floors of a tier: what a platform of this kind has even when its load would need less. CPU in cores, memory in bytes. */
export interface TierFloor {
  readonly shards: number;
  readonly replicas: Readonly<Record<SizedService, number>>;
  readonly limits: Readonly<Record<SizedService, { readonly cpu: number; readonly memory: number }>>;
  /** Share of the memory limit that is requested; the rest is for bursts. */
  readonly requestShare: number;
  readonly cpuLimits: boolean;
  readonly instances: number;
  readonly postgres: { readonly cpu: number; readonly memory: number; readonly storage: number; readonly walStorage: number | null };
  readonly pools: { readonly default: number; readonly visibility: number };
  readonly because: string;
  /** What a customer of this tier goes without, in the words of the decision record. */
  readonly givesUp: readonly string[];
}

export type SizedService = Exclude<ServerService, "internal-frontend">;

/** Server pods of an idle cluster hold about 130 MB each (measured, server 1.31.2); the rest of a limit is cache and bursts. */
export const tierFloors: Readonly<Record<Tier, TierFloor>> = {
  small: {
    shards: 128,
    replicas: { frontend: 1, history: 1, matching: 1, worker: 1, web: 1 },
    limits: {
      frontend: { cpu: 0.5, memory: GiB },
      history: { cpu: 1, memory: 2 * GiB },
      matching: { cpu: 0.5, memory: GiB },
      worker: { cpu: 0.5, memory: GiB },
      web: { cpu: 0.25, memory: 512 * MiB },
    },
    requestShare: 0.5,
    cpuLimits: true,
    instances: 1,
    postgres: { cpu: 0.25, memory: 512 * MiB, storage: 20 * GiB, walStorage: null },
    pools: { default: 10, visibility: 5 },
    because: "one replica of everything, sized for a few workflow starts per second on one node",
    givesUp: [
      "One replica of each service: an upgrade, a node drain or a crash interrupts the platform for a minute or so; workflows continue afterwards.",
      "One PostgreSQL instance: no failover. Losing its volume means a restore from the last backup, as far as there is one.",
      "128 history shards: grown beyond about 1,280 state transitions per second, the platform has to move to a new cluster.",
    ],
  },
  development: {
    shards: 128,
    replicas: { frontend: 2, history: 2, matching: 2, worker: 1, web: 1 },
    limits: {
      frontend: { cpu: 1, memory: GiB },
      history: { cpu: 2, memory: 4 * GiB },
      matching: { cpu: 1, memory: GiB },
      worker: { cpu: 0.5, memory: GiB },
      web: { cpu: 0.25, memory: 512 * MiB },
    },
    requestShare: 0.5,
    cpuLimits: false,
    instances: 1,
    postgres: { cpu: 1, memory: 2 * GiB, storage: 20 * GiB, walStorage: null },
    pools: { default: 10, visibility: 5 },
    because: "rolling upgrades without interruption, but no redundancy of the data",
    givesUp: ["One PostgreSQL instance unless the answers say more: no failover of the database."],
  },
  production: {
    shards: 512,
    replicas: { frontend: 3, history: 3, matching: 3, worker: 2, web: 2 },
    limits: {
      frontend: { cpu: 1, memory: 2 * GiB },
      history: { cpu: 2, memory: 6 * GiB },
      matching: { cpu: 1, memory: 2 * GiB },
      worker: { cpu: 0.5, memory: GiB },
      web: { cpu: 0.25, memory: 512 * MiB },
    },
    requestShare: 1,
    cpuLimits: false,
    instances: 3,
    postgres: { cpu: 4, memory: 16 * GiB, storage: 100 * GiB, walStorage: 40 * GiB },
    pools: { default: 20, visibility: 10 },
    because: "a node or a zone may fail without interruption",
    givesUp: [],
  },
};
