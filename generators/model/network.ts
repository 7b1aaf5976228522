import type { Database, Exposure, Flow, Network, Operators, Policy } from "./model.ts";
import { METRICS_PORT, PORTS, UI_PORT } from "./names.ts";

/** A workload of ours (it gets a policy) or a peer of it. */
interface Party {
  readonly label: string;
  /** Kubernetes namespace and pod labels of a workload of ours; absent for the outside. */
  readonly pods?: { readonly namespace: string; readonly selector: Readonly<Record<string, unknown>>; readonly policy: string };
  /** As a peer in a rule; an empty list means anywhere. */
  readonly peers: readonly Readonly<Record<string, unknown>>[];
}

interface Wire {
  readonly from: Party;
  readonly to: Party;
  readonly ports: readonly { readonly port: number; readonly protocol?: "UDP" | "TCP" }[];
  readonly because: string;
}

export interface NetworkInput {
  readonly namespaces: { readonly server: string; readonly database: string; readonly monitoring: string };
  readonly ownedNamespaces: readonly string[];
  readonly operators: Operators;
  readonly database: Database;
  readonly exposure: Exposure;
  readonly hasNamespaces: boolean;
  /** Jobs exist only in a running cluster, and their policies with them. */
  readonly running: boolean;
}

/** Kubernetes namespaces with this label may reach the frontend. */
export const CLIENT_LABEL = "temporal-platform/client";

const SERVER_COMPONENTS = ["frontend", "history", "matching", "worker"] as const;
const tcp = (...ports: number[]) => ports.map((port) => ({ port }));

/** Who talks to whom, and the policies that allow exactly that. Both come from one list, so that table and rules never differ. */
export function planNetwork(input: NetworkInput): Network {
  const wires = listWires(input);
  return {
    flows: wires.map(({ from, to, ports, because }): Flow => ({ from: from.label, to: to.label, ports: ports.length === 0 ? "any" : ports.map(({ port, protocol }) => (protocol === "UDP" ? `${port}/UDP` : String(port))).join(", "), because })),
    policies: [...input.ownedNamespaces.map(denyAll), ...policiesOf(wires)],
  };
}

function listWires({ namespaces, operators, database, exposure, hasNamespaces, ownedNamespaces, running }: NetworkInput): Wire[] {
  const ours = (label: string, policy: string, namespace: string, selector: Record<string, unknown>): Party => ({
    label,
    pods: { namespace, selector, policy },
    peers: [{ namespaceSelector: named(namespace), podSelector: selector }],
  });
  const component = (name: string, policy: string) => ours(`Temporal ${name}`, policy, namespaces.server, { matchLabels: { "app.kubernetes.io/name": "temporal", "app.kubernetes.io/component": name } });
  const elsewhere = (label: string, namespace: string): Party => ({ label, peers: [{ namespaceSelector: named(namespace) }] });
  const anywhere = (label: string): Party => ({ label, peers: [] });

  const server = ours("Temporal server", "temporal-server", namespaces.server, {
    matchLabels: { "app.kubernetes.io/name": "temporal" },
    matchExpressions: [{ key: "app.kubernetes.io/component", operator: "In", values: [...SERVER_COMPONENTS] }],
  });
  const frontend = component("frontend", "temporal-frontend");
  const web = component("web", "temporal-web");
  const adminTools = component("admintools", "temporal-admintools");
  const schema = ours("schema Job", "temporal-schema", namespaces.server, { matchLabels: { "app.kubernetes.io/name": "temporal-schema" } });
  const configuration = ours("namespaces Job", "temporal-namespaces", namespaces.server, { matchLabels: { "app.kubernetes.io/name": "temporal-namespaces" } });
  const prometheus = elsewhere("Prometheus", namespaces.monitoring);

  const rpc = SERVER_COMPONENTS.map((name) => PORTS[name].grpc);
  const membership = SERVER_COMPONENTS.map((name) => PORTS[name].membership);
  const wires: Wire[] = [
    { from: server, to: server, ports: tcp(...rpc, ...membership), because: "services call each other and agree on who owns which shard" },
    { from: web, to: frontend, ports: tcp(PORTS.frontend.grpc), because: "the UI asks the frontend" },
    { from: adminTools, to: frontend, ports: tcp(PORTS.frontend.grpc), because: "commands of runbooks" },
    { from: prometheus, to: server, ports: tcp(METRICS_PORT), because: "metrics" },
  ];
  wires.push({ from: { label: `workers in Kubernetes namespaces labelled ${CLIENT_LABEL}=true`, peers: [{ namespaceSelector: { matchLabels: { [CLIENT_LABEL]: "true" } } }] }, to: frontend, ports: tcp(PORTS.frontend.grpc), because: "workers and clients inside the cluster" });
  if (hasNamespaces && running) wires.push({ from: configuration, to: frontend, ports: tcp(PORTS.frontend.grpc), because: "keeps Temporal's namespaces as platform.yaml wants them" });
  if (exposure.loadBalancer?.frontendPort != null) wires.push({ from: anywhere("clients of the load balancer"), to: frontend, ports: tcp(PORTS.frontend.grpc), because: "workers and clients outside the cluster" });
  if (exposure.loadBalancer?.uiPort != null) wires.push({ from: anywhere("browsers through the load balancer"), to: web, ports: tcp(UI_PORT), because: "the UI" });
  if (exposure.ingress) wires.push({ from: elsewhere("ingress controller", exposure.ingress.namespace), to: web, ports: tcp(UI_PORT), because: "the UI under its host name" });
  if (exposure.ingress?.issuer.kind === "ClusterIssuer") {
    const solver = ours("ACME solver", "acme-solver", namespaces.server, { matchLabels: { "acme.cert-manager.io/http01-solver": "true" } });
    wires.push({ from: elsewhere("ingress controller", exposure.ingress.namespace), to: solver, ports: tcp(8089), because: "an ACME issuer checks the host name by a page that cert-manager serves for a moment" });
  }
  if (database.cnpg) wires.push(...databaseWires(database, namespaces.database, server, running ? schema : undefined, prometheus, operators));
  const everyPod = ownedNamespaces.map((namespace) => ours(`every pod in ${namespace}`, "allow-dns", namespace, {}));
  const dns: Party = { label: "cluster DNS", peers: [{ namespaceSelector: named("kube-system"), podSelector: { matchLabels: { "k8s-app": "kube-dns" } } }] };
  wires.push(...everyPod.map((from): Wire => ({ from, to: dns, ports: [{ port: 53, protocol: "UDP" }, { port: 53 }], because: "names" })));
  return wires;
}

