import type { ClusterAnswers } from "../answers/answers.ts";
import { hasInternalFrontend, tlsOf } from "./callers.ts";
import type { Notebook } from "./derivation.ts";
import type { ClientAuthority, Namespaces, Tls } from "./model.ts";
import { RELEASE } from "./names.ts";
import { CLIENT_LABEL } from "./network/index.ts";

/** Which ways are encrypted, who signs, and under which names the server is known. */
export function placeTls(cluster: ClusterAnswers, customer: string, namespaces: Namespaces, notes: Notebook): Tls {
  const { internode, clients } = tlsOf(cluster);
  noteDefaults(cluster, notes);
  const frontendIpAddresses = cluster.exposure?.loadBalancer?.address === undefined ? [] : [cluster.exposure.loadBalancer.address];
  const exposed = cluster.exposure?.frontend;
  const serverName = cluster.tls?.serverName ?? `${RELEASE}-frontend.${namespaces.server}.svc`;
  return {
    internode,
    clients,
    any: internode || clients !== "none",
    frontend: clients !== "none",
    mutual: clients === "mutual",
    serverName,
    internodeServerName: "temporal-internode",
    clientIssuer: { kind: "ClusterIssuer", name: cluster.tls?.issuer ?? "temporal-clients", ours: cluster.tls?.issuer === undefined },
    frontendDnsNames: [...new Set([serverName, ...serviceNames("frontend", namespaces.server), ...(exposed && "host" in exposed ? [exposed.host] : [])])],
    frontendIpAddresses,
    hasFrontendIpAddresses: frontendIpAddresses.length > 0,
    internodeDnsNames: ["temporal-internode", ...serviceNames("internal-frontend", namespaces.server)],
    operators: internode && hasInternalFrontend(cluster),
    subjects: { internode: subject(customer, cluster.name, "internode"), clients: subject(customer, cluster.name, "clients") },
  };
}

/** The authority of the frontend's callers, and in CEL who may ask it: the same Kubernetes namespaces that the network lets in. Null when somebody else's signs. */
export function clientAuthority(tls: Tls, { server, workers }: Namespaces, hasWorkers: boolean): ClientAuthority | null {
  if (!tls.frontend || !tls.clientIssuer.ours) return null;
  const named = (namespace: string): string => `namespaceObject.metadata.name == '${namespace}'`;
  const labelled = `has(namespaceObject.metadata.labels) && '${CLIENT_LABEL}' in namespaceObject.metadata.labels && namespaceObject.metadata.labels['${CLIENT_LABEL}'] == 'true'`;
  return { commonName: tls.subjects.clients, isServer: named(server), isClient: hasWorkers ? `${named(workers)} || ${labelled}` : labelled };
}

/** X.509 ends a common name at 64 characters; the name of the cluster is what tells authorities apart. */
const subject = (customer: string, cluster: string, purpose: string): string => {
  const tail = ` ${cluster} Temporal ${purpose}`;
  return (tail.length >= 64 ? tail.trimStart() : `${customer.slice(0, 64 - tail.length).trimEnd()}${tail}`).slice(0, 64);
};

function noteDefaults(cluster: ClusterAnswers, { note }: Notebook): void {
  if (cluster.tier === "small") return;
  const { internode, clients } = tlsOf(cluster);
  const source = "Temporal documentation, self-hosted security: neither way is encrypted unless the configuration says so";
  if (cluster.tls?.internode === undefined) {
    note({ path: "tls.internode", value: internode ? "encrypted, certificates on both sides" : "plain", because: "every tier but small encrypts what the server's services say to each other", inputs: ["tier", "tls.internode"], source });
  }
  if (cluster.tls?.clients === undefined) {
    note({ path: "tls.clients", value: clients, because: "every tier but small lets in only callers with a certificate of the clients' authority", inputs: ["tier", "tls.clients"], source });
  }
}

/** All names under which pods of the Kubernetes cluster may know a Service of the chart. */
function serviceNames(service: string, namespace: string): string[] {
  const name = `${RELEASE}-${service}`;
  return [`${name}.${namespace}.svc`, name, `${name}.${namespace}`, `${name}.${namespace}.svc.cluster.local`];
}
