import type { NetworkInput, Wire } from "./parties.ts";

/** Flows of the workers. */
export function workerWires(_input: NetworkInput): Wire[] {
  return [];
}
