import type { Model } from "../model/index.ts";
import type { Expectations } from "../verify/index.ts";

/** What the answers declare to exist outside the repository, for verification. */
export function expectationsOf(model: Model): Expectations {
  return {
    existing: model.clusters.flatMap((cluster) => {
      const at = { cluster: cluster.name };
      return [
        ...(cluster.secrets?.required ?? []).map((secret) => ({
          ...at,
          kind: "Secret",
          namespace: secret.namespace,
          name: secret.name,
          keys: secret.keys,
          because: "scripts/secrets.sh encrypts it",
        })),
        ...(cluster.secrets ? [{ ...at, kind: "Secret", namespace: "flux-system", name: "sops-age", because: "scripts/secrets.sh install-key puts it there" }] : []),
        ...(cluster.flux.pullSecret === null ? [] : [{ ...at, kind: "Secret", namespace: "flux-system", name: cluster.flux.pullSecret, because: "made at bootstrap" }]),
        ...(cluster.exposure.ingress?.issuer.kind === "ClusterIssuer" ? [{ ...at, kind: "ClusterIssuer", name: cluster.exposure.ingress.issuer.name, because: "exposure.ui.certificate names it" }] : []),
        ...(cluster.exposure.gateway ? [{ ...at, kind: "Gateway", namespace: cluster.exposure.gateway.namespace, name: cluster.exposure.gateway.name, because: "exposure.ui.gateway names it" }] : []),
        ...(cluster.exposure.ingress ? [{ ...at, kind: "IngressClass", name: cluster.exposure.ingress.class, because: "exposure.ui.ingress names it" }] : []),
        ...(cluster.database.cnpg?.storageClass == null ? [] : [{ ...at, kind: "StorageClass", name: cluster.database.cnpg.storageClass, because: "storage.class names it" }]),
        ...[cluster.operators.certManager, cluster.operators.cloudnativePg].filter((operator) => !operator.install).map((operator) => ({ ...at, kind: "Namespace", name: operator.namespace, because: "an existing operator runs there" })),
        ...["flux-system", cluster.operators.prometheus.namespace].map((name) => ({ ...at, kind: "Namespace", name, because: "there before this repository" })),
      ];
    }),
  };
}
