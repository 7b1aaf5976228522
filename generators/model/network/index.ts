import type { Flow, Network, Policy } from "../model.ts";
import { codecWires } from "./codec.ts";
import { databaseWires } from "./database.ts";
import { deliveryWires } from "./delivery.ts";
import { named, ours, type NetworkInput, type Party, type Wire } from "./parties.ts";
import { serverWires } from "./server.ts";
import { workerWires } from "./workers.ts";

export { CLIENT_LABEL } from "./server.ts";

/** Who talks to whom, and the policies that allow exactly that. Both come from one list, so that table and rules never differ. */
export function planNetwork(input: NetworkInput): Network {
  const wires = listWires(input);
  return {
    flows: wires.map(({ from, to, ports, because }): Flow => ({ from: from.label, to: to.label, ports: ports.length === 0 ? "any" : ports.map(({ port, protocol }) => (protocol === "UDP" ? `${port}/UDP` : String(port))).join(", "), because })),
    policies: [...input.ownedNamespaces.map(denyAll), ...policiesOf(wires)],
  };
}

/** One part of the platform after the other; names last, for every pod. */
function listWires(input: NetworkInput): Wire[] {
  const everyPod = input.ownedNamespaces.map((namespace) => ours(`every pod in ${namespace}`, "allow-dns", namespace, {}));
  const dns: Party = { label: "cluster DNS", peers: [{ namespaceSelector: named("kube-system"), podSelector: { matchLabels: { "k8s-app": "kube-dns" } } }] };
  return [
    ...serverWires(input),
    ...databaseWires(input),
    ...codecWires(input),
    ...workerWires(input),
    ...deliveryWires(input),
    ...everyPod.map((from): Wire => ({ from, to: dns, ports: [{ port: 53, protocol: "UDP" }, { port: 53 }], because: "names" })),
  ];
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
    add(entry(to)?.ingress, from.peers.length > 0 ? { from: from.peers, ...allowed } : allowed);
    add(entry(from)?.egress, to.peers.length > 0 ? { to: to.peers, ...allowed } : allowed);
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

/** Several flows to the outside share a port, and with it their rule. */
function add(rules: Record<string, unknown>[] | undefined, rule: Record<string, unknown>): void {
  if (rules?.every((known) => JSON.stringify(known) !== JSON.stringify(rule))) rules.push(rule);
}

const denyAll = (namespace: string): Policy => ({ name: "default-deny", namespace, because: "Whatever no other policy allows is refused.", podSelector: {}, ingress: [], egress: [] });
