import type { Resource } from "../assemble/clusters.ts";

/** What else of its cluster decides what a resource names. */
export interface Surroundings {
  readonly find: (kind: string, namespace: string, name: string) => Resource | undefined;
  /** Namespace in which cert-manager looks for what a ClusterIssuer names. */
  readonly certManager: string;
}

export const NOWHERE: Surroundings = { find: () => undefined, certManager: "cert-manager" };
