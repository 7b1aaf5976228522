import type { NetworkInput, Wire } from "./parties.ts";

/** Flows of the codec server. */
export function codecWires(_input: NetworkInput): Wire[] {
  return [];
}
