import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { dynamicConfigKeys } from "../../generators/catalogue/dynamic-config.ts";
import { parseYaml } from "../../generators/document/index.ts";
import { mergeValues, type Values } from "./chart-values.ts";
import { serverCertificate } from "./certificates.ts";
import { deep } from "./deep.ts";
import { startPostgres } from "./postgres.ts";
import { run, temporaryFolder, type Ran } from "./process.ts";
import { pathOf, type ProgramName } from "./programs.ts";
import { dynamicConfigFaults, runAdminScript, startTemporal } from "./temporal.ts";

const test = suite("a real Temporal server");
const needs: readonly ProgramName[] = ["postgres", "openssl", "temporal-server", "temporal-sql-tool", "temporal-schema", "temporal", "tdbg"];

const fixture = (name: string): Values => {
  const file = fileURLToPath(new URL(`fixtures/chart-values/${name}/values.yaml`, import.meta.url));
  return parseYaml(readFileSync(file, "utf8"), file).documents[0]?.data as Values;
};
const tls = { enabled: true, caFile: "/etc/temporal/database/ca.crt", enableHostVerification: true };
/** The proven values, with the verified TLS to the database that the proving ground did not have. */
const base = mergeValues(fixture("base"), { server: { config: { persistence: { datastores: { default: { sql: { tls } }, visibility: { sql: { tls } } } } } } });
const withoutInternalFrontend = mergeValues(base, fixture("nointernal"));

const schemaScript = ["default:temporal:temporal", "visibility:temporal_visibility:visibility"]
  .map((line) => line.split(":"))
  .map(([, database, folder]) => `SQL_DATABASE=${database} temporal-sql-tool setup-schema -v 0.0\nSQL_DATABASE=${database} temporal-sql-tool update-schema -d /etc/temporal/schema/postgresql/v12/${folder}/versioned\n`)
  .join("");

deep(test, "it boots with the proven values over verified TLS, four services, and keeps what a client tells it", needs, async () => {
  const postgres = await startPostgres();
  try {
    const temporal = await startTemporal({ values: withoutInternalFrontend, postgres });
    try {
      assert.equal([...temporal.running].sort(), ["frontend", "history", "matching", "worker"]);
      assert.match(temporal.cli("operator", "cluster", "describe", "-o", "json").stdout, /"historyShardCount": 4/);
      assert.is(temporal.cli("operator", "namespace", "create", "-n", "orders", "--retention", "72h").code, 0);
      assert.match(temporal.cli("operator", "namespace", "describe", "-n", "orders", "-o", "jsonl").stdout, '"workflowExecutionRetentionTtl":"259200s"');
      assert.match(await temporal.metrics("history"), /service_name="history"/);
      assert.match(postgres.query("temporal", "select count(*) from pg_stat_ssl where ssl and pid <> pg_backend_pid()").join(), /^[1-9]/);
    } finally {
      await temporal.stop();
    }
  } finally {
    await postgres.stop();
  }
});

deep(test, "with an internal frontend it has five services, and the CLI uses that one", needs, async () => {
  const postgres = await startPostgres();
  try {
    const temporal = await startTemporal({ values: base, postgres });
    assert.is(temporal.running.length, 5);
    assert.match(temporal.cli("operator", "cluster", "health").stdout, "SERVING");
    assert.is.not(temporal.internalAddress, undefined);
    await temporal.stop();
  } finally {
    await postgres.stop();
  }
});

deep(test, "files that the values name by their place in the container are given by the test: mutual TLS, for which the CLI needs a certificate", needs, async () => {
  const certificate = serverCertificate(temporaryFolder("certificates"), ["temporal-internode", "temporal-frontend"]);
  const at = (name: string): string => `/etc/temporal/certs/${name}`;
  const files = { [at("ca.crt")]: certificate.caFile, ...Object.fromEntries(["internode", "frontend"].flatMap((name) => [[at(`${name}.crt`), certificate.certFile], [at(`${name}.key`), certificate.keyFile]])) };
  const cli = ["--tls-ca-path", certificate.caFile, "--tls-cert-path", certificate.certFile, "--tls-key-path", certificate.keyFile, "--tls-server-name", "temporal-internode"];
  const postgres = await startPostgres();
  try {
    const temporal = await startTemporal({ values: mergeValues(base, fixture("tls")), postgres, files, cli });
    assert.is(temporal.cli("operator", "cluster", "health").code, 0);
    assert.is.not(run(pathOf("temporal"), ["operator", "cluster", "health", "--address", temporal.address]).code, 0);
    await temporal.stop();
  } finally {
    await postgres.stop();
  }
});

deep(test, "it does not start on a database without a schema, and says so", needs, async () => {
  const postgres = await startPostgres();
  try {
    let words = "";
    await startTemporal({ values: withoutInternalFrontend, postgres, schema: "none" }).catch((error: unknown) => (words = String(error)));
    assert.match(words, "schema_version");
  } finally {
    await postgres.stop();
  }
});

deep(test, "a schema script runs twice without harm, and the server starts on what it made", needs, async () => {
  const postgres = await startPostgres();
  try {
    const env = { SQL_HOST: postgres.host, SQL_PORT: String(postgres.port), SQL_PLUGIN: "postgres12", SQL_USER: "temporal", SQL_PASSWORD: postgres.password, SQL_TLS: "true", SQL_TLS_CA_FILE: postgres.caFile };
    const versions = (): string[][] => ["temporal", "temporal_visibility"].flatMap((database) => postgres.query(database, "select curr_version from schema_version"));
    const script = (text: string): Ran => runAdminScript(`set -eu\n${text}`, env);
    assert.is(script(schemaScript).code, 0);
    const first = versions();
    assert.equal(first, [["1.19"], ["1.14"]]);
    const { code, stderr } = script(schemaScript);
    assert.is(code, 0, stderr);
    assert.equal(versions(), first);
    const temporal = await startTemporal({ values: withoutInternalFrontend, postgres, schema: "none" });
    await temporal.stop();
  } finally {
    await postgres.stop();
  }
});

deep(test, "its own check of a dynamic configuration names unknown keys, wrong types and invalid constraints", ["temporal-server"], () => {
  assert.equal(dynamicConfigFaults({ "limit.maxIDLength": [{ value: 255 }] }), []);
  const faults = dynamicConfigFaults({ "limit.maxIdLen": [{ value: 255 }], "frontend.rps": [{ value: "many" }], "frontend.namespaceRPS": [{ value: 1, constraints: { nope: 1 } }] }).join("\n");
  for (const fault of [/unregistered key "limit.maxidlen"/, /key "frontend.rps"/, /unknown constraint type "nope"/]) assert.match(faults, fault);
});

deep(test, "it knows every key that answers may set", ["temporal-server"], () => {
  const values = Object.fromEntries(dynamicConfigKeys().map((key) => [key, [{ value: 1 }]]));
  assert.ok(Object.keys(values).length > 600);
  // Wrong types are complained of here; a key that the server does not have would be called unregistered.
  assert.equal(dynamicConfigFaults(values).filter((line) => line.includes("unregistered")), []);
  assert.match(dynamicConfigFaults({ "frontend.rpss": [{ value: 1 }] }).join(), "unregistered");
});

test.run();
