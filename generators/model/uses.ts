import type { Cluster, InstalledOperator, Uses } from "./model.ts";

/** What at least one cluster has. */
export function usesOf(clusters: readonly Cluster[]): Uses {
  const some = (has: (cluster: Cluster) => boolean): boolean => clusters.some(has);
  return {
    backups: some(({ database }) => database.cnpg?.backup != null),
    secrets: some(({ secrets }) => secrets?.provider === "sops"),
    externalSecrets: some(({ secrets }) => secrets?.provider === "external-secrets"),
    externalDatabase: some(({ database }) => database.external !== null),
    cnpg: some(({ database }) => database.cnpg !== null),
    tls: some(({ tls }) => tls.frontend || tls.internode),
    identity: some(({ identity }) => identity !== null),
    codec: some(({ codec }) => codec !== null),
    payloadCodec: some(({ codec, workers }) => codec !== null || (workers?.list ?? []).some(({ starter }) => starter)),
    workers: some(({ workers }) => workers !== null),
    delivery: some(({ delivery }) => delivery !== null),
    alertRoutes: some(({ alerting }) => alerting !== null),
    dashboards: some(({ observability }) => observability.dashboards),
    azure: some(({ cloud }) => cloud === "azure"),
  };
}

/** Operators that at least one cluster has installed by this repository. */
export function installedOperators(clusters: readonly Cluster[]): Readonly<Record<InstalledOperator, boolean>> {
  const installs = (name: InstalledOperator): boolean => clusters.some(({ operators }) => operators[name].install);
  return {
    certManager: installs("certManager"),
    cloudnativePg: installs("cloudnativePg"),
    barmanCloud: installs("barmanCloud"),
    externalSecrets: installs("externalSecrets"),
    prometheus: installs("prometheus"),
    keda: installs("keda"),
    argoWorkflows: installs("argoWorkflows"),
  };
}
