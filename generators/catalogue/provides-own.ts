import type { Labels, Port, ProvidedObject, Values } from "./provides-temporal.ts";
import { reader } from "./values.ts";

/**
 * The objects of our own charts, which lie in the emitted repository under `charts/`: everything is named after the release, and what
 * stands in the values decides what there is. Source: the templates of both charts.
 */

interface Common {
  readonly chart: string;
  readonly labels: Labels;
  readonly release: string;
  readonly namespace: string;
}

const selectorOf = ({ chart, release }: Common): Labels => ({ "app.kubernetes.io/name": chart, "app.kubernetes.io/instance": release });

const make = (common: Common, apiVersion: string, kind: string, more: Partial<ProvidedObject> = {}): ProvidedObject => ({ apiVersion, kind, namespace: common.namespace, name: common.release, labels: { ...selectorOf(common), "app.kubernetes.io/managed-by": "Helm", ...common.labels }, ...more });

function deployment(common: Common, values: Values, ports: readonly Port[]): ProvidedObject {
  const own = make(common, "apps/v1", "Deployment", { ports });
  return { ...own, podLabels: { ...own.labels, ...reader(values)<Labels>(["podLabels"], {}) } };
}

export function provideWorker(values: Values, release: string, namespace: string): readonly ProvidedObject[] {
  const get = reader(values);
  const common: Common = { chart: "temporal-worker", release, namespace, labels: { "app.kubernetes.io/part-of": "temporal-platform" } };
  const by = get<string>(["autoscaling", "by"], "none");
  const mostPods = by === "none" ? get(["replicas"], 1) : get(["autoscaling", "max"], 10);
  return [
    deployment(common, values, [{ name: "health", port: get(["health", "port"], 8080) }, { name: "metrics", port: get(["metrics", "port"], 9464) }]),
    make(common, "v1", "ServiceAccount"),
    ...(mostPods > 1 ? [make(common, "policy/v1", "PodDisruptionBudget")] : []),
    ...(by === "resources" ? [make(common, "autoscaling/v2", "HorizontalPodAutoscaler")] : []),
    ...(by === "backlog" ? [make(common, "keda.sh/v1alpha1", "ScaledObject")] : []),
    ...(get(["metrics", "podMonitor", "enabled"], false) ? [make(common, "monitoring.coreos.com/v1", "PodMonitor")] : []),
  ];
}

export function provideCodec(values: Values, release: string, namespace: string): readonly ProvidedObject[] {
  const get = reader(values);
  const common: Common = { chart: "codec-server", release, namespace, labels: { "app.kubernetes.io/component": "codec" } };
  const ports: readonly Port[] = [{ name: "http", port: 8080 }, { name: "metrics", port: 9090 }];
  const scaled = get(["autoscaling", "enabled"], false);
  return [
    deployment(common, values, ports),
    make(common, "v1", "Service", { ports, selector: selectorOf(common) }),
    make(common, "v1", "ConfigMap"),
    ...(get(["serviceAccount", "create"], true) ? [make(common, "v1", "ServiceAccount", { name: get(["serviceAccount", "name"], "") || release })] : []),
    ...(scaled || get(["replicas"], 2) > 1 ? [make(common, "policy/v1", "PodDisruptionBudget")] : []),
    ...(scaled ? [make(common, "autoscaling/v2", "HorizontalPodAutoscaler")] : []),
    ...(get(["serviceMonitor", "enabled"], false) ? [make(common, "monitoring.coreos.com/v1", "ServiceMonitor")] : []),
  ];
}
