import type { NetworkInput, Wire } from "./parties.ts";

/** Flows of builds and deployments. */
export function deliveryWires(_input: NetworkInput): Wire[] {
  return [];
}
