import { readdirSync, readFileSync } from "node:fs";
import { isDeepStrictEqual } from "node:util";
import fc from "fast-check";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { codes, readAnswers, type Answers } from "../../generators/answers/index.ts";
import { parseYaml } from "../../generators/document/index.ts";
import { data, written } from "./written-yaml.ts";

const test = suite("answers/read");

const HEAD = "apiVersion: temporal-platform/v1\ncustomer: { name: acme }\nrepository: { url: https://git.example/acme/platform }\n";
const HOME = `${HEAD}clusters:\n  home:\n    environment: home\n    tier: small\n    cloud: on-premises\n`;

const folders = ["../../examples/", "../fixtures/answers/valid/", "../fixtures/answers/invalid/"].map((path) => new URL(path, import.meta.url));
const texts = folders.flatMap((folder) => readdirSync(folder).filter((file) => file.endsWith(".yaml")).sort().map((file) => readFileSync(new URL(file, folder), "utf8")));

/** What holds for every text whatever is in it. */
function readSafely(text: string): { answers?: Answers } {
  const { answers, findings } = readAnswers(text, "platform.yaml");
  const lines = text.split("\n").length;
  for (const { code, file, line, column, reason, remedy, severity } of findings) {
    assert.ok(code in codes || code.startsWith("yaml/"), code);
    assert.is(file, "platform.yaml");
    assert.is(severity, "error");
    assert.ok(line !== undefined && line >= 1 && line <= lines, `${code} ${line}`);
    assert.ok(column !== undefined && column >= 1);
    assert.ok(reason.length > 0 && remedy.length > 0);
  }
  assert.is(answers === undefined, findings.length > 0);
  return answers ? { answers } : {};
}

test("any text is read without throwing", () => {
  fc.assert(fc.property(fc.string({ unit: "binary", maxLength: 300 }), (text) => void readSafely(text)), { numRuns: 250 });
  const signs = fc.constantFrom("{", "}", "[", "]", ":", " ", "\n", "- ", "&a", "*a", "a", "!!map", "? ", "|", "#", '"', "'", "%", "<<", "---", "\t", "clusters", "defaults");
  fc.assert(fc.property(fc.array(signs, { maxLength: 60 }), (parts) => void readSafely(parts.join(""))), { numRuns: 500 });
});

test("any YAML is read without throwing, also below the keys of answers", () => {
  fc.assert(fc.property(written, ({ text }) => void readSafely(text)));
  const key = fc.constantFrom("defaults", "tiers", "clusters", "temporal", "workers", "customer", "repository", "exposure", "ui", "home", "frozen", "__proto__", "constructor", "database", "backup", "replicaOf", "services");
  const shaped = fc.dictionary(key, fc.oneof(data, fc.dictionary(key, fc.oneof(data, fc.dictionary(key, data)))), { noNullPrototype: true });
  fc.assert(fc.property(shaped, (value) => void readSafely(JSON.stringify(value))), { numRuns: 250 });
});

test("any damage to a real file is reported or harmless, never thrown", () => {
  const damage = fc.record({ text: fc.constantFrom(...texts), at: fc.nat(), length: fc.nat(30), instead: fc.oneof(fc.string({ maxLength: 10 }), fc.constantFrom("\n", "  ", ": ", "{}", "null", "${x}", "5/s", "&a ", "*a")) });
  fc.assert(
    fc.property(damage, ({ text, at, length, instead }) => {
      const start = at % (text.length + 1);
      readSafely(text.slice(0, start) + instead + text.slice(start + length));
    }),
    { numRuns: 250 },
  );
});

test("a file of a mebibyte is read, one byte more is refused", () => {
  const filled = HOME + "#".repeat(2 ** 20 - HOME.length);
  assert.ok(readAnswers(filled, "f").answers);
  assert.equal(readAnswers(`${filled}#`, "f").findings.map(({ code }) => code), ["answers/too-large"]);
  assert.equal(readAnswers(`${HEAD}#${"é".repeat(2 ** 19)}`, "f").findings.map(({ code }) => code), ["answers/too-large"]);
});

test("of more than two hundred mistakes the rest is counted", () => {
  const { findings } = readAnswers(HOME + Array.from({ length: 250 }, (_, index) => `    wrong${index}: 1\n`).join(""), "f");
  assert.is(findings.length, 201);
  assert.match(findings.at(-1)?.reason ?? "", /^50 more/);
});

test("nesting that would exhaust the stack is refused before it is composed", () => {
  for (const deep of ["[".repeat(20_000), "{a: ".repeat(20_000), "- ".repeat(20_000), Array.from({ length: 1000 }, (_, index) => `${" ".repeat(index)}a:`).join("\n")]) {
    assert.equal(readAnswers(deep, "f").findings.map(({ code }) => code), ["yaml/too-deep"]);
  }
});

