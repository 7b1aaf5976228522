import type { ClusterAnswers } from "../answers/answers.ts";
import { keylessBackups } from "./backup.ts";
import type { Notebook } from "./derivation.ts";
import type { Namespaces } from "./model.ts";
import { operatorNamespace } from "./operators.ts";

/** Kubernetes namespaces by purpose. The database shares the server's unless its backups need no keys or the answers part them. */
export function placeNamespaces(cluster: ClusterAnswers, { note }: Notebook): Namespaces {
  const asked = { ...cluster.kubernetesNamespaces, ...cluster.frozen?.kubernetesNamespaces };
  const server = asked.server ?? "temporal";
  const keyless = keylessBackups(cluster);
  const database = asked.database ?? (keyless ? "temporal-database" : server);
  const monitoring = operatorNamespace(cluster, "prometheus");
  note({
    path: "kubernetesNamespaces.server",
    value: server,
    because: cluster.kubernetesNamespaces?.server === undefined ? "nothing else was asked for" : "as the answers say",
    inputs: ["kubernetesNamespace"],
    source: "Kubernetes: an object cannot move to another namespace",
    permanent: true,
  });
  if (cluster.database?.external === undefined) {
    note({
      path: "kubernetesNamespaces.database",
      value: database,
      because: databaseBecause(cluster, keyless),
      inputs: ["kubernetesNamespaces.database", "database.backup.credentials"],
      source: "plugin-barman-cloud, Role of a cluster: only keyless credentials give it every Secret of the namespace",
      permanent: true,
    });
  }
  const { codec = "temporal-codec", workers = "temporal-workers", delivery = "temporal-delivery" } = asked;
  return { server, database, codec, workers, delivery, monitoring };
}

function databaseBecause(cluster: ClusterAnswers, keyless: boolean): string {
  if (cluster.kubernetesNamespaces?.database !== undefined) return "as the answers say";
  return keyless
    ? "backups without keys let PostgreSQL's service account read every Secret of its Kubernetes namespace, so it has one of its own"
    : "backups use keys from a Secret, so PostgreSQL's service account reads no other Secret and may share the server's namespace";
}
