import type { ClusterAnswers, OperatorName } from "../answers/answers.ts";
import type { Combination } from "../catalogue/combinations.ts";
import { keylessBackups } from "./backup.ts";
import type { Notebook } from "./derivation.ts";
import type { ArgoController, Namespaces, Operator, Operators } from "./model.ts";
import { prometheusStack } from "./prometheus.ts";

/** Where operators live unless the answers say otherwise: the namespaces of their own installation guides. */
const OPERATOR_NAMESPACES = {
  "cert-manager": "cert-manager",
  "cloudnative-pg": "cnpg-system",
  prometheus: "monitoring",
  "external-secrets": "external-secrets",
  keda: "keda",
  "argo-workflows": "argo",
} as const;

interface Needed {
  readonly needed: boolean;
  readonly expected: boolean;
}

type PlacedOperator = keyof typeof OPERATOR_NAMESPACES & OperatorName;

/** Kubernetes namespace in which an operator runs. */
export const operatorNamespace = (cluster: ClusterAnswers, name: PlacedOperator): string => cluster.operators?.[name]?.kubernetesNamespace ?? OPERATOR_NAMESPACES[name];

/** External Secrets reads a store of the cloud, and copies the database's Secrets into another Kubernetes namespace. */
export function needsExternalSecrets(cluster: ClusterAnswers, { server, database }: Pick<Namespaces, "server" | "database">): boolean {
  const copies = cluster.database?.external === undefined && database !== server && keylessBackups(cluster);
  return copies || cluster.secrets?.["azure-key-vault"] !== undefined || cluster.operators?.["external-secrets"] !== undefined;
}

/** What the platform builds on: installed by this repository where a part needs it and the answers do not say that it exists. */
export function placeOperators(cluster: ClusterAnswers, namespaces: Namespaces, versions: Combination, notes: Notebook): Operators {
  const said = (name: OperatorName): string | undefined => cluster.operators?.[name]?.from;
  const place = (name: PlacedOperator, needed = true): Operator & Needed => {
    const install = needed && said(name) !== "existing";
    return { install, needed, expected: needed && !install, namespace: operatorNamespace(cluster, name), createNamespace: install, base: `../../../../infrastructure/${name}` };
  };
  const certManager = place("cert-manager");
  const cloudnativePg = place("cloudnative-pg", cluster.database?.external === undefined);
  const backups = cluster.database?.backup !== undefined && cloudnativePg.needed;
  const barmanCloud = {
    install: said("barman-cloud") !== "existing" && backups,
    namespace: cloudnativePg.namespace,
    createNamespace: false,
    base: "../../../../infrastructure/barman-cloud",
    expected: said("barman-cloud") === "existing" && backups,
  };
  const workers = Object.values(cluster.workers ?? {});
  const externalSecrets = place("external-secrets", needsExternalSecrets(cluster, namespaces));
  const keda = place("keda", workers.some(({ scale }) => scale?.by === "backlog" || scale?.backlog !== undefined));
  const argoWorkflows = place("argo-workflows", cluster.delivery?.builder === "argo");
  const prometheus = placePrometheus(cluster, place, notes);
  const placed = { certManager, cloudnativePg, barmanCloud, externalSecrets, prometheus, keda, argoWorkflows };
  noteInstalled(cluster, placed, versions, notes);
  return { ...placed, anyInstalled: Object.values(placed).some(({ install }) => install) };
}

/** A controller watches one Kubernetes namespace or all of them, so there is one for each namespace with workflows. */
export function argoControllers({ argoWorkflows }: Operators, namespaces: readonly string[]): ArgoController[] {
  return argoWorkflows.install ? namespaces.map((namespace, index) => ({ name: `argo-${namespace}`, namespace, bringsDefinitions: index === 0 })) : [];
}

/** On-premises a Prometheus is there unless the answers say otherwise; a managed cluster starts without one. */
function placePrometheus(cluster: ClusterAnswers, place: (name: PlacedOperator, needed: boolean) => Operator, notes: Notebook): Operators["prometheus"] {
  const said = cluster.operators?.prometheus;
  const prometheus = place("prometheus", said?.from === "install" || (said === undefined && cluster.cloud !== "on-premises"));
  const release = said?.release ?? "kube-prometheus-stack";
  if (said?.release === undefined) {
    notes.note({
      path: "observability.release",
      value: release,
      because: `${prometheus.install ? "this" : "the existing"} Prometheus picks up monitors and rules that carry its Helm release's name as label “release”`,
      inputs: ["operators.prometheus"],
      source: "kube-prometheus-stack, values ruleSelectorNilUsesHelmValues and serviceMonitorSelectorNilUsesHelmValues",
    });
  }
  return { ...prometheus, release, stack: prometheus.install ? prometheusStack(cluster, notes) : null };
}

/** Model's name → operator's name in the answers and what of the version set it is. */
const CHARTS = { certManager: "cert-manager", cloudnativePg: "cloudnative-pg", barmanCloud: "barman-cloud", externalSecrets: "external-secrets", prometheus: "prometheus", keda: "keda", argoWorkflows: "argo-workflows" } as const;

/** Why one is there that the answers do not name. */
const NEEDED_BECAUSE: Readonly<Partial<Record<keyof typeof CHARTS, string>>> = {
  externalSecrets: "secrets come from a store of the cloud, or the database's are copied",
  prometheus: "a managed cluster starts without one, and nothing else was said",
  keda: "a worker is scaled by its backlog",
  argoWorkflows: "delivery.builder is argo",
};

function noteInstalled(cluster: ClusterAnswers, operators: Omit<Operators, "anyInstalled">, versions: Combination, { note }: Notebook): void {
  for (const [key, name] of Object.entries(CHARTS) as [keyof typeof CHARTS, OperatorName][]) {
    if (!operators[key].install) continue;
    const because = cluster.operators?.[name]?.from === "install" ? "as the answers say" : (NEEDED_BECAUSE[key] ?? "the answers do not say that it exists");
    note({ path: `operators.${name}`, value: `installed, chart ${versions[key].chart}`, because, inputs: [`operators.${name}`], source: `version set ${versions.name}, checked ${versions.checked}` });
  }
}
