import type { Cluster, Model } from "../model/index.ts";
import type { Expectations } from "../verify/index.ts";

/** What the answers declare to exist outside the repository, for verification. */
export function expectationsOf(model: Model): Expectations {
  return {
    certManager: Object.fromEntries(model.clusters.map(({ name, operators }) => [name, operators.certManager.namespace])),
    withoutBackup: model.clusters.filter(({ database }) => database.cnpg?.backup === null).map(({ name }) => name),
    existing: model.clusters.flatMap((cluster) => {
      const at = { cluster: cluster.name };
      return [
        ...(cluster.secrets?.encrypted ? cluster.secrets.required : []).map((secret) => ({
          ...at,
          kind: "Secret",
          namespace: secret.namespace,
          name: secret.name,
          keys: secret.keys,
          because: "scripts/secrets.sh encrypts it",
        })),
        ...(cluster.secrets?.encrypted ? [{ ...at, kind: "Secret", namespace: "flux-system", name: "sops-age", because: "scripts/secrets.sh install-key puts it there" }] : []),
        ...(cluster.flux.pullSecret === null ? [] : [{ ...at, kind: "Secret", namespace: "flux-system", name: cluster.flux.pullSecret, because: "made at bootstrap" }]),
        ...(cluster.exposure.ingress?.issuer.kind === "ClusterIssuer" ? [{ ...at, kind: "ClusterIssuer", name: cluster.exposure.ingress.issuer.name, because: "exposure.ui.certificate names it" }] : []),
        ...(cluster.exposure.gateway ? [{ ...at, kind: "Gateway", namespace: cluster.exposure.gateway.namespace, name: cluster.exposure.gateway.name, because: "exposure.ui.gateway names it" }] : []),
        ...(cluster.tls.frontend && !cluster.tls.clientIssuer.ours ? [{ ...at, kind: "ClusterIssuer", name: cluster.tls.clientIssuer.name, because: "tls.issuer names it" }] : []),
        ...(cluster.delivery?.migration?.secret == null ? [] : [{ ...at, kind: "Secret", namespace: cluster.delivery.namespace, name: cluster.delivery.migration.secret, because: "delivery.migrate.secret names it" }]),
        ...(cluster.priorityClass === null ? [] : [{ ...at, kind: "PriorityClass", name: cluster.priorityClass, because: "priorityClass names it" }]),
        ...(cluster.exposure.ingress ? [{ ...at, kind: "IngressClass", name: cluster.exposure.ingress.class, because: "exposure.ui.ingress names it" }] : []),
        ...(cluster.database.cnpg?.storageClass == null ? [] : [{ ...at, kind: "StorageClass", name: cluster.database.cnpg.storageClass, because: "storage.class names it, or the cloud brings it" }]),
        ...existingOperators(cluster.operators).map(({ namespace }) => ({ ...at, kind: "Namespace", name: namespace, because: "an existing operator runs there" })),
        { ...at, kind: "Namespace", name: "flux-system", because: "there before this repository" },
      ];
    }),
  };
}

/** Operators that somebody else runs: their Kubernetes namespaces are there. */
const existingOperators = ({ certManager, cloudnativePg, externalSecrets, prometheus, keda, argoWorkflows }: Cluster["operators"]) =>
  [certManager, cloudnativePg, externalSecrets, prometheus, keda, argoWorkflows].filter((operator) => !operator.install);
