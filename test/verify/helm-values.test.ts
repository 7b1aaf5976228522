import { readFileSync } from "node:fs";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { charts } from "#build/helm/index.ts";
import { parseYaml } from "../../generators/document/index.ts";
import { checkSchema } from "../../generators/verify/schema/structural.ts";
import { verify } from "../../generators/verify/index.ts";
import { fixtures, tree } from "./trees.ts";

const test = suite("values of charts");

const schemaOf = async (chart: string): Promise<Readonly<Record<string, unknown>>> => {
  const entry = charts.find((each) => each.chart === chart);
  if (entry === undefined) throw new Error(`no schema of ${chart}`);
  return entry.load().schema;
};
const temporal = await schemaOf("temporal");
const faults = (values: string): string[] => {
  const { documents, findings } = parseYaml(values, "values.yaml");
  assert.equal(findings, [], values);
  return checkSchema(temporal, documents[0]?.data ?? {}, { nullRemoves: true }).map(({ path, keyword }) => `${keyword} ${path.join(".")}`);
};

const upstream = join(new URL(".", import.meta.url).pathname, "..", "..", "..", "shared", "charts");
for (const { chart, version } of charts.filter((each) => each.chart !== "flux-operator")) {
  test(`every default of ${chart} ${version} is taken by its schema`, async () => {
    let text: string;
    try {
      text = readFileSync(join(upstream, `${chart}-${version}`, "values.yaml"), "utf8");
    } catch {
      process.stderr.write(`skipped: the values of ${chart} do not lie beside this repository\n`);
      return;
    }
    const defaults = parseYaml(text, "values.yaml").documents[0]?.data;
    assert.equal(checkSchema(await schemaOf(chart), defaults, { nullRemoves: true }), []);
  });
}

test("values with which a real server booted are taken", () => {
  assert.equal(faults(readFileSync(join(fixtures, "provides", "values.yaml"), "utf8")), []);
});

const store = (fields: string): string => `server: {config: {persistence: {datastores: {default: {sql: {pluginName: postgres12, databaseName: temporal, connectAddr: "db:5432", connectProtocol: tcp, user: temporal, ${fields}}}, visibility: {sql: {pluginName: postgres12, databaseName: visibility, connectAddr: "other:5432", connectProtocol: tcp, user: temporal}}}}}}`;

