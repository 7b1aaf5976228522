import { valueAt, type Path } from "../../document/index.ts";
import type { Finding } from "../../finding.ts";
import { namespaceOf, type Resource } from "../assemble/clusters.ts";
import { nameOf, placeOf } from "../assemble/item.ts";
import { found } from "../codes.ts";
import { asMap, asText, listAt, mapsAt, textList, textsOf, type Fields } from "../read/shape.ts";
import { selectorOf, selects, templateOf, type PodSet } from "../references/pods.ts";
import { requestsOfAddresses } from "../references/requests-addresses.ts";
import type { ClusterWorld } from "../world.ts";

const DNS = 53;

/** Engines whose own policies may allow what NetworkPolicies do not. */
const OTHERS = /^(?:cilium\.io|crd\.projectcalico\.org|projectcalico\.org|policy\.networking\.k8s\.io|security\.antrea\.tanzu\.vmware\.com|crd\.antrea\.io)$/;

interface End {
  readonly pods: PodSet;
  readonly namespaceLabels: Readonly<Record<string, string>> | undefined;
}

/**
 * Flows that a workload says it needs, by the addresses in its settings, and that the NetworkPolicies of the repository do not let
 * through: names cannot be resolved, or the Service at the address is not reached. Only where the pods at both ends are known.
 */
export function flows(world: ClusterWorld): Finding[] {
  if (world.resources.some(({ identity }) => OTHERS.test(identity.group))) return [];
  const policies = world.resources.filter(({ identity }) => identity.group === "networking.k8s.io" && identity.kind === "NetworkPolicy");
  return policies.length === 0 ? [] : world.resources.flatMap((resource) => ofWorkload(resource, policies, world));
}

function ofWorkload(resource: Resource, policies: readonly Resource[], world: ClusterWorld): Finding[] {
  const template = templateOf(resource);
  const pod = template && valueAt(resource.data, [...template, "spec"]);
  if (template === undefined || asMap(pod)["hostNetwork"] === true) return [];
  const requests = requestsOfAddresses(resource);
  if (requests.length === 0) return [];
  const from = end({ namespace: namespaceOf(resource), labels: textsOf(valueAt(resource.data, [...template, "metadata", "labels"])) }, world);
  const outgoing = holding(policies, from.pods, "Egress");
  const findings: Finding[] = [];
  const resolves = asMap(pod)["dnsPolicy"] === undefined || asMap(pod)["dnsPolicy"] === "ClusterFirst";
  if (resolves && outgoing.length > 0 && !outgoing.some((policy) => rulesOf(policy, "egress").some((rule) => admits(rule["ports"], DNS)))) {
    const at: Path = requests[0]?.path ?? [];
    findings.push(found("verify/flow-denied", placeOf(resource, at), at, `${nameOf(resource.identity)} is held by ${nameOf(outgoing[0]?.identity ?? resource.identity)}, and no policy lets it ask DNS: this name is never resolved.`, "Allow egress to port 53, UDP and TCP, of the DNS in kube-system."));
  }
  const seen = new Set<string>();
  for (const { namespace, name, port, path } of requests) {
    const key = `${namespace}/${name}:${port ?? ""}`;
    if (seen.has(key)) continue;
    seen.add(key);
    const target = targetOf(world, namespace, name, port);
    if (target === undefined) continue;
    const incoming = holding(policies, target.end.pods, "Ingress");
    const side = outgoing.length > 0 && !allows(outgoing, "egress", target.end, target.port) ? "egress" : incoming.length > 0 && !allows(incoming, "ingress", from, target.port) ? "ingress" : undefined;
    if (side === undefined) continue;
    const who = side === "egress" ? `the policies of the namespace \`${namespaceOf(resource)}\` let its pods send nothing there` : `the policies of the namespace \`${namespace}\` let it in there from nowhere of this kind`;
    findings.push(found("verify/flow-denied", placeOf(resource, path), path, `${nameOf(resource.identity)} is told to reach Service ${namespace}/${name}, and ${who}.`, side === "egress" ? "Allow the egress to the pods behind the Service, by their labels and the port of the container." : "Allow the ingress from these pods, by their labels and namespace."));
  }
  return findings;
}

