import { readdirSync, readFileSync } from "node:fs";
import { isDeepStrictEqual } from "node:util";
import fc from "fast-check";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { readAnswers, writeAnswers } from "../../generators/answers/index.ts";
import { composeYaml } from "../../generators/document/compose.ts";
import { parseYaml } from "../../generators/document/index.ts";
import { platforms } from "../properties/platform-answers.ts";
import { data } from "./written-yaml.ts";

const test = suite("answers/write");
const examples = new URL("../../examples/", import.meta.url);

const read = (text: string): unknown => {
  const { documents, findings } = parseYaml(text, "platform.yaml");
  assert.equal(findings, []);
  return documents[0]?.data;
};

const exampleOf = (file: string): object => read(readFileSync(new URL(file, examples), "utf8")) as object;

test("any data reads back as it was", () => {
  fc.assert(fc.property(data, fc.integer({ min: 0, max: 6 }), (value, chance) => {
    const text = composeYaml(value, { note: (path) => (path.length % 3 === chance % 3 ? "why # so: it is" : undefined), parted: (path) => path.length === chance, open: (path) => path.length === chance });
    assert.ok(isDeepStrictEqual(read(text), value), text);
  }), { numRuns: 500 });
});

test("answers of whole platforms read back as they were, and mean the same", () => {
  fc.assert(fc.property(platforms, (answers) => {
    const text = writeAnswers(answers);
    assert.ok(isDeepStrictEqual(read(text), JSON.parse(JSON.stringify(answers))), text);
    const { answers: meant, findings } = readAnswers(text, "platform.yaml");
    const { answers: before, findings: faults } = readAnswers(JSON.stringify(answers), "platform.yaml");
    assert.equal(findings.map(({ code, path }) => `${code} ${path}`).sort(), faults.map(({ code, path }) => `${code} ${path}`).sort());
    assert.equal(sorted(meant), sorted(before));
  }), { numRuns: 30 });
});

/** Without functions, keys in one order: the file's order is the schema's. */
function sorted(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value ?? null), (_, inner: unknown) => (typeof inner === "object" && inner !== null && !Array.isArray(inner) ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1))) : inner)) as unknown;
}

for (const file of readdirSync(examples).filter((name) => name.endsWith(".yaml"))) {
  test(`${file} written anew says what it said, tidily`, () => {
    const text = writeAnswers(exampleOf(file));
    assert.equal(read(text), exampleOf(file));
    assert.is(writeAnswers(read(text) as object), text);
    assert.match(text, /^# yaml-language-server: \$schema=\.temporal-platform\/answers\.schema\.json\n#\n# The answers of /);
    assert.not.match(text, /[ \t]\n|\n\n\n|\n\n$|\t/);
    for (const line of text.split("\n")) assert.ok(line.length <= 120, line);
  });
}

test("groups come in the order of the schema, whatever the order in which they were said", () => {
  const { clusters, customer, apiVersion, ...rest } = exampleOf("enterprise-azure.yaml") as Record<string, unknown>;
  const text = writeAnswers({ clusters, ...rest, customer, apiVersion });
  assert.is(text, writeAnswers(exampleOf("enterprise-azure.yaml")));
  assert.equal([...text.matchAll(/^[a-zA-Z]+(?=:)/gm)].map(([key]) => key), ["apiVersion", "customer", "provider", "repository", "defaults", "tiers", "clusters", "temporal", "workers", "delivery", "alerts", "documents"]);
});

test("a reason is said once, and every cluster has its place", () => {
  const text = writeAnswers(exampleOf("enterprise-azure.yaml"));
  const notes = [...text.matchAll(/# (.+)$/gm)].map(([, note]) => note);
  assert.is(new Set(notes).size, notes.length);
  assert.match(text, /\n\n  test-azure-eastus2:\n    environment: test\n/);
});

test("what YAML would misread is quoted, and nothing else", () => {
  const text = writeAnswers({ customer: { name: "on", title: "Acme: #1" }, clusters: { a: { maintenance: [{ from: "02:00" }], database: { cnpg: { parameters: { work_mem: "12", jit: "off", wal: "4MB" } } } } } });
  assert.match(text, /name: "on" #/);
  assert.match(text, /title: "Acme: #1"\n/);
  assert.match(text, /- \{ from: "02:00" \}/);
  assert.match(text, /\{ work_mem: "12", jit: "off", wal: 4MB \}/);
});

test("what has no value is left out, an empty map is not", () => {
  assert.is(composeYaml({ a: undefined, b: {}, c: { d: undefined }, e: [] }), "b: {}\nc: {}\ne: []\n");
});

test("a title cannot leave its comment", () => {
  const text = writeAnswers({ customer: { name: "acme", title: "a\nclusters: {}\u2028b" } });
  assert.equal(read(text), { customer: { name: "acme", title: "a\nclusters: {}\u2028b" } });
});

test.run();