/** Mistakes seen in public repositories and in texts about older charts, and where the fault must stand. */
const MISTAKES: readonly (readonly [what: string, values: string, fault: string])[] = [
  ["a shard count that does not exist", "server: {config: {persistence: {default: {historyShardCount: 512}}}}", "unknown server.config.persistence.default"],
  ["the shard count one level too high", "server: {config: {numHistoryShards: 4}}", "unknown server.config.numHistoryShards"],
  ["a shard count as text", "server: {config: {persistence: {numHistoryShards: '4'}}}", "type server.config.persistence.numHistoryShards"],
  ["a map of replica counts", "server: {replicaCount: {frontend: 3}}", "type server.replicaCount"],
  ["replica count 0 of one service, which counts as not set", "server: {worker: {replicaCount: 0}}", "range server.worker.replicaCount"],
  ["a disruption budget for all services", "server: {podDisruptionBudget: {minAvailable: 1}}", "unknown server.podDisruptionBudget"],
  ["a disruption budget with a switch", "server: {frontend: {podDisruptionBudget: {enabled: true}}}", "unknown server.frontend.podDisruptionBudget.enabled"],
  ["a disruption budget of admin tools, which no template reads", "admintools: {podDisruptionBudget: {minAvailable: 1}}", "properties admintools.podDisruptionBudget"],
  ["TLS of a later chart", "server: {tls: {frontend: {enabled: true, secretName: tls}}}", "unknown server.tls"],
  ["TLS of the web of a later chart", "web: {tls: {enabled: true}}", "unknown web.tls"],
  ["a priority class, which only a later chart has", "server: {priorityClassName: high}", "unknown server.priorityClassName"],
  ["autoscaling", "server: {autoscaling: {enabled: true}}", "unknown server.autoscaling"],
  ["autoscaling of one service", "server: {history: {autoscaling: {enabled: true}}}", "unknown server.history.autoscaling"],
  ["the persistence of the 0.x charts", "server: {config: {persistence: {default: {driver: sql}}}}", "unknown server.config.persistence.default"],
  ["a driver beside the driver's own key", "server: {config: {persistence: {datastores: {default: {driver: sql}}}}}", "unknown server.config.persistence.datastores.default.driver"],
  ["Cassandra switched off", "cassandra: {enabled: false}", "unknown cassandra"],
  ["Elasticsearch switched off", "elasticsearch: {enabled: false}", "unknown elasticsearch"],
  ["Prometheus switched off", "prometheus: {enabled: false}", "unknown prometheus"],
  ["Grafana switched off", "grafana: {enabled: false}", "unknown grafana"],
  ["MySQL switched off", "mysql: {enabled: false}", "unknown mysql"],
  ["PostgreSQL switched on", "postgresql: {enabled: true}", "unknown postgresql"],
  ["an invented block for monitoring", "monitoring: {enabled: true}", "unknown monitoring"],
  ["an invented block for Temporal", "temporal: {numHistoryShards: 4}", "unknown temporal"],
  ["services at the top", "frontend: {replicaCount: 3}", "unknown frontend"],
  ["admin tools in another spelling", "adminTools: {enabled: false}", "unknown adminTools"],
  ["namespaces at the top", "namespaces: [default]", "unknown namespaces"],
  ["namespaces as a list", "server: {config: {namespaces: [{name: default}]}}", "type server.config.namespaces"],
  ["the internal frontend in another spelling", "server: {internalFrontend: {enabled: true}}", "unknown server.internalFrontend"],
  ["switches of the 0.7 charts", "server: {useEntrypointScript: true}", "unknown server.useEntrypointScript"],
  ["a configuration path of the 0.7 charts", "server: {setConfigFilePath: true, configMapsToMount: both}", "unknown server.setConfigFilePath"],
  ["schema steps of the 0.x charts", "schema: {setup: {enabled: true}}", "unknown schema.setup"],
  ["a schema update of the 0.x charts", "schema: {update: {enabled: true}}", "unknown schema.update"],
  ["a database step of the 0.x charts", "schema: {createDatabase: {enabled: true}}", "unknown schema.createDatabase"],
  ["an invented schema step", "schema: {setupDatabase: true}", "unknown schema.setupDatabase"],
  ["hosts of an Ingress as objects", "web: {ingress: {hosts: [{host: temporal.example, paths: [/]}]}}", "type web.ingress.hosts.0"],
  ["pull secrets as a map", "imagePullSecrets: {}", "type imagePullSecrets"],
  ["archival inside the configuration", "server: {config: {archival: {}}}", "unknown server.config.archival"],
  ["dynamic configuration inside the configuration", "server: {config: {dynamicConfig: {}}}", "unknown server.config.dynamicConfig"],
  ["a dynamic setting without a list", "server: {dynamicConfig: {limit.maxIDLength: 255}}", "type server.dynamicConfig.limit.maxIDLength"],
  ["a dynamic setting without a value", "server: {dynamicConfig: {limit.maxIDLength: [{constraints: {}}]}}", "required server.dynamicConfig.limit.maxIDLength.0"],
  ["a constraint that does not exist", "server: {dynamicConfig: {frontend.rps: [{value: 1, constraints: {cluster: a}}]}}", "unknown server.dynamicConfig.frontend.rps.0.constraints.cluster"],
  ["a removed plugin", store("x: 1").replace("pluginName: postgres12", "pluginName: postgres"), "enum server.config.persistence.datastores.default.sql.pluginName"],
  ["host and port apart", store("host: db, port: 5432"), "unknown server.config.persistence.datastores.default.sql.host"],
  ["an address without a port", store("x: 1").replace("db:5432", "db"), "pattern server.config.persistence.datastores.default.sql.connectAddr"],
  ["no protocol", store("maxConns: 10").replace("connectProtocol: tcp, ", ""), "required server.config.persistence.datastores.default.sql"],
  ["a database under its old name", store("database: temporal"), "unknown server.config.persistence.datastores.default.sql.database"],
  ["Cassandra for visibility", "server: {config: {persistence: {datastores: {visibility: {cassandra: {hosts: a, keyspace: b}}}}}}", "unknown server.config.persistence.datastores.visibility.cassandra"],
  ["one store alone", "server: {config: {persistence: {datastores: {default: null}}}}", "required server.config.persistence.datastores"],
  ["a misspelt field of a volume", "server: {additionalVolumes: [{name: a, secret: {secretname: b}}]}", "unknown server.additionalVolumes.0.secret.secretname"],
  ["a store under another name", "server: {config: {persistence: {defaultStore: main}}}", "const server.config.persistence.defaultStore"],
  ["metrics on another port", "server: {config: {metrics: {prometheus: {listenAddress: '0.0.0.0:9091'}}}}", "const server.config.metrics.prometheus.listenAddress"],
  ["a scope of metrics", "server: {metrics: {scope: all}}", "unknown server.metrics.scope"],
  ["encryption at the server", "server: {config: {encryption: {enabled: true}}}", "unknown server.config.encryption"],
  ["a codec at the server", "server: {config: {dataConverter: {codecServer: x}}}", "unknown server.config.dataConverter"],
  ["arguments", "server: {extraArgs: [--debug]}", "unknown server.extraArgs"],
  ["authentication of the UI in its configuration", "web: {config: {auth: {enabled: true}}}", "unknown web.config"],
  ["topology spread for all services", "server: {topologySpreadConstraints: []}", "unknown server.topologySpreadConstraints"],
  ["a container security context for all services", "server: {containerSecurityContext: {}}", "unknown server.containerSecurityContext"],
  ["a boolean in the environment", "web: {additionalEnv: [{name: TEMPORAL_CSRF_COOKIE_INSECURE, value: true}]}", "type web.additionalEnv.0.value"],
  ["Azure Blob for archival", "server: {namespaceDefaults: {archival: {history: {URI: 'azblob://x'}}}}", "pattern server.namespaceDefaults.archival.history.URI"],
  ["the S3 provider under the name of the documents", "server: {archival: {history: {state: enabled, provider: {s3: {region: a}}}}}", "unknown server.archival.history.provider.s3"],
];

