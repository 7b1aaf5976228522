import type { Resources } from "./database.ts";

/** Words of templates: what the platform builds on. */

export interface Operator {
  readonly install: boolean;
  readonly namespace: string;
  /** False when the namespace belongs to something that is there already. */
  readonly createNamespace: boolean;
  readonly base: string;
}

export interface Operators {
  /** `expected`: a part needs it, and it has to be there already, because this repository does not install it. */
  readonly certManager: Operator & { readonly expected: boolean };
  readonly cloudnativePg: Operator & { readonly expected: boolean };
  readonly barmanCloud: Operator & { readonly expected: boolean };
  /** `needed`: a part uses it; `expected`: it has to be there already. */
  readonly externalSecrets: Operator & { readonly needed: boolean; readonly expected: boolean };
  /** `stack`: what this repository installs; null when somebody else runs Prometheus. */
  readonly prometheus: Operator & { readonly release: string; readonly stack: PrometheusStack | null };
  readonly keda: Operator & { readonly needed: boolean; readonly expected: boolean };
  readonly argoWorkflows: Operator & { readonly needed: boolean; readonly expected: boolean };
  /** True when at least one is installed by this repository. */
  readonly anyInstalled: boolean;
}

/** A release of Argo Workflows. */
export interface ArgoController {
  /** Name of the release and of its service account. */
  readonly name: string;
  readonly namespace: string;
  /** True for the one that brings the custom resource definitions. */
  readonly bringsDefinitions: boolean;
}

/** What of the Prometheus stack differs from cluster to cluster. */
export interface PrometheusStack {
  /** Of Prometheus and of Alertmanager. */
  readonly replicas: number;
  readonly highlyAvailable: boolean;
  readonly retention: string;
  readonly retentionSize: string;
  readonly storage: string;
  readonly storageClass: string | null;
  readonly resources: Resources;
}
