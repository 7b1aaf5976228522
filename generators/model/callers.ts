import type { ClusterAnswers } from "../answers/answers.ts";

/** What callers of the frontend have to show, and what follows from it: read by sizing and model alike. */

/** A platform of tier small stays without TLS unless the answers want it; every other one has it unless they do not. */
export function tlsOf({ tier, tls }: ClusterAnswers): { readonly internode: boolean; readonly clients: "none" | "server" | "mutual" } {
  const small = tier === "small";
  return { internode: tls?.internode ?? !small, clients: tls?.clients ?? (small ? "none" : "mutual") };
}

/** The system worker has neither a token nor a certificate of the clients' authority: where either is asked for, it needs a frontend of its own. */
export const hasInternalFrontend = (cluster: ClusterAnswers): boolean =>
  hasIdentity(cluster) || tlsOf(cluster).clients !== "none" || cluster.services?.["internal-frontend"] !== undefined;

export const hasIdentity = ({ identity }: ClusterAnswers): boolean => identity !== undefined && ISSUERS.some((kind) => identity[kind] !== undefined);

/** Kinds of issuers, in the order of the schema. */
export const ISSUERS = ["entra-id", "authentik", "keycloak", "oidc"] as const;