function end(pods: PodSet, { surroundings }: ClusterWorld): End {
  const own = surroundings.find("Namespace", "", pods.namespace);
  return { pods, namespaceLabels: own === undefined ? undefined : { ...textsOf(valueAt(own.data, ["metadata", "labels"])), "kubernetes.io/metadata.name": pods.namespace } };
}

/** The pods behind a Service that the repository declares, and the port of the container; undefined when they are not all known. */
function targetOf(world: ClusterWorld, namespace: string, name: string, port: string | number | undefined): { readonly end: End; readonly port: number | undefined } | undefined {
  const service = world.surroundings.find("Service", namespace, name);
  if (service === undefined || world.opaque.has(namespace)) return undefined;
  const selector = selectorOf(valueAt(service.data, ["spec", "selector"]), true);
  const sets = Object.keys(selector.matchLabels ?? {}).length === 0 ? [] : world.pods.filter((set) => set.namespace === namespace && selects(selector, set));
  const [pods] = sets;
  if (pods === undefined || sets.length > 1) return undefined;
  const ports = mapsAt(service.data, ["spec", "ports"]);
  const given = port === undefined ? (ports.length === 1 ? ports[0] : undefined) : ports.find((each) => each["port"] === port || each["name"] === port);
  const number = given === undefined ? undefined : (given["targetPort"] ?? given["port"]);
  return { end: end(pods, world), port: typeof number === "number" ? number : undefined };
}

/** Policies that take these pods, so that only what they list gets through. */
function holding(policies: readonly Resource[], pods: PodSet, direction: "Ingress" | "Egress"): Resource[] {
  return policies.filter((policy) => {
    const types = textList(valueAt(policy.data, ["spec", "policyTypes"]));
    const applies = types.length > 0 ? types.includes(direction) : direction === "Ingress" || valueAt(policy.data, ["spec", "egress"]) !== undefined;
    return applies && namespaceOf(policy) === pods.namespace && selects(selectorOf(valueAt(policy.data, ["spec", "podSelector"])), pods);
  });
}

const rulesOf = (policy: Resource, direction: "ingress" | "egress"): readonly Fields[] => mapsAt(policy.data, ["spec", direction]);

const allows = (policies: readonly Resource[], direction: "ingress" | "egress", other: End, port: number | undefined): boolean =>
  policies.some((policy) => rulesOf(policy, direction).some((rule) => admits(rule["ports"], port) && isPeer(rule[direction === "egress" ? "to" : "from"], other, namespaceOf(policy))));

/** A port by name, or one that is not known, is taken to be meant. */
function admits(ports: unknown, wanted: number | undefined): boolean {
  if (!Array.isArray(ports) || ports.length === 0 || wanted === undefined) return true;
  return ports.map(asMap).some(({ port, endPort }) => port === undefined || typeof port === "string" || port === wanted || (typeof port === "number" && typeof endPort === "number" && port <= wanted && wanted <= endPort));
}

function isPeer(peers: unknown, { pods, namespaceLabels }: End, own: string): boolean {
  if (!Array.isArray(peers) || peers.length === 0) return true;
  return peers.map(asMap).some((peer) => {
    if (peer["ipBlock"] !== undefined) return true;
    const isNear = peer["namespaceSelector"] === undefined ? pods.namespace === own : isChosen(peer["namespaceSelector"], pods.namespace, namespaceLabels);
    return isNear && (peer["podSelector"] === undefined || selects(selectorOf(peer["podSelector"]), pods));
  });
}

/** Of a namespace that is not ours only the name is known. */
function isChosen(selector: unknown, name: string, labels: End["namespaceLabels"]): boolean {
  if (labels !== undefined) return selects(selectorOf(selector), { namespace: "", labels });
  const wanted = asText(asMap(asMap(selector)["matchLabels"])["kubernetes.io/metadata.name"]);
  return wanted === undefined || wanted === name || listAt(selector, ["matchExpressions"]).length > 0;
}
