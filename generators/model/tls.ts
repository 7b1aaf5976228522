import type { ClusterAnswers } from "../answers/answers.ts";
import type { Notebook } from "./derivation.ts";
import type { Namespaces, Tls } from "./model.ts";

/** Which ways are encrypted, and who signs. */
export function placeTls(cluster: ClusterAnswers, namespaces: Namespaces, _notes: Notebook): Tls {
  const clients = cluster.tls?.clients ?? "none";
  return {
    internode: cluster.tls?.internode ?? false,
    clients,
    frontend: clients !== "none",
    mutual: clients === "mutual",
    serverName: cluster.tls?.serverName ?? `temporal-frontend.${namespaces.server}.svc`,
    internodeServerName: "temporal-internode",
    clientIssuer: { kind: "ClusterIssuer", name: cluster.tls?.issuer ?? "temporal-clients", ours: cluster.tls?.issuer === undefined },
    frontendDnsNames: [],
  };
}
