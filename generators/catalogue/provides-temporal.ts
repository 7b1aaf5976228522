import { reader, type Reader } from "./values.ts";

/** What a Helm release makes in the cluster. Charts render only there, so what refers to their objects is checked against this. */
export interface ProvidedObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  readonly labels: Labels;
  /** Keys of a ConfigMap or Secret. */
  readonly keys?: readonly string[];
  /** Ports of a Service, or of the pods of a workload. */
  readonly ports?: readonly Port[];
  /** Pods that a Service sends to. */
  readonly selector?: Labels;
  /** Labels of the pods of a workload. */
  readonly podLabels?: Labels;
}

export type Labels = Readonly<Record<string, string>>;

export interface Port {
  readonly name: string;
  readonly port: number;
}

/** Values as a HelmRelease gives them, laid over the chart's own defaults below. */
export type Values = Readonly<Record<string, unknown>>;

const CHART = "temporal-1.6.0";
const SERVER_VERSION = "1.31.2";
const METRICS: Port = { name: "metrics", port: 9090 };

interface ServiceFacts {
  readonly name: string;
  readonly enabled: boolean;
  readonly port: number;
  readonly membership: number;
  /** Port of the HTTP API; only the two frontends have one, and only they have a Service of their own. */
  readonly http?: number;
}

const SERVICES: readonly ServiceFacts[] = [
  { name: "frontend", enabled: true, port: 7233, membership: 6933, http: 7243 },
  { name: "internal-frontend", enabled: false, port: 7236, membership: 6936, http: 7246 },
  { name: "history", enabled: true, port: 7234, membership: 6934 },
  { name: "matching", enabled: true, port: 7235, membership: 6935 },
  { name: "worker", enabled: true, port: 7239, membership: 6939 },
];

/**
 * The objects of the chart `temporal` 1.6.0 for given values. Source: the chart rendered with its own templates
 * (values of a server that booted with them), inventory of 2026-11-21; names of what those values leave out from the chart's templates.
 */
export function provideTemporal(values: Values, releaseName: string, namespace: string): ProvidedObject[] {
  const get = reader(values);
  const chartName = get(["nameOverride"], "temporal");
  const fullName = get(["fullnameOverride"], "") || (releaseName.includes(chartName) ? releaseName : `${releaseName}-${chartName}`);
  const common: Labels = {
    "app.kubernetes.io/name": chartName,
    "helm.sh/chart": CHART,
    "app.kubernetes.io/managed-by": "Helm",
    "app.kubernetes.io/instance": releaseName,
    "app.kubernetes.io/version": SERVER_VERSION,
    "app.kubernetes.io/part-of": "temporal",
    ...get<Labels>(["additionalLabels"], {}),
  };
  const make: Maker = (kind, name, component, more = {}) => ({
    apiVersion: API_VERSIONS[kind] ?? "v1",
    kind,
    namespace,
    name,
    labels: component === "" ? common : { "app.kubernetes.io/component": component, ...common },
    ...more,
  });
  const select = (component: string): Labels => ({ "app.kubernetes.io/name": chartName, "app.kubernetes.io/instance": releaseName, "app.kubernetes.io/component": component });
  const pods = (component: string, path: readonly string[]): Labels => ({ "app.kubernetes.io/component": component, ...common, ...get<Labels>([...path, "podLabels"], {}) });

  const objects: ProvidedObject[] = [];
  if (get(["server", "enabled"], true)) {
    objects.push(make("ConfigMap", `${fullName}-config`, "", { keys: ["config_template.yaml"] }), make("ConfigMap", `${fullName}-dynamic-config`, "", { keys: ["dynamic_config.yaml"] }));
    if (get(["shims", "dockerize"], true) || get(["shims", "elasticsearchTool"], true)) objects.push(make("ConfigMap", `${fullName}-shims`, ""));
    for (const service of SERVICES) if (get(["server", service.name, "enabled"], service.enabled)) objects.push(...serverObjects(service, fullName, get, make, select, pods));
    objects.push(...storeSecrets(fullName, get, make));
  }
  if (get(["admintools", "enabled"], true)) objects.push(make("Deployment", `${fullName}-admintools`, "admintools", { podLabels: pods("admintools", ["admintools"]) }));
  if (get(["web", "enabled"], true)) {
    const ports = [{ name: "http", port: get(["web", "service", "port"], 8080) }];
    objects.push(make("Service", `${fullName}-web`, "web", { ports, selector: select("web") }), make("Deployment", `${fullName}-web`, "web", { ports: [{ name: "http", port: 8080 }], podLabels: pods("web", ["web"]) }));
    if (get(["web", "ingress", "enabled"], false)) objects.push(make("Ingress", `${fullName}-web`, "web"));
  }
  objects.push(...jobs(fullName, get, make, common));
  if (get(["serviceAccount", "create"], false)) objects.push(make("ServiceAccount", get(["serviceAccount", "name"], "") || fullName, ""));
  return objects;
}