for (const [what, values, fault] of MISTAKES) {
  test(`${what} is refused`, () => {
    const found = faults(values);
    assert.ok(found.includes(fault), `${fault} expected among ${JSON.stringify(found)}`);
  });
}

/** Shapes that look odd and are right. */
const RIGHT: readonly (readonly [what: string, values: string])[] = [
  ["replica count 0 as text", 'server: {worker: {replicaCount: "0"}}'],
  ["a default removed by null", "server: {affinity: null, config: {persistence: {datastores: {default: null, visibility: null}}}}"],
  ["an address list", store("maxConns: 10").replace("db:5432", "a:5432,b:5432")],
  ["a password command", store("passwordCommand: {command: token, args: [--once], timeout: 5s}")],
  ["mutual TLS through the configuration", "server: {config: {tls: {internode: {server: {certFile: a, keyFile: b, requireClientAuth: true, clientCaFiles: [c]}, client: {serverName: d, rootCaFiles: [c]}}}}}"],
  ["the JWT authorizer", "server: {config: {authorization: {jwtKeyProvider: {keySourceURIs: ['https://sso.example/jwks'], refreshInterval: 1m}, authorizer: default, claimMapper: default, audience: temporal}}}"],
];

for (const [what, values] of RIGHT) test(`${what} is taken`, () => assert.equal(faults(values), []));

const release = (version: string): Readonly<Record<string, string>> => ({
  "release.yaml": `apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata:\n  name: cert-manager\nspec:\n  interval: 1h\n  chart:\n    spec:\n      chart: cert-manager\n      version: ${version}\n      sourceRef:\n        kind: HelmRepository\n        name: jetstack\n  values:\n    installCRDS: true\n`,
});
const codesOf = async (version: string): Promise<string[]> => (await verify(tree(release(version)))).map(({ code }) => code).filter((code) => code !== "verify/no-creator" && code !== "verify/no-cluster");

test("a version is the same with and without v", async () => {
  assert.equal(await codesOf("v1.21.1"), ["verify/unknown-chart-value"]);
  assert.equal(await codesOf("1.21.1"), ["verify/unknown-chart-value"]);
});

test("a version without a schema is mentioned, a range is a warning", async () => {
  assert.equal(await codesOf("v1.20.0"), ["verify/unchecked-chart"]);
  for (const range of ["1.x", '">=1.20.0"', "~1.20.0", '"*"', '"1.20"', '">=1.0.0 <2.0.0"']) assert.equal(await codesOf(range), ["verify/chart-unpinned", "verify/unchecked-chart"], range);
});

test.run();
