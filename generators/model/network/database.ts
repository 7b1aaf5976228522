import { anywhere, elsewhere, named, ours, prometheusOf, tcp, type NetworkInput, type Party, type Wire } from "./parties.ts";
import { serverOf } from "./server.ts";

/** The Job that brings the schema. */
export const schemaJobOf = (namespace: string): Party => ours("schema Job", "temporal-schema", namespace, { matchLabels: { "app.kubernetes.io/name": "temporal-schema" } });

/** Flows of PostgreSQL. */
export function databaseWires(input: NetworkInput): Wire[] {
  const { database, namespaces, operators, running } = input;
  const cnpg = database.cnpg;
  const server = serverOf(input);
  const schema = schemaJobOf(namespaces.server);
  if (!cnpg) {
    const external = anywhere(`PostgreSQL ${database.host}`);
    const ports = tcp(Number(database.portText));
    return [
      { from: server, to: external, ports, because: "workflow state and visibility" },
      ...(running ? [{ from: schema, to: external, ports, because: "schema of both databases" }] : []),
    ];
  }
  const namespace = namespaces.database;
  const prometheus = prometheusOf(operators);
  // Every PostgreSQL cluster of the namespace: a restore makes a second one, and it needs the same flows.
  const selector = { matchExpressions: [{ key: "cnpg.io/cluster", operator: "Exists" }] };
  const postgres: Party = { label: "PostgreSQL", pods: { namespace, selector, policy: "postgres" }, peers: [{ namespaceSelector: named(namespace), podSelector: selector }] };
  const wires: Wire[] = [
    { from: server, to: postgres, ports: tcp(5432), because: "workflow state and visibility" },
    ...(running ? [{ from: schema, to: postgres, ports: tcp(5432), because: "schema of both databases" }] : []),
    { from: postgres, to: postgres, ports: tcp(5432, 8000), because: "replication, bootstrap and the check that an instance is not isolated" },
    { from: elsewhere("CloudNativePG operator", operators.cloudnativePg.namespace), to: postgres, ports: tcp(5432, 8000), because: "status and control" },
    { from: prometheus, to: postgres, ports: tcp(9187), because: "metrics" },
    { from: postgres, to: anywhere("Kubernetes API"), ports: tcp(443, 6443), because: "instances report their state and hold the primary's lease" },
  ];
  if (cnpg.identityClient !== null) wires.push({ from: postgres, to: anywhere("Entra ID"), ports: tcp(443), because: "tokens of the identity that backups are written as" });
  const store = cnpg.backup && objectStore(cnpg.backup.endpoint);
  if (store) wires.push({ from: postgres, to: store.party, ports: store.port === null ? [] : tcp(store.port), because: "base backups and write-ahead log" });
  return wires;
}

/** The object store as a peer: a Kubernetes namespace when the endpoint is a Service (on any port: a policy sees the pod's, which may differ from the Service's), anywhere else when it is not. */
function objectStore(endpoint: string | null): { party: Party; port: number | null } {
  if (endpoint === null) return { party: { label: "object storage", peers: [] }, port: 443 };
  const { hostname, port, protocol } = new URL(endpoint);
  const [, namespace, kind] = hostname.split(".");
  const inCluster = namespace !== undefined && kind === "svc";
  return {
    party: { label: `object storage ${hostname}`, peers: inCluster ? [{ namespaceSelector: named(namespace) }] : [] },
    port: inCluster ? null : port === "" ? (protocol === "https:" ? 443 : 80) : Number(port),
  };
}
