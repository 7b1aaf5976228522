import type { ClusterAnswers, OperatorName } from "../answers/answers.ts";
import type { Combination } from "../catalogue/combinations.ts";
import type { Notebook } from "./derivation.ts";
import type { Namespaces, Operator, Operators } from "./model.ts";

/** Where operators live unless the answers say otherwise: the namespaces of their own installation guides. */
const OPERATOR_NAMESPACES = {
  "cert-manager": "cert-manager",
  "cloudnative-pg": "cnpg-system",
  prometheus: "monitoring",
  "external-secrets": "external-secrets",
  keda: "keda",
  "argo-workflows": "argo",
} as const;

/** Kubernetes namespaces by purpose. The database shares the server's unless the answers part them. */
export function placeNamespaces(cluster: ClusterAnswers, { note }: Notebook): Namespaces {
  const asked = { ...cluster.kubernetesNamespaces, ...cluster.frozen?.kubernetesNamespaces };
  const server = asked.server ?? "temporal";
  const database = asked.database ?? server;
  const monitoring = operatorNamespace(cluster, "prometheus");
  note({
    path: "kubernetesNamespaces.server",
    value: server,
    because: cluster.kubernetesNamespaces?.server === undefined ? "nothing else was asked for" : "as the answers say",
    inputs: ["kubernetesNamespace"],
    source: "Kubernetes: an object cannot move to another namespace",
    permanent: true,
  });
  note({
    path: "kubernetesNamespaces.database",
    value: database,
    because: cluster.kubernetesNamespaces?.database === undefined ? "backups use keys from a Secret, so PostgreSQL's service account reads no other Secret and may share the server's namespace" : "as the answers say",
    inputs: ["kubernetesNamespaces.database", "database.backup.credentials"],
    source: "plugin-barman-cloud, Role of a cluster: only keyless credentials give it every Secret of the namespace",
    permanent: true,
  });
  const { codec = "temporal-codec", workers = "temporal-workers", delivery = "temporal-delivery" } = asked;
  return { server, database, codec, workers, delivery, monitoring };
}

export function placeOperators(cluster: ClusterAnswers, versions: Combination, { note }: Notebook): Operators {
  const place = (name: keyof typeof OPERATOR_NAMESPACES, needed = true): Operator => ({
    install: needed && cluster.operators?.[name]?.from !== "existing",
    namespace: operatorNamespace(cluster, name),
    createNamespace: needed && cluster.operators?.[name]?.from !== "existing",
    base: `../../../../infrastructure/${name}`,
  });
  const certManager = place("cert-manager");
  const cloudnativePg = place("cloudnative-pg");
  const barmanCloud = {
    install: cluster.operators?.["barman-cloud"]?.from !== "existing" && cluster.database?.backup !== undefined,
    namespace: cloudnativePg.namespace,
    createNamespace: false,
    base: "../../../../infrastructure/barman-cloud",
    expected: cluster.operators?.["barman-cloud"]?.from === "existing" && cluster.database?.backup !== undefined,
  };
  const release = cluster.operators?.prometheus?.release ?? "kube-prometheus-stack";
  if (cluster.operators?.prometheus?.release === undefined) {
    note({
      path: "observability.release",
      value: release,
      because: "the existing Prometheus picks up monitors and rules that carry its Helm release's name as label “release”",
      inputs: ["operators.prometheus"],
      source: "kube-prometheus-stack, values ruleSelectorNilUsesHelmValues and serviceMonitorSelectorNilUsesHelmValues",
    });
  }
  for (const [name, operator] of [["cert-manager", certManager], ["cloudnative-pg", cloudnativePg], ["barman-cloud", barmanCloud]] as const) {
    if (!operator.install) continue;
    const chart = { "cert-manager": versions.certManager.chart, "cloudnative-pg": versions.cloudnativePg.chart, "barman-cloud": versions.barmanCloud.chart }[name];
    note({ path: `operators.${name}`, value: `installed, chart ${chart}`, because: cluster.operators?.[name]?.from === "install" ? "as the answers say" : "the answers do not say that it exists", inputs: [`operators.${name}`], source: `version set ${versions.name}, checked ${versions.checked}` });
  }
  return {
    certManager,
    cloudnativePg,
    barmanCloud,
    externalSecrets: { ...place("external-secrets", false), needed: false },
    prometheus: { ...place("prometheus", false), release },
    keda: { ...place("keda", false), needed: false },
    argoWorkflows: { ...place("argo-workflows", false), needed: false },
    anyInstalled: certManager.install || cloudnativePg.install || barmanCloud.install,
  };
}

function operatorNamespace(cluster: ClusterAnswers, name: keyof typeof OPERATOR_NAMESPACES & OperatorName): string {
  return cluster.operators?.[name]?.kubernetesNamespace ?? OPERATOR_NAMESPACES[name];
}
