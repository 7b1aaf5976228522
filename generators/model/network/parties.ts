import type { Codec, Database, Delivery, Exposure, Identity, Namespaces, Operators, Tls, Workers } from "../model.ts";

/** A workload of ours (it gets a policy) or a peer of it. */
export interface Party {
  readonly label: string;
  /** Kubernetes namespace and pod labels of a workload of ours; absent for the outside. */
  readonly pods?: { readonly namespace: string; readonly selector: Readonly<Record<string, unknown>>; readonly policy: string };
  /** As a peer in a rule; an empty list means anywhere. */
  readonly peers: readonly Readonly<Record<string, unknown>>[];
}

export interface Wire {
  readonly from: Party;
  readonly to: Party;
  readonly ports: readonly { readonly port: number; readonly protocol?: "UDP" | "TCP" }[];
  readonly because: string;
}

export interface NetworkInput {
  readonly namespaces: Namespaces;
  readonly ownedNamespaces: readonly string[];
  readonly operators: Operators;
  readonly database: Database;
  readonly exposure: Exposure;
  readonly tls: Tls;
  readonly identity: Identity | null;
  readonly internalFrontend: boolean;
  readonly codec: Codec | null;
  readonly workers: Workers | null;
  readonly delivery: Delivery | null;
  readonly hasNamespaces: boolean;
  /** Jobs exist only in a running cluster, and their policies with them. */
  readonly running: boolean;
}

export const tcp = (...ports: number[]): { port: number }[] => ports.map((port) => ({ port }));

export const named = (namespace: string) => ({ matchLabels: { "kubernetes.io/metadata.name": namespace } });

/** A workload of ours: it gets a policy of that name. */
export const ours = (label: string, policy: string, namespace: string, selector: Readonly<Record<string, unknown>>): Party => ({
  label,
  pods: { namespace, selector, policy },
  peers: [{ namespaceSelector: named(namespace), podSelector: selector }],
});

/** Whatever runs in a Kubernetes namespace that is not ours. */
export const elsewhere = (label: string, namespace: string): Party => ({ label, peers: [{ namespaceSelector: named(namespace) }] });

/** Outside the cluster: a NetworkPolicy knows addresses only, so the port is the limit. */
export const anywhere = (label: string): Party => ({ label, peers: [] });

/** The server's pods of one component: labels of the chart. */
export const component = (name: string, policy: string, namespace: string): Party =>
  ours(`Temporal ${name}`, policy, namespace, { matchLabels: { "app.kubernetes.io/name": "temporal", "app.kubernetes.io/component": name } });

export const frontendOf = ({ server }: Namespaces): Party => component("frontend", "temporal-frontend", server);

export const prometheusOf = ({ prometheus }: Operators): Party => elsewhere("Prometheus", prometheus.namespace);
