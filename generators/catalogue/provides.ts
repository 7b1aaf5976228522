import { provideCodec, provideWorker } from "./provides-own.ts";
import { provideArgoWorkflows, provideCertManager, provideExternalSecrets, provideKeda, providePrometheusStack } from "./provides-operators.ts";
import { provideTemporal, type ProvidedObject, type Values } from "./provides-temporal.ts";

/** What is known of the objects that a chart makes. */
export interface ChartObjects {
  /** `values` as a release gives them; for a chart of the repository itself laid over its own defaults. */
  readonly objects: (values: Values, releaseName: string, namespace: string) => readonly ProvidedObject[];
  /** Kinds of which every object is listed; another may be made of the others. */
  readonly complete: "all" | readonly string[];
}

/** Name of a chart → the objects that a release of it makes. A chart without an entry may make anything in its namespace. */
export const provides: Readonly<Record<string, ChartObjects>> = {
  temporal: { objects: provideTemporal, complete: "all" },
  "codec-server": { objects: provideCodec, complete: "all" },
  "temporal-worker": { objects: provideWorker, complete: "all" },
  "kube-prometheus-stack": { objects: providePrometheusStack, complete: ["Service", "ServiceAccount"] },
  "cert-manager": { objects: provideCertManager, complete: ["Secret"] },
  keda: { objects: provideKeda, complete: ["Service"] },
  "external-secrets": { objects: provideExternalSecrets, complete: ["ServiceAccount"] },
  "argo-workflows": { objects: provideArgoWorkflows, complete: ["Service", "ServiceAccount"] },
};
