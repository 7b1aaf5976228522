/** Versions that belong together. Each set was installed or rendered as a whole; a single version is never moved alone. */
export interface Combination {
  readonly name: string;
  /** Day on which the set was last checked against its sources. */
  readonly checked: string;
  /** Releases of this program that emit the set, the newest last. */
  readonly releases: readonly string[];
  readonly kubernetes: { readonly oldest: string; readonly newest: string };
  readonly flux: { readonly distribution: string; readonly operatorChart: string };
  readonly temporal: { readonly chart: string; readonly server: string; readonly adminTools: string; readonly ui: string };
  readonly certManager: { readonly chart: string };
  readonly cloudnativePg: { readonly chart: string; readonly operator: string; readonly postgres: Readonly<Record<string, string>> };
  readonly barmanCloud: { readonly chart: string; readonly plugin: string };
  readonly externalSecrets: { readonly chart: string };
  readonly prometheus: { readonly chart: string; readonly operator: string };
  readonly keda: { readonly chart: string };
  readonly argoWorkflows: { readonly chart: string; readonly controller: string };
}

/**
 * Newest first. Sources: Chart.yaml and values.yaml of temporalio/helm-charts tag temporal-1.6.0; Flux 2.9.4 release notes
 * (Kubernetes 1.34 to 1.36); cloudnative-pg/charts Chart.yaml of cloudnative-pg 0.29.0 and plugin-barman-cloud 0.7.0;
 * CloudNativePG's supported releases (PostgreSQL 14 to 18) and Temporal's tested ones (up to 16); Chart.yaml of external-secrets 2.9.0,
 * kube-prometheus-stack 88.5.3 (prometheus-community/helm-charts), keda 2.20.2 (kedacore/charts), argo-workflows 1.0.18 (argoproj/argo-helm).
 */
export const combinations: readonly [Combination, ...Combination[]] = [
  {
    name: "temporal-1.6.0",
    checked: "2026-11-21",
    releases: ["0.1.0"],
    kubernetes: { oldest: "1.34", newest: "1.36" },
    flux: { distribution: "2.9.4", operatorChart: "0.58.1" },
    temporal: { chart: "1.6.0", server: "1.31.2", adminTools: "1.31.2", ui: "2.52.0" },
    certManager: { chart: "v1.21.1" },
    cloudnativePg: {
      chart: "0.29.0",
      operator: "1.30.0",
      postgres: {
        "15": "ghcr.io/cloudnative-pg/postgresql:15.19-standard-trixie",
        "16": "ghcr.io/cloudnative-pg/postgresql:16.15-standard-trixie",
      },
    },
    barmanCloud: { chart: "0.7.0", plugin: "0.13.0" },
    externalSecrets: { chart: "2.9.0" },
    prometheus: { chart: "88.5.3", operator: "0.93.1" },
    keda: { chart: "2.20.2" },
    argoWorkflows: { chart: "1.0.18", controller: "4.0.6" },
  },
];
