import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { parseYaml } from "../../generators/document/index.ts";
import { mergeValues, serverConfig, writeTemplate, type Service, type Values } from "./chart-values.ts";

const test = suite("server configuration of the chart's values");
const fixtures = fileURLToPath(new URL("fixtures/chart-values/", import.meta.url));
const cases = readdirSync(fixtures).sort();

const read = (name: string, file: string): string => readFileSync(join(fixtures, name, file), "utf8");

/** What the server would read: its template functions put each variable in quotes. */
const expand = (text: string): string => text.replaceAll(/\{\{ env "(\w+)" \| quote \}\}/g, '"$1"');

function yaml(text: string): Values {
  const { documents, findings } = parseYaml(text, "fixture");
  assert.is(findings.length, 0, findings[0]?.reason);
  return documents[0]?.data as Values;
}

const valuesOf = (name: string): Values => {
  const base = yaml(read("base", "values.yaml"));
  return name === "base" ? base : mergeValues(base, yaml(read(name, "values.yaml")));
};

for (const name of cases) {
  test(`the values ${name} give the configuration that the chart rendered`, () => {
    const written = writeTemplate(serverConfig(valuesOf(name)).configTemplate);
    assert.is(written.split("\n")[0], "# enable-template");
    assert.equal(yaml(expand(written)), yaml(expand(read(name, "config.yaml"))));
  });
}

test("the dynamic configuration is the one that the chart rendered", () => {
  assert.equal(serverConfig(valuesOf("base")).dynamicConfig, yaml(read("base", "dynamic_config.yaml")));
});

test("every service gets the environment that the chart rendered, in its order", () => {
  const { environment } = serverConfig(valuesOf("base"));
  const rendered = readdirSync(join(fixtures, "base")).filter((file) => file.endsWith(".env")).map((file) => file.slice(0, -4));
  assert.equal([...environment.keys()].sort(), rendered.sort());
  for (const service of rendered) {
    const lines = (environment.get(service as Service) ?? []).map(({ name, value, valueFrom }) => `${name}=${value ?? `<from ['${Object.keys(valueFrom ?? {})[0]}']>`}`);
    assert.equal(lines, read("base", `${service}.env`).trim().split("\n"), service);
  }
});

test("a service's own variables replace the common ones, and additional variables follow the chart's", () => {
  const values: Values = mergeValues(valuesOf("base"), { server: { additionalEnv: [{ name: "COMMON", value: "1" }], history: { additionalEnv: [{ name: "OWN", value: "2" }] } } });
  const { environment } = serverConfig(values);
  assert.equal(environment.get("history")?.at(-1), { name: "OWN", value: "2" });
  assert.equal(environment.get("frontend")?.at(-1), { name: "COMMON", value: "1" });
  assert.not.ok(environment.get("history")?.some(({ name }) => name === "COMMON"));
});

test("what only the chart reads of a store stays out of the server's configuration", () => {
  const text = writeTemplate(serverConfig(valuesOf("base")).configTemplate);
  for (const key of ["existingSecret", "secretKey", "createDatabase", "manageSchema"]) assert.not.match(text, key);
});

test("a null over a default of the chart removes it", () => {
  const { configTemplate } = serverConfig(mergeValues(valuesOf("base"), { server: { config: { metrics: { prometheus: { timerType: null } } } } }));
  const { metrics } = configTemplate["global"] as { metrics: { prometheus: Values } };
  assert.not.ok(Object.hasOwn(metrics.prometheus, "timerType"));
});

test.run();
