/**
 * What the published chart temporal 1.6.0 makes of its values: the server's configuration template, the dynamic configuration and the environment of each service.
 * The mapping was read off the chart's rendered output (`fixtures/chart-values`), and the tests hold it to that output.
 */

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };
export type Values = { readonly [key: string]: Json };

export const services = ["frontend", "internal-frontend", "history", "matching", "worker"] as const;
export type Service = (typeof services)[number];

/** As in a container: a literal value, or where Kubernetes takes it from. */
export interface EnvironmentVariable {
  readonly name: string;
  readonly value?: string;
  readonly valueFrom?: Values;
}

export interface ServerConfig {
  /** Data of `config_template.yaml`. Strings of the form `{{ env "NAME" | quote }}` are expanded by the server: see `writeTemplate`. */
  readonly configTemplate: Values;
  /** Data of `dynamic_config.yaml`. */
  readonly dynamicConfig: Values;
  /** Of every enabled service, in the order of the container. */
  readonly environment: ReadonlyMap<Service, readonly EnvironmentVariable[]>;
}

const port = (grpc: number, membership: number, http?: number): Values => ({ service: { port: grpc, membershipPort: membership, ...(http !== undefined && { httpPort: http }) } });

/** The chart's own values, as far as they reach the configuration. */
const chartDefaults: Values = {
  server: {
    config: {
      logLevel: "debug,info",
      persistence: { defaultStore: "default", visibilityStore: "visibility", numHistoryShards: 512, datastores: { default: null, visibility: null } },
      metrics: { tags: {}, prometheus: { timerType: "histogram", listenAddress: "0.0.0.0:9090" } },
    },
    frontend: { enabled: true, ...port(7233, 6933, 7243) },
    "internal-frontend": { enabled: false, ...port(7236, 6936, 7246) },
    history: { enabled: true, ...port(7234, 6934) },
    matching: { enabled: true, ...port(7235, 6935) },
    worker: { enabled: true, ...port(7239, 6939) },
  },
};

export const environmentVariable = (name: string): string => `{{ env "${name}" | quote }}`;

/** `values` is `spec.values` of the HelmRelease; `release` its name, of which the Service names are made. */
export function serverConfig(values: Values, release = "temporal"): ServerConfig {
  const all = withDefaults(chartDefaults, values);
  const server = map(all, "server");
  const enabled = services.filter((service) => truthy(map(server, service)["enabled"]));
  return {
    configTemplate: template(server, fullName(all, release), enabled),
    dynamicConfig: map(server, "dynamicConfig"),
    environment: new Map(enabled.map((service) => [service, environmentOf(server, service, fullName(all, release))])),
  };
}

/** Layers of values as Helm puts several files together: maps merge, everything else replaces, a null included. */
export function mergeValues(below: Values, above: Values): Values {
  const merged: Record<string, Json> = { ...below };
  for (const [key, value] of Object.entries(above)) {
    const other = merged[key];
    merged[key] = isMap(value) && isMap(other) ? mergeValues(other, value) : value;
  }
  return merged;
}

/** A null over a default of the chart removes the key; a null where the chart has no default stays a null. */
function withDefaults(defaults: Values, values: Values): Values {
  const merged: Record<string, Json> = { ...defaults };
  for (const [key, value] of Object.entries(values)) {
    const other = merged[key];
    if (value === null && Object.hasOwn(defaults, key)) delete merged[key];
    else merged[key] = isMap(value) && isMap(other) ? withDefaults(other, value) : value;
  }
  return merged;
}

function fullName(values: Values, release: string): string {
  const override = values["fullnameOverride"];
  const name = text(values["nameOverride"]) || "temporal";
  const full = text(override) || (release.includes(name) ? release : `${release}-${name}`);
  return full.slice(0, 63).replace(/-$/, "");
}

function template(server: Values, name: string, enabled: readonly Service[]): Values {
  const config = map(server, "config");
  const { tags, ...metrics } = map(config, "metrics");
  const frontend = map(map(server, "frontend"), "service");
  const publicClient = text(server["publicClientHostPort"]) || (enabled.includes("internal-frontend") ? "" : `${name}-frontend:${frontend["port"]}`);
  return {
    log: {
      stdout: Object.hasOwn(config, "logstdOut") ? (config["logstdOut"] ?? null) : true,
      level: text(config["logLevel"]),
      ...(truthy(config["logOutputFile"]) && { outputFile: config["logOutputFile"] ?? null }),
      ...(truthy(config["logFormat"]) && { format: config["logFormat"] ?? null }),
    },
    persistence: persistence(map(config, "persistence")),
    global: {
      membership: { name: "temporal", maxJoinDuration: "30s", broadcastAddress: environmentVariable("POD_IP") },
      pprof: { port: 7936 },
      metrics: { tags: { type: environmentVariable("TEMPORAL_SERVICES"), ...(isMap(tags) && tags) }, ...metrics },
      ...(truthy(config["tls"]) && { tls: config["tls"] ?? null }),
      ...(truthy(config["authorization"]) && { authorization: config["authorization"] ?? null }),
    },
    // The shared file names every service but the internal frontend, whether it is deployed or not.
    services: Object.fromEntries(services.filter((service) => service !== "internal-frontend" || enabled.includes(service)).map((service) => [service, { rpc: rpc(map(map(server, service), "service"), service) }])),
    clusterMetadata: truthy(config["clusterMetadata"]) ? (config["clusterMetadata"] ?? null) : clusterMetadata(frontend),
    dcRedirectionPolicy: truthy(config["dcRedirectionPolicy"]) ? (config["dcRedirectionPolicy"] ?? null) : { policy: "noop", toDC: "" },
    archival: truthy(server["archival"]) ? (server["archival"] ?? null) : { status: "disabled" },
    ...(truthy(server["namespaceDefaults"]) && { namespaceDefaults: server["namespaceDefaults"] ?? null }),
    ...(publicClient !== "" && { publicClient: { hostPort: publicClient } }),
    dynamicConfigClient: { filepath: "/etc/temporal/dynamic_config/dynamic_config.yaml", pollInterval: "10s" },
  };
}

