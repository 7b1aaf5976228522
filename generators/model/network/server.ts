import { METRICS_PORT, PORTS, UI_PORT } from "../names.ts";
import { anywhere, component, elsewhere, frontendOf, ours, prometheusOf, tcp, type NetworkInput, type Party, type Wire } from "./parties.ts";

/** Kubernetes namespaces with this label may reach the frontend. */
export const CLIENT_LABEL = "temporal-platform/client";

const componentsOf = (internalFrontend: boolean): (keyof typeof PORTS)[] => ["frontend", ...(internalFrontend ? (["internal-frontend"] as const) : []), "history", "matching", "worker"];

/** All server pods; every one of them talks to the database. */
export const serverOf = ({ namespaces, internalFrontend }: Pick<NetworkInput, "namespaces" | "internalFrontend">): Party =>
  ours("Temporal server", "temporal-server", namespaces.server, {
    matchLabels: { "app.kubernetes.io/name": "temporal" },
    matchExpressions: [{ key: "app.kubernetes.io/component", operator: "In", values: componentsOf(internalFrontend) }],
  });

/** Flows of the server, its UI and its Jobs. */
export function serverWires(input: NetworkInput): Wire[] {
  const { namespaces, operators, exposure, identity, internalFrontend, hasNamespaces, running } = input;
  const server = serverOf(input);
  const frontend = frontendOf(namespaces);
  const web = component("web", "temporal-web", namespaces.server);
  const adminTools = component("admintools", "temporal-admintools", namespaces.server);
  const configuration = ours("namespaces Job", "temporal-namespaces", namespaces.server, { matchLabels: { "app.kubernetes.io/name": "temporal-namespaces" } });
  const prometheus = prometheusOf(operators);

  // The internal frontend asks nobody for a token: besides the server, only what acts for the platform itself may reach it.
  const operated = internalFrontend ? component("internal-frontend", "temporal-internal-frontend", namespaces.server) : frontend;
  const operatedPort = tcp(internalFrontend ? PORTS["internal-frontend"].grpc : PORTS.frontend.grpc);
  const components = componentsOf(internalFrontend);
  const rpc = components.map((name) => PORTS[name].grpc);
  const membership = components.map((name) => PORTS[name].membership);
  const wires: Wire[] = [
    { from: server, to: server, ports: tcp(...rpc, ...membership), because: "services call each other and agree on who owns which shard" },
    { from: web, to: frontend, ports: tcp(PORTS.frontend.grpc), because: "the UI asks the frontend" },
    ...(running ? [{ from: adminTools, to: operated, ports: operatedPort, because: "commands of runbooks" }] : []),
    { from: prometheus, to: server, ports: tcp(METRICS_PORT), because: "metrics" },
  ];
  wires.push({ from: { label: `workers in Kubernetes namespaces labelled ${CLIENT_LABEL}=true`, peers: [{ namespaceSelector: { matchLabels: { [CLIENT_LABEL]: "true" } } }] }, to: frontend, ports: tcp(PORTS.frontend.grpc), because: "workers and clients inside the cluster" });
  if (hasNamespaces && running) wires.push({ from: configuration, to: operated, ports: operatedPort, because: "keeps Temporal's namespaces as platform.yaml wants them" });
  if (exposure.loadBalancer?.frontendPort != null) wires.push({ from: anywhere(exposure.loadBalancer.internal ? "clients of the internal load balancer" : "clients of the load balancer"), to: frontend, ports: tcp(PORTS.frontend.grpc), because: "workers and clients outside the cluster" });
  if (exposure.loadBalancer?.uiPort != null) wires.push({ from: anywhere("browsers through the load balancer"), to: web, ports: tcp(UI_PORT), because: "the UI" });
  if (exposure.ingress) wires.push({ from: elsewhere("ingress controller", exposure.ingress.namespace), to: web, ports: tcp(UI_PORT), because: "the UI under its host name" });
  // Where a Gateway's pods run is its implementation's affair, so that no selector could name them.
  if (exposure.gateway) wires.push({ from: anywhere("the Gateway"), to: web, ports: tcp(UI_PORT), because: "the UI under its host name" });
  if (exposure.ingress?.issuer.kind === "ClusterIssuer") {
    const solver = ours("ACME solver", "acme-solver", namespaces.server, { matchLabels: { "acme.cert-manager.io/http01-solver": "true" } });
    wires.push({ from: elsewhere("ingress controller", exposure.ingress.namespace), to: solver, ports: tcp(8089), because: "an ACME issuer checks the host name by a page that cert-manager serves for a moment" });
  }
  if (identity) {
    wires.push({ from: server, to: anywhere(`signing keys at ${new URL(identity.keysUrl).hostname}`), ports: tcp(portOf(identity.keysUrl)), because: "tokens of callers are checked; every service fetches the keys, though only the frontend uses them" });
    if (identity.callbackUrl !== null) wires.push({ from: web, to: anywhere(`issuer ${new URL(identity.issuer).hostname}`), ports: tcp(portOf(identity.issuer)), because: "people log in to the UI" });
  }
  return wires;
}

const portOf = (url: string): number => {
  const { port, protocol } = new URL(url);
  return port === "" ? (protocol === "https:" ? 443 : 80) : Number(port);
};