function databaseWires(database: Database, namespace: string, server: Party, schema: Party | undefined, prometheus: Party, operators: Operators): Wire[] {
  const cnpg = database.cnpg;
  if (!cnpg) return [];
  // Every PostgreSQL cluster of the namespace: a restore makes a second one, and it needs the same flows.
  const selector = { matchExpressions: [{ key: "cnpg.io/cluster", operator: "Exists" }] };
  const postgres: Party = { label: "PostgreSQL", pods: { namespace, selector, policy: "postgres" }, peers: [{ namespaceSelector: named(namespace), podSelector: selector }] };
  const wires: Wire[] = [
    { from: server, to: postgres, ports: tcp(5432), because: "workflow state and visibility" },
    ...(schema ? [{ from: schema, to: postgres, ports: tcp(5432), because: "schema of both databases" }] : []),
    { from: postgres, to: postgres, ports: tcp(5432, 8000), because: "replication, bootstrap and the check that an instance is not isolated" },
    { from: { label: "CloudNativePG operator", peers: [{ namespaceSelector: named(operators.cloudnativePg.namespace) }] }, to: postgres, ports: tcp(5432, 8000), because: "status and control" },
    { from: prometheus, to: postgres, ports: tcp(9187), because: "metrics" },
    { from: postgres, to: { label: "Kubernetes API", peers: [] }, ports: tcp(443, 6443), because: "instances report their state and hold the primary's lease" },
  ];
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

/** One policy per workload of ours, with a rule per flow that begins or ends there. */
function policiesOf(wires: readonly Wire[]): Policy[] {
  const parties = new Map<string, { party: Party; ingress: Record<string, unknown>[]; egress: Record<string, unknown>[] }>();
  const entry = (party: Party) => {
    if (!party.pods) return undefined;
    const key = `${party.pods.namespace}/${party.pods.policy}`;
    const found = parties.get(key) ?? { party, ingress: [], egress: [] };
    parties.set(key, found);
    return found;
  };
  for (const { from, to, ports } of wires) {
    const allowed = ports.length > 0 ? { ports: ports.map(({ port, protocol }) => ({ port, protocol: protocol ?? "TCP" })) } : {};
    entry(to)?.ingress.push(from.peers.length > 0 ? { from: from.peers, ...allowed } : allowed);
    entry(from)?.egress.push(to.peers.length > 0 ? { to: to.peers, ...allowed } : allowed);
  }
  return [...parties.values()].map(({ party, ingress, egress }) => ({
    name: party.pods?.policy ?? "",
    namespace: party.pods?.namespace ?? "",
    because: `Flows of ${party.label}.`,
    podSelector: party.pods?.selector ?? {},
    ingress,
    egress,
  }));
}

const denyAll = (namespace: string): Policy => ({ name: "default-deny", namespace, because: "Whatever no other policy allows is refused.", podSelector: {}, ingress: [], egress: [] });

const named = (namespace: string) => ({ matchLabels: { "kubernetes.io/metadata.name": namespace } });
