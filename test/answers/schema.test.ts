import { readdirSync, readFileSync } from "node:fs";
import { Ajv } from "ajv";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { validate } from "#build/answers-validator.js";
import { readAnswers } from "../../generators/answers/index.ts";
import { parseYaml } from "../../generators/document/index.ts";

const test = suite("answers/schema");
const examples = new URL("../../examples/", import.meta.url);

interface Node {
  readonly [keyword: string]: unknown;
  readonly title?: string;
  readonly description?: string;
  readonly examples?: readonly unknown[];
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly properties?: Readonly<Record<string, Node | false>>;
  readonly "x-owner"?: string;
}

const schema = JSON.parse(readFileSync(new URL("../../schemas/answers.schema.json", import.meta.url), "utf8")) as Node & { readonly $defs: Readonly<Record<string, Node>> };

/** Every node of the schema with the way to it, and whether it describes a property. */
function* nodes(node: Node = schema, way = "", property = false): Generator<{ node: Node; way: string; property: boolean }> {
  yield { node, way, property };
  for (const [keyword, value] of Object.entries(node)) {
    if (keyword === "properties" || keyword === "$defs") {
      for (const [name, inner] of Object.entries(value as Readonly<Record<string, Node | false>>)) {
        if (inner !== false) yield* nodes(inner, `${way}/${keyword}/${name}`, keyword === "properties");
      }
    } else if (keyword === "allOf") {
      for (const inner of value as readonly Node[]) yield* nodes(inner, `${way}/allOf`);
    } else if (["items", "additionalProperties", "propertyNames", "if", "then"].includes(keyword) && typeof value === "object" && value !== null) {
      yield* nodes(value as Node, `${way}/${keyword}`);
    }
  }
}

const all = [...nodes()];

test("every property has a title, a description that is a sentence, and examples", () => {
  for (const { node, way, property } of all) {
    if (!property) continue;
    assert.ok(node.title, `${way}: title`);
    assert.match(node.description ?? "", /^[A-Zp0-9a-z].*[.]$/, `${way}: description`);
    assert.ok((node.examples ?? []).length > 0, `${way}: examples`);
  }
});

test("every example is valid where it stands", () => {
  const ajv = new Ajv({ allowUnionTypes: true, strict: false });
  ajv.addSchema(schema, "answers");
  for (const { node, way } of all) {
    const check = ajv.compile({ ...node, $defs: schema.$defs });
    for (const example of node.examples ?? []) assert.ok(check(example), `${way}: ${JSON.stringify(example)} ${JSON.stringify(check.errors)}`);
  }
});

test("every map is closed: its keys are listed, or their form is", () => {
  for (const { node, way } of all) {
    if (![node.type ?? []].flat().includes("object")) continue;
    const closed = node["additionalProperties"] === false || node["propertyNames"] !== undefined || node["allOf"] !== undefined;
    assert.ok(closed, way);
  }
});

test("every text is bounded", () => {
  for (const { node, way } of all) {
    if (![node.type ?? []].flat().includes("string") || node["enum"] !== undefined || node["then"] !== undefined || way.endsWith("/if")) continue;
    const patternEnds = typeof node["pattern"] === "string" && !/[+*](?:\)[?*+]?)*\$$/.test(node["pattern"]);
    const item = way.endsWith("/items") && (node.$ref !== undefined || node["enum"] !== undefined);
    assert.ok(node["maxLength"] !== undefined || patternEnds || item || node.$ref !== undefined, way);
  }
});

test("every setting has an owner among the five", () => {
  const owners = ["security", "network", "database", "application", "platform"];
  const settings = schema.$defs["settings"]?.properties ?? {};
  for (const [name, node] of [...Object.entries(schema.properties ?? {}), ...Object.entries(settings)]) {
    assert.ok(node !== false && owners.includes(node["x-owner"] ?? ""), name);
  }
});

test("a path of the data leads to one node: the schema keeps to the keywords that the reader follows", () => {
  const followed = new Set([
    "$schema", "$defs", "$ref", "title", "description", "examples", "default", "type", "enum", "pattern", "minLength", "maxLength", "minimum", "maximum", "exclusiveMinimum",
    "items", "minItems", "uniqueItems", "properties", "additionalProperties", "propertyNames", "required", "minProperties", "allOf", "if", "then", "x-owner", "x-permanent", "x-unit", "x-address", "x-required", "x-note", "x-ask", "defaultSnippets",
  ]);
  for (const { node, way } of all) {
    for (const keyword of Object.keys(node)) assert.ok(followed.has(keyword), `${way}: ${keyword}`);
    if (node["if"] !== undefined) assert.equal(node["if"], { type: "string" }, way);
  }
});

test("lists whose items must differ hold texts, which are compared without calling into them", () => {
  for (const { node, way } of all) {
    if (node["uniqueItems"] === true) assert.is((node["items"] as Node).type, "string", way);
  }
});

for (const file of readdirSync(examples).sort()) {
  const text = readFileSync(new URL(file, examples), "utf8");
  test(`examples/${file} keeps to the schema and tells editors where it is`, () => {
    const { documents, findings } = parseYaml(text, file);
    assert.equal(findings, []);
    assert.ok(validate(documents[0]?.data), JSON.stringify(validate.errors));
    assert.match(text, /^# yaml-language-server: \$schema=\.\.\/schemas\/answers\.schema\.json\n/);
  });
  test(`examples/${file} has nothing wrong with it but what cannot be emitted yet`, () => {
    const { findings } = readAnswers(text, file);
    assert.equal(findings.filter(({ code }) => code !== "answers/not-yet"), []);
  });
}

test("the homelab can be emitted by this version", () => {
  const { answers, findings } = readAnswers(readFileSync(new URL("homelab.yaml", examples), "utf8"), "homelab.yaml");
  assert.equal(findings, []);
  assert.equal(answers?.clusters.map(({ name }) => name), ["um890"]);
});

test("every example of every setting is read, or refused as not yet emitted, or lacks only what other keys say", () => {
  const allowed = new Set(["answers/not-yet", "answers/missing", "answers/wrong-cloud", "answers/circular", "answers/unknown-cluster", "answers/contradiction"]);
  for (const [name, node] of Object.entries(schema.$defs["settings"]?.properties ?? {})) {
    for (const example of node === false ? [] : (node.examples ?? [])) {
      const cluster = { environment: "home", tier: "small", cloud: "on-premises", region: "cellar", [name]: example };
      const file = { apiVersion: "temporal-platform/v1", customer: { name: "acme" }, repository: { url: "https://git.example/acme/platform" }, clusters: { home: cluster } };
      const { answers, findings } = readAnswers(JSON.stringify(file), name);
      assert.equal(findings.filter(({ code }) => !allowed.has(code)), [], name);
      assert.ok(answers !== undefined || findings.length > 0, name);
    }
  }
});

test.run();