type Maker = (kind: string, name: string, component: string, more?: Partial<ProvidedObject>) => ProvidedObject;

const API_VERSIONS: Readonly<Record<string, string>> = {
  Deployment: "apps/v1",
  Job: "batch/v1",
  Ingress: "networking.k8s.io/v1",
  PodDisruptionBudget: "policy/v1",
  ServiceMonitor: "monitoring.coreos.com/v1",
};

function serverObjects(service: ServiceFacts, fullName: string, get: Reader, make: Maker, select: (component: string) => Labels, pods: (component: string, path: readonly string[]) => Labels): ProvidedObject[] {
  const { name } = service;
  const at = ["server", name];
  const rpc = { name: "grpc-rpc", port: get([...at, "service", "port"], service.port) };
  const membership = { name: "grpc-membership", port: get([...at, "service", "membershipPort"], service.membership) };
  const http = service.http === undefined ? [] : [{ name: "http", port: get([...at, "service", "httpPort"], service.http) }];
  const objects = [
    make("Service", `${fullName}-${name}-headless`, name, { ports: [rpc, membership, METRICS], selector: select(name) }),
    make("Deployment", `${fullName}-${name}`, name, {
      ports: [...(name === "worker" ? [] : [{ name: "rpc", port: rpc.port }]), { name: "membership", port: membership.port }, ...http, METRICS],
      podLabels: { ...pods(name, at), ...get<Labels>(["server", "podLabels"], {}), ...get<Labels>([...at, "podLabels"], {}) },
    }),
  ];
  if (service.http !== undefined) objects.unshift(make("Service", `${fullName}-${name}`, name, { ports: [rpc, ...http], selector: select(name) }));
  if (Object.keys(get<object>([...at, "podDisruptionBudget"], {})).length > 0) objects.push(make("PodDisruptionBudget", `${fullName}-${name}-pdb`, name));
  if (get([...at, "metrics", "serviceMonitor", "enabled"], false) || get(["server", "metrics", "serviceMonitor", "enabled"], false)) objects.push(make("ServiceMonitor", `${fullName}-${name}`, name));
  return objects;
}

/** A store in use that names no existing Secret and no password command gets a Secret of its own, even an empty one. */
function storeSecrets(fullName: string, get: Reader, make: Maker): ProvidedObject[] {
  const at = ["server", "config", "persistence"];
  const used = [get([...at, "defaultStore"], "default"), get([...at, "visibilityStore"], "visibility"), get([...at, "secondaryVisibilityStore"], "")];
  return used.flatMap((store) => {
    const drivers = get<Readonly<Record<string, Values | null>>>([...at, "datastores", store], {});
    const needsOne = Object.values(drivers).some((driver) => driver !== null && (driver["existingSecret"] ?? "") === "" && driver["passwordCommand"] === undefined);
    return needsOne ? [make("Secret", `${fullName}-${store}-store`, "", { keys: ["password"] })] : [];
  });
}

/** Without hooks the Jobs are ordinary objects named after chart version and release revision. */
function jobs(fullName: string, get: Reader, make: Maker, common: Labels): ProvidedObject[] {
  const version = CHART.slice("temporal-".length).replaceAll(".", "-");
  const job = (name: string): ProvidedObject => make("Job", name, "database", { podLabels: { "app.kubernetes.io/component": "database", ...common, ...get<Labels>(["schema", "podLabels"], {}) } });
  const hooks = get(["schema", "useHelmHooks"], true);
  const schema = job(hooks ? `${fullName}-schema` : `${fullName}-schema-${version}-1`);
  return get(["server", "config", "namespaces", "create"], false) ? [schema, job(`${fullName}-namespace-${version}-1`)] : [schema];
}
