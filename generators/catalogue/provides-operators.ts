import type { Port, ProvidedObject, Values } from "./provides-temporal.ts";
import { reader, type Reader } from "./values.ts";

/**
 * What the operators' charts make, as far as something else names it. Sources: names and ports in the templates and default values of
 * cert-manager v1.21.1, kube-prometheus-stack 88.5.3, keda 2.20.2, external-secrets 2.9.0 and argo-workflows 1.0.18.
 */

const object = (kind: string, namespace: string, name: string, ports?: readonly Port[]): ProvidedObject => ({ apiVersion: kind === "Prometheus" || kind === "Alertmanager" ? "monitoring.coreos.com/v1" : "v1", kind, namespace, name, labels: {}, ...(ports === undefined ? {} : { ports }) });

const port = (name: string, number: number): Port => ({ name, port: number });

/** A release whose name holds that of the chart is named as it is. */
const fullName = (get: Reader, releaseName: string, chart: string): string => {
  const name = get(["nameOverride"], "") || chart;
  return get(["fullnameOverride"], "") || (releaseName.includes(name) ? releaseName : `${releaseName}-${name}`);
};

export function providePrometheusStack(values: Values, releaseName: string, given: string): readonly ProvidedObject[] {
  const get = reader(values);
  const namespace = get(["namespaceOverride"], "") || given;
  const full = fullName(get, releaseName, "kube-prometheus-stack").slice(0, 26).replace(/-$/, "");
  const resource = (part: string): string => (get(["cleanPrometheusOperatorObjectNames"], false) ? full : `${full}-${part}`);
  const account = (part: string, name: string): ProvidedObject[] => (get([part, "serviceAccount", "create"], true) ? [object("ServiceAccount", namespace, get([part, "serviceAccount", "name"], "") || name)] : []);
  const objects: ProvidedObject[] = [];
  if (get(["prometheus", "enabled"], true)) {
    const web = port(get(["prometheus", "prometheusSpec", "portName"], "http-web"), get(["prometheus", "service", "port"], 9090));
    objects.push(object("Prometheus", namespace, resource("prometheus")), object("Service", namespace, `${full}-prometheus`, [web, port("reloader-web", get(["prometheus", "service", "reloaderWebPort"], 8080))]), object("Service", namespace, "prometheus-operated", [port("http-web", 9090)]), ...account("prometheus", `${full}-prometheus`));
  }
  if (get(["alertmanager", "enabled"], true)) {
    const web = port(get(["alertmanager", "alertmanagerSpec", "portName"], "http-web"), get(["alertmanager", "service", "port"], 9093));
    objects.push(object("Alertmanager", namespace, resource("alertmanager")), object("Service", namespace, `${full}-alertmanager`, [web, port("reloader-web", 8080)]), object("Service", namespace, "alertmanager-operated", [port("http-web", 9093), port("tcp-mesh", 9094), port("udp-mesh", 9094)]), ...account("alertmanager", `${full}-alertmanager`));
  }
  if (get(["prometheusOperator", "enabled"], true)) objects.push(object("Service", namespace, `${full}-operator`, [get(["prometheusOperator", "tls", "enabled"], true) ? port("https", 443) : port("http", 8080)]), ...account("prometheusOperator", `${full}-operator`));
  const part = (chart: string): string => get([chart, "fullnameOverride"], "") || (releaseName.includes(get([chart, "nameOverride"], "") || chart) ? releaseName : `${releaseName}-${get([chart, "nameOverride"], "") || chart}`);
  if (get(["grafana", "enabled"], true)) objects.push(object("Service", namespace, part("grafana"), [port(get(["grafana", "service", "portName"], "http-web"), get(["grafana", "service", "port"], 80))]), object("ServiceAccount", namespace, part("grafana")));
  if (get(["kubeStateMetrics", "enabled"], true)) objects.push(object("Service", namespace, part("kube-state-metrics"), [port("http", get(["kube-state-metrics", "service", "port"], 8080))]), object("ServiceAccount", namespace, part("kube-state-metrics")));
  if (get(["nodeExporter", "enabled"], true)) objects.push(object("Service", namespace, part("prometheus-node-exporter"), [port("http-metrics", get(["prometheus-node-exporter", "service", "port"], 9100))]), object("ServiceAccount", namespace, part("prometheus-node-exporter")));
  return objects;
}

export function provideCertManager(values: Values, releaseName: string, namespace: string): readonly ProvidedObject[] {
  return [object("Secret", namespace, `${fullName(reader(values), releaseName, "cert-manager")}-webhook-ca`)];
}

export function provideKeda(values: Values, _release: string, namespace: string): readonly ProvidedObject[] {
  const get = reader(values);
  const name = get(["operator", "name"], "keda-operator");
  const metrics = port(get(["prometheus", "metricServer", "portName"], "metrics"), get(["prometheus", "metricServer", "port"], 8080));
  return [
    object("Service", namespace, name, [port("metricsservice", 9666), ...(get(["prometheus", "operator", "enabled"], false) ? [port("metrics", get(["prometheus", "operator", "port"], 8080))] : [])]),
    object("Service", namespace, `${name}-metrics-apiserver`, [port("https", get(["service", "portHttps"], 443)), metrics]),
    object("Service", namespace, get(["webhooks", "name"], "keda-admission-webhooks"), [port("https", 443)]),
    object("ServiceAccount", namespace, get(["serviceAccount", "operator", "name"], "keda-operator")),
  ];
}

export function provideExternalSecrets(values: Values, releaseName: string, given: string): readonly ProvidedObject[] {
  const get = reader(values);
  const namespace = get(["namespaceOverride"], "") || given;
  const account = (path: readonly string[], name: string): ProvidedObject[] => (get([...path, "serviceAccount", "create"], true) ? [object("ServiceAccount", namespace, get([...path, "serviceAccount", "name"], "") || name)] : []);
  return [
    ...account([], fullName(get, releaseName, "external-secrets")),
    ...(get(["webhook", "create"], true) ? account(["webhook"], "external-secrets-webhook") : []),
    ...(get(["certController", "create"], true) ? account(["certController"], "external-secrets-cert-controller") : []),
  ];
}

export function provideArgoWorkflows(values: Values, releaseName: string, namespace: string): readonly ProvidedObject[] {
  const get = reader(values);
  const full = fullName(get, releaseName, "argo-workflows");
  const [controller, server] = [`${full}-${get(["controller", "name"], "workflow-controller")}`, `${full}-${get(["server", "name"], "server")}`];
  const account = (part: string, name: string): ProvidedObject[] => (get([part, "serviceAccount", "create"], true) ? [object("ServiceAccount", namespace, get([part, "serviceAccount", "name"], "") || name)] : []);
  const workflow = get(["workflow", "serviceAccount", "create"], false) ? [object("ServiceAccount", namespace, get(["workflow", "serviceAccount", "name"], "argo-workflow"))] : [];
  const ui = get(["server", "enabled"], true) ? [object("Service", namespace, server, [port(get(["server", "servicePortName"], ""), get(["server", "servicePort"], 2746))]), ...account("server", server)] : [];
  const metrics = get(["controller", "metricsConfig", "enabled"], false) ? [object("Service", namespace, controller, [port(get(["controller", "metricsConfig", "servicePortName"], "metrics"), get(["controller", "metricsConfig", "servicePort"], 8080))])] : [];
  return [...account("controller", controller), ...ui, ...metrics, ...workflow];
}