test("the order of keys does not matter", () => {
  const whole = ["everything-emitted", "layers"].map((name) => parseYaml(readFileSync(new URL(`../fixtures/answers/valid/${name}.yaml`, import.meta.url), "utf8"), name).documents[0]?.data);
  const shuffled = (value: unknown): fc.Arbitrary<unknown> => {
    if (typeof value !== "object" || value === null || Array.isArray(value)) return fc.constant(value);
    const entries = Object.entries(value);
    return fc.tuple(fc.shuffledSubarray(entries, { minLength: entries.length }), fc.tuple(...entries.map(([, inner]) => shuffled(inner)))).map(([order, inners]) =>
      Object.fromEntries(order.map(([key]) => [key, inners[entries.findIndex(([other]) => other === key)]])),
    );
  };
  const byName = (answers: Answers | undefined) => answers && { ...answers, origin: null, clusters: Object.fromEntries(answers.clusters.map((cluster) => [cluster.name, cluster])) };
  for (const value of whole) {
    const expected = byName(readAnswers(JSON.stringify(value), "f").answers);
    assert.ok(expected);
    fc.assert(fc.property(shuffled(value), (other) => assert.ok(isDeepStrictEqual(byName(readAnswers(JSON.stringify(other), "f").answers), expected))), { numRuns: 25 });
  }
});

/** Settings that can stand in every layer, as written and as read. */
const SETTINGS: Readonly<Record<string, { readonly line: (figure: number) => object; readonly read: (answers: Answers) => unknown; readonly path: string }>> = {
  shards: { line: (figure) => ({ shards: figure }), read: ({ clusters: [home] }) => home?.shards, path: "shards" },
  instances: { line: (figure) => ({ database: { cnpg: { instances: (figure % 9) + 1 } } }), read: ({ clusters: [home] }) => home?.database?.cnpg?.instances, path: "database.cnpg.instances" },
  pool: { line: (figure) => ({ database: { pools: { default: figure } } }), read: ({ clusters: [home] }) => home?.database?.pools?.default, path: "database.pools.default" },
  parameter: { line: (figure) => ({ database: { cnpg: { parameters: { work_mem: `${figure}MB` } } } }), read: ({ clusters: [home] }) => home?.database?.cnpg?.parameters?.["work_mem"], path: "database.cnpg.parameters.work_mem" },
  peak: { line: (figure) => (figure % 2 === 0 ? { peak: `${figure}/s` } : { workload: { peak: `${figure}/s` } }), read: ({ clusters: [home] }) => home?.workload?.peak, path: "workload.peak" },
  namespace: { line: (figure) => (figure % 2 === 0 ? { kubernetesNamespace: `n${figure}` } : { kubernetesNamespaces: { server: `n${figure}` } }), read: ({ clusters: [home] }) => home?.kubernetesNamespaces?.server, path: "kubernetesNamespaces.server" },
  ranges: { line: (figure) => ({ exposure: { loadBalancer: { ui: 1, sourceRanges: [`10.0.0.${figure}/32`] } } }), read: ({ clusters: [home] }) => home?.exposure?.loadBalancer?.sourceRanges?.join(), path: "exposure.loadBalancer.sourceRanges" },
  retention: { line: (figure) => ({ temporal: { namespaces: { orders: { retention: `${figure}d` } } } }), read: ({ clusters: [home] }) => home?.temporal?.namespaces?.["orders"]?.retention, path: "temporal.namespaces.orders.retention" },
};

const deepMerge = (low: unknown, high: unknown): unknown => {
  const maps = [low, high].every((value) => typeof value === "object" && value !== null && !Array.isArray(value));
  if (!maps) return high;
  const merged: Record<string, unknown> = { ...(low as object) };
  for (const [key, value] of Object.entries(high as object)) merged[key] = key in merged ? deepMerge(merged[key], value) : value;
  return merged;
};

const layer = fc.dictionary(fc.constantFrom(...Object.keys(SETTINGS)), fc.integer({ min: 1, max: 200 }), { noNullPrototype: true });
const said = (figures: Readonly<Record<string, number>>): object => Object.entries(figures).reduce<object>((settings, [name, figure]) => deepMerge(settings, SETTINGS[name]?.line(figure)) as object, {});