function rpc(service: Values, name: Service): Values {
  return {
    ...(name !== "worker" && { grpcPort: service["port"] ?? null }),
    ...((name === "frontend" || name === "internal-frontend") && { httpPort: service["httpPort"] ?? null }),
    membershipPort: service["membershipPort"] ?? null,
    bindOnIP: "0.0.0.0",
  };
}

const clusterMetadata = (frontend: Values): Values => ({
  enableGlobalNamespace: false,
  failoverVersionIncrement: 10,
  masterClusterName: "active",
  currentClusterName: "active",
  clusterInformation: {
    active: { enabled: true, initialFailoverVersion: 1, rpcName: "temporal-frontend", rpcAddress: `127.0.0.1:${frontend["port"]}`, httpAddress: `127.0.0.1:${frontend["httpPort"]}` },
  },
});

const passwordVariables = { defaultStore: "TEMPORAL_DEFAULT_STORE_PASSWORD", visibilityStore: "TEMPORAL_VISIBILITY_STORE_PASSWORD", secondaryVisibilityStore: "TEMPORAL_SECONDARY_VISIBILITY_STORE_PASSWORD" } as const;
const drivers = ["sql", "cassandra", "elasticsearch"] as const;

/** Passwords become references to the environment; what only the chart knows is left out. */
function persistence(given: Values): Values {
  const datastores = Object.fromEntries(
    Object.entries(map(given, "datastores")).map(([name, store]) => [
      name,
      isMap(store) ? Object.fromEntries(Object.entries(store).map(([driver, settings]) => [driver, isMap(settings) && drivers.includes(driver as (typeof drivers)[number]) ? driverSettings(settings, variableOf(given, name)) : settings])) : store,
    ]),
  );
  return { ...given, datastores };
}

const variableOf = (given: Values, store: string): string | undefined => Object.entries(passwordVariables).find(([role]) => given[role] === store)?.[1];

function driverSettings(settings: Values, variable: string | undefined): Values {
  const { existingSecret, secretKey: _key, createDatabase: _create, manageSchema: _manage, password, ...rest } = settings;
  if (existingSecret === undefined && password === undefined) return rest;
  return variable === undefined ? rest : { ...rest, password: environmentVariable(variable) };
}

function environmentOf(server: Values, service: Service, release: string): EnvironmentVariable[] {
  const settings = map(server, "config", "persistence");
  const own = map(server, service)["additionalEnv"];
  // The variables of a service replace those of all services: the chart does not put the two lists together.
  const additional = truthy(own) ? own : server["additionalEnv"];
  return [
    { name: "POD_IP", valueFrom: { fieldRef: { fieldPath: "status.podIP" } } },
    { name: "SERVICES", value: service },
    { name: "TEMPORAL_SERVICES", value: service },
    { name: "TEMPORAL_SERVER_CONFIG_FILE_PATH", value: "/etc/temporal/config/config_template.yaml" },
    ...Object.entries(passwordVariables).flatMap(([role, name]) => passwordOf(settings, role, name, release)),
    ...(truthy(map(server, "internal-frontend")["enabled"]) ? [{ name: "USE_INTERNAL_FRONTEND", value: "1" }] : []),
    ...(truthy(server["versionCheckDisabled"]) ? [{ name: "TEMPORAL_VERSION_CHECK_DISABLED", value: "1" }] : []),
    ...((Array.isArray(additional) ? additional : []) as EnvironmentVariable[]),
  ];
}

/** A store with a password command gets no password; any other gets one of its Secret, given or made by the chart. */
function passwordOf(settings: Values, role: string, name: string, release: string): EnvironmentVariable[] {
  const store = settings[role];
  if (typeof store !== "string") return [];
  const [driver, driverConfig] = Object.entries(map(settings, "datastores", store))[0] ?? [];
  const config = isMap(driverConfig) ? driverConfig : {};
  if (driver === "sql" && truthy(config["passwordCommand"])) return [];
  return [{ name, valueFrom: { secretKeyRef: { name: text(config["existingSecret"]) || `${release}-${store}-store`, key: text(config["secretKey"]) || "password" } } }];
}

/** The file as the server reads it. JSON is YAML; what the server expands stands without quotes of ours, since its `quote` adds them. */
export function writeTemplate(template: Values): string {
  return `# enable-template\n${JSON.stringify(template, null, 2).replaceAll(/"(\{\{ env \\"\w+\\" \| quote \}\})"/g, (_, expression: string) => expression.replaceAll('\\"', '"'))}\n`;
}

const isMap = (value: Json | undefined): value is Values => typeof value === "object" && value !== null && !Array.isArray(value);

function map(values: Values, ...path: readonly string[]): Values {
  let found: Json | undefined = values;
  for (const key of path) found = isMap(found) ? found[key] : undefined;
  return isMap(found) ? found : {};
}

const text = (value: Json | undefined): string => (typeof value === "string" ? value : "");

/** Truth as Go templates have it: empty strings, lists and maps, zero and null are false. */
const truthy = (value: Json | undefined): boolean => (Array.isArray(value) ? value.length > 0 : isMap(value) ? Object.keys(value).length > 0 : Boolean(value));
