import { mergeValues, services, type Json, type Service, type Values } from "./chart-values.ts";

/** What has to change for a configuration made for a cluster to run on loopback, and nothing else. */

export type LocalPorts = Readonly<Record<Service, { readonly grpc: number; readonly http: number; readonly membership: number; readonly metrics: number; readonly pprof: number }>>;

interface DatabaseServer {
  readonly host: string;
  readonly port: number;
  readonly caFile: string;
}

/** The chart's values with loopback ports, the address of the database under test and its certification authority. */
export function localValues(values: Values, ports: LocalPorts, database: DatabaseServer, files: Readonly<Record<string, string>>): Values {
  const server = Object.fromEntries(services.map((service) => [service, { service: { port: ports[service].grpc, httpPort: ports[service].http, membershipPort: ports[service].membership } }]));
  return mapStores(replaceStrings(mergeValues(values, { server }), files) as Values, (sql) => ({
    ...sql,
    connectAddr: `${database.host}:${database.port}`,
    ...(isMap(sql["tls"]) && { tls: { ...sql["tls"], ...(sql["tls"]["caFile"] !== undefined && { caFile: database.caFile }) } }),
  }));
}

/** The file of one service: processes that share a machine need ports of their own, where pods have addresses of their own. */
export function localTemplate(template: Values, service: Service, ports: LocalPorts, dynamicConfigFile: string): Values {
  const rpc = Object.fromEntries(Object.keys(at(template, "services")).map((name) => [name, { rpc: { bindOnIP: "127.0.0.1" } }]));
  return mergeValues(template, {
    services: rpc,
    global: { pprof: { port: ports[service].pprof }, metrics: { prometheus: { listenAddress: `127.0.0.1:${ports[service].metrics}` } } },
    dynamicConfigClient: { filepath: dynamicConfigFile },
    ...(template["publicClient"] !== undefined && { publicClient: { hostPort: `127.0.0.1:${ports.frontend.grpc}` } }),
  });
}

function mapStores(values: Values, change: (sql: Values) => Values): Values {
  const stores = Object.entries(at(values, "server", "config", "persistence", "datastores")).map(([name, store]) => [name, isMap(store) && isMap(store["sql"]) ? { ...store, sql: change(store["sql"]) } : store] as const);
  return mergeValues(values, { server: { config: { persistence: { datastores: Object.fromEntries(stores) } } } });
}

function replaceStrings(value: Json, replacements: Readonly<Record<string, string>>): Json {
  if (typeof value === "string") return replacements[value] ?? value;
  if (Array.isArray(value)) return value.map((item) => replaceStrings(item as Json, replacements));
  return isMap(value) ? Object.fromEntries(Object.entries(value).map(([key, item]) => [key, replaceStrings(item, replacements)])) : value;
}

const isMap = (value: Json | undefined): value is Values => typeof value === "object" && value !== null && !Array.isArray(value);

function at(values: Values, ...path: readonly string[]): Values {
  let found: Json | undefined = values;
  for (const key of path) found = isMap(found) ? found[key] : undefined;
  return isMap(found) ? found : {};
}