test("the highest layer that says something wins, and its line is the origin", () => {
  fc.assert(
    fc.property(layer, layer, layer, (defaults, tier, own) => {
      const file = {
        apiVersion: "temporal-platform/v1",
        customer: { name: "acme" },
        repository: { url: "https://git.example/acme/platform" },
        defaults: said(defaults),
        tiers: { small: said(tier), production: { shards: 9999 } },
        clusters: { home: { environment: "home", tier: "small", cloud: "on-premises", ...said(own) } },
      };
      // One layer per line, so that a line tells the layer.
      const text = `{\n${Object.entries(file).map(([key, value]) => `${JSON.stringify(key)}: ${JSON.stringify(value)}`).join(",\n")}\n}`;
      const { answers, findings } = readAnswers(text, "f");
      assert.equal(findings, []);
      if (answers === undefined) return;
      for (const [name, { read, line, path }] of Object.entries(SETTINGS)) {
        const winner = [own, tier, defaults].findIndex((figures) => Object.hasOwn(figures, name));
        const figure = [own, tier, defaults][winner]?.[name];
        const alone = figure === undefined ? undefined : readAnswers(JSON.stringify({ ...file, defaults: {}, tiers: {}, clusters: { home: { environment: "home", tier: "small", cloud: "on-premises", ...line(figure) } } }), "f").answers;
        assert.is(read(answers), alone && read(alone), name);
        if (figure !== undefined) assert.is(answers.origin(`clusters.home.${path}`).line, [7, 6, 5][winner], name);
      }
    }),
    { numRuns: 50 },
  );
});

test("merging a layer into itself changes nothing, and an empty layer has nothing to say", () => {
  fc.assert(
    fc.property(layer, (own) => {
      const cluster = { environment: "home", tier: "small", cloud: "on-premises", ...said(own) };
      const base = { apiVersion: "temporal-platform/v1", customer: { name: "acme" }, repository: { url: "https://git.example/acme/platform" }, clusters: { home: cluster } };
      const [alone, twice, empty] = [{}, { defaults: said(own), tiers: { small: said(own) } }, { defaults: {}, tiers: { small: {} } }].map((layers) => readAnswers(JSON.stringify({ ...base, ...layers }), "f").answers?.clusters);
      assert.ok(alone);
      assert.equal(twice, alone);
      assert.equal(empty, alone);
    }),
    { numRuns: 50 },
  );
});

test("an origin is the line of the value, of a short form, of an inherited value, or of what stands around it", () => {
  const text = readFileSync(new URL("../fixtures/answers/valid/layers.yaml", import.meta.url), "utf8");
  const { answers } = readAnswers(text, "f");
  const lineOf = (path: string): string => text.split("\n")[(answers?.origin(path).line ?? 0) - 1]?.trim() ?? "";
  assert.match(lineOf("customer.name"), /^customer/);
  assert.match(lineOf("clusters.one.workload.peak"), /^peak: 5/);
  assert.match(lineOf("clusters.one.peak"), /^peak: 5/);
  assert.match(lineOf("clusters.two.workload.peak"), /^workload: \{ peak: 60/);
  assert.match(lineOf("clusters.one.kubernetesNamespaces.server"), /^kubernetesNamespace: temporal/);
  assert.match(lineOf("clusters.one.database.cnpg.parameters.jit"), /^database: \{ cnpg: \{ instances: 1/);
  assert.match(lineOf("clusters.three.database.cnpg.parameters.work_mem"), /8MB/);
  assert.match(lineOf("clusters.two.temporal.namespaces.orders.description"), /description: orders/);
  assert.match(lineOf("clusters.two.exposure.ui.host"), /^ui: /);
  assert.match(lineOf("clusters.two.memoryBudget"), /^two:/);
  assert.match(lineOf('clusters.two["no such"].thing[3]'), /^two:/);
  assert.equal(answers?.origin("").line, 1);
});

test("hostile names are names like any other", () => {
  const { answers } = readAnswers(`${HEAD}clusters:\n  constructor: { environment: constructor, tier: small, cloud: on-premises, temporal: { namespaces: { constructor: { retention: 3d, searchAttributes: { toString: Text } } } } }\n`, "f");
  assert.equal(answers?.clusters.map(({ name }) => name), ["constructor"]);
  assert.is(answers?.clusters[0]?.temporal?.namespaces?.["constructor"]?.retention, 259_200);
  assert.is(answers?.clusters[0]?.temporal?.namespaces?.["constructor"]?.searchAttributes?.["toString"], "Text");
  const { findings } = readAnswers(`${HOME}    uses: { valueOf: 1 }\n    exposure: { loadBalancer: { ui: 1, sourceRanges: [{ valueOf: 1 }, { valueOf: 2 }, { constructor: 3 }] } }\n    __proto__: { polluted: true }\n`, "f");
  assert.ok(findings.length >= 4);
  assert.is(({} as { polluted?: unknown }).polluted, undefined);
});

test.run();
