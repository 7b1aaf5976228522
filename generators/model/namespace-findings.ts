import type { ClusterAnswers } from "../answers/answers.ts";
import type { Finding } from "../finding.ts";
import type { Cluster, Namespaces, Operators } from "./model.ts";

/** Longest name of a Kubernetes namespace: RFC 1123 label. */
const LONGEST = 63;

/** Kubernetes' own and Flux's: a policy that refuses everything would stop the cluster, or the hand that mends it. */
const OF_THE_CLUSTER: Readonly<Record<string, string>> = { default: "Kubernetes", "kube-system": "Kubernetes", "kube-public": "Kubernetes", "kube-node-lease": "Kubernetes", "flux-system": "Flux" };

type Parts = Pick<Cluster, "database" | "codec" | "workers" | "delivery">;

/**
 * Policies, rights, quotas and labels of pod security hold for a whole Kubernetes namespace, so every part has one of its own; only server and
 * database may share. An operator in one of ours would be cut off by the policy that refuses everything.
 */
export function namespaceFindings(cluster: ClusterAnswers, namespaces: Namespaces, operators: Operators, parts: Parts): Finding[] {
  const owners = new Map<string, string>([...Object.entries(OF_THE_CLUSTER), ...runningIn(operators, parts)]);
  return ownersOf(namespaces, parts).flatMap(({ key, name, what }): Finding[] => {
    const owner = owners.get(name);
    if (key === "database" && name === namespaces.server) return [];
    owners.set(name, owner ?? what);
    if (owner !== undefined) {
      return [fault("answers/contradiction", pathOf(key, cluster), `${what} would share the Kubernetes namespace \`${name}\` with ${owner}. Policies, rights and quotas hold for all of it, so each would get what the other is refused, or be cut off.`, "Name another one, or leave it out.")];
    }
    return name.length <= LONGEST ? [] : [fault("answers/bad-name", pathOf(key, cluster), `${what} would run in the Kubernetes namespace \`${name}\`, which is longer than ${LONGEST} characters.`, `Shorten kubernetesNamespaces.${key}.`)];
  });
}

type Key = keyof NonNullable<ClusterAnswers["kubernetesNamespaces"]>;

function ownersOf({ server, database, codec, workers, delivery }: Namespaces, parts: Parts): { readonly key: Key; readonly name: string; readonly what: string }[] {
  return [
    { key: "server", name: server, what: "Temporal's server" },
    ...(parts.database.cnpg ? [{ key: "database" as const, name: database, what: "PostgreSQL" }] : []),
    ...(parts.codec ? [{ key: "codec" as const, name: codec, what: "the codec server" }] : []),
    ...(parts.workers ? [{ key: "workers" as const, name: workers, what: "the workers" }] : []),
    ...(parts.delivery ? [{ key: "delivery" as const, name: delivery, what: "the delivery" }, { key: "delivery" as const, name: parts.delivery.buildsNamespace, what: "the image builds beside the delivery" }] : []),
  ];
}

/** Kubernetes namespaces in which operators run that this cluster uses. */
const runningIn = ({ certManager, cloudnativePg, externalSecrets, prometheus, keda, argoWorkflows }: Operators, { database }: Parts): [string, string][] => [
  [certManager.namespace, "cert-manager"],
  [prometheus.namespace, "Prometheus"],
  ...(database.cnpg ? [[cloudnativePg.namespace, "CloudNativePG"] as [string, string]] : []),
  ...[{ ...externalSecrets, name: "External Secrets" }, { ...keda, name: "KEDA" }, { ...argoWorkflows, name: "Argo Workflows" }].flatMap(({ needed, namespace, name }): [string, string][] => (needed ? [[namespace, name]] : [])),
];

/** The short form names that of the server. */
const pathOf = (key: Key, { kubernetesNamespaces }: ClusterAnswers): string => (kubernetesNamespaces?.[key] === undefined ? "kubernetesNamespaces" : `kubernetesNamespaces.${key}`);

const fault = (code: string, path: string, reason: string, remedy: string): Finding => ({ code, severity: "error", path, reason: `${reason[0]?.toUpperCase()}${reason.slice(1)}`, remedy });
