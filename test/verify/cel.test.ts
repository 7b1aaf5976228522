import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { brokenRules, brokenTransitions, type RuledKind } from "../../generators/verify/cel/check.ts";
import parsedRules from "#build/rules.json" with { type: "json" };
import { readExpression } from "../../generators/verify/cel/evaluate.ts";
import { parseRule, writeExpression } from "../../generators/verify/cel/parsed.ts";
import { celValue, evaluate, optional, schemaAt } from "../../generators/verify/cel/library.ts";

const test = suite("rules in CEL");
const kind = (parts: Partial<RuledKind>): RuledKind => ({ schema: {}, cel: [], transitions: [], defaults: {}, listKeys: {}, ...parts });
const holds = (rule: string, self: unknown = {}, schema = {}): string => evaluate(rule, { self: celValue(self, schema, schema) }).is;

const table: readonly (readonly [rule: string, self: unknown, verdict: "held" | "broken" | "failed"])[] = [
  ["1 + 2 * 3 == 7 && 7 / 2 == 3", {}, "held"],
  ["!has(self.a) || self.a > 3", {}, "held"],
  ["!has(self.a) || self.a > 3", { a: 3 }, "broken"],
  ["has(self.a[0].b)", { a: [{ b: 1 }] }, "held"],
  ["self.absent == 1 || true", {}, "held"],
  ["self.absent == 1 || false", {}, "failed"],
  ["self.toString == 1", {}, "failed"],
  ["self[1] == 1", [1], "failed"],
  ["self.port > 5", { port: "web" }, "failed"],
  ["self.matches(r'''^(?i)ab+$''')", "ABB", "held"],
  ["duration(self).getMilliseconds() % 1000 == 0", "1500ms", "broken"],
  ["self.__namespace__ == 'x' && self.a__dash__b == 1", { namespace: "x", "a-b": 1 }, "held"],
  ["self.all(k, self[k] == 'v')", { "a-b": "v" }, "held"],
  ["self.split('.')[1] + self.substring(0, 2) == 'bbaa'", "aa.bb", "held"],
  ["isIP(self)", "2001:db8::1", "held"],
  ["isIP(self)", "10.0.0.256", "broken"],
  ["isIP(self)", "::ffff:10.0.0.1", "broken"],
  ["ip('2001:DB8:0::1') == ip('2001:db8::1') && ip('10.0.0.1').family() == 4 && !ip.isCanonical('2001:DB8::1')", {}, "held"],
  ["cidr('10.0.0.0/8').containsIP('10.1.2.3') && cidr('10.0.0.0/8').containsCIDR('10.1.0.0/16') && cidr('10.0.0.0/8').prefixLength() == 8", {}, "held"],
  ["isCIDR('10.0.0.0/33') || isCIDR('10.0.0.0')", {}, "broken"],
  ["quantity('1Gi') == quantity('1024Mi') && quantity('0.5').isLessThan(quantity('501m')) && isQuantity('1e3')", {}, "held"],
  ["quantity('1Gi').add(1).asInteger() == 1073741825 && quantity('1500m').isInteger()", {}, "broken"],
  ["quantity('ten').isInteger()", {}, "failed"],
  ["isURL(self) && url(self).getHostname() == 'a.b' && url(self).getPort() == '443' && url(self).getEscapedPath() == '/c%20d' && url(self).getQuery()['q'][0] == '1'", "https://a.b:443/c%20d?q=1", "held"],
  ["isURL('a b') || isURL('relative')", {}, "broken"],
  ["self.sum() == 6 && self.min() == 1 && self.max() == 3 && self.isSorted() && self.indexOf(2) == 1", [1, 2, 3], "held"],
  ["'abc 12'.find('[0-9]+') == '12' && 'a1b2'.findAll('[0-9]').size() == 2", {}, "held"],
  ["'%s has %d'.format(['x', 1]) == 'x has 1'", {}, "held"],
  ["optional.of(1).orValue(2) == 1 && !optional.none().hasValue()", {}, "held"],
];

for (const [rule, self, verdict] of table) {
  test(`${rule} on ${JSON.stringify(self)} has ${verdict}`, () => {
    const fields = typeof self === "object" && self !== null && !Array.isArray(self) && !rule.includes("all(k") ? { properties: Object.fromEntries(Object.keys(self).map((name) => [name, {}])) } : {};
    assert.is(holds(rule, self, fields), verdict);
  });
}

test("a whole number is a double only where the schema says so", () => {
  assert.is(holds("type(self) == int", 5), "held");
  assert.is(holds("type(self) == double", 5, { type: "number" }), "held");
});

const folder = join(new URL(".", import.meta.url).pathname, "..", "..", "schemas", "kubernetes");
const records = Object.values(JSON.parse(readFileSync(join(folder, "index.json"), "utf8")) as Record<string, string>).map((file) => JSON.parse(readFileSync(join(folder, file), "utf8")) as { kind: string; schema: object; cel: { path: string; rule: string }[]; immutable: { path: string; rule: string }[] });
const SAMPLES: Readonly<Record<string, unknown>> = { string: "1s", integer: 1, number: 1, boolean: true, array: [], object: {} };

test("every rule of every record can be evaluated: what it says of an object is never that it is not known here", () => {
  let rules = 0;
  for (const { kind, schema, cel, immutable } of records) {
    for (const { path, rule } of [...cel, ...immutable]) {
      const at = schemaAt({ ...schema }, path);
      const self = celValue(SAMPLES[[at["type"] ?? "object"].flat()[0] as string], { ...schema }, at);
      const verdict = evaluate(rule, { self, oldSelf: rule.includes("hasValue") ? optional(undefined) : self });
      assert.is.not(verdict.is, "unknown", `${kind}: ${rule}`);
      rules += 1;
    }
  }
  assert.ok(rules > 300, `${rules} rules`);
});

test("what was parsed when the package was built is what the parser makes of the rule", () => {
  const bare = (value: unknown): unknown => JSON.parse(JSON.stringify(value, (key, part: unknown) => (key === "$typeName" ? undefined : key === "id" ? Number(part) : typeof part === "bigint" ? { whole: `${part}` } : part)));
  const rules = new Set(records.flatMap(({ cel, immutable }) => [...cel, ...immutable].map(({ rule }) => rule)));
  assert.equal(Object.keys(parsedRules).sort(), [...rules].sort());
  for (const [rule, text] of Object.entries(parsedRules)) assert.equal(bare(readExpression(text as string)), bare(parseRule(rule)), rule);
  for (const rule of ["self == b'bytes'", "self == 0.0 && self < -0.0", "self == 1e400"]) {
    const text = writeExpression(parseRule(rule));
    if (text !== undefined) assert.equal(bare(readExpression(text)), bare(parseRule(rule)), rule);
  }
});

test("no rule of a record throws, whatever it is held against", () => {
  const rules = [...new Set(records.flatMap(({ cel }) => cel.map(({ rule }) => rule)))];
  fc.assert(
    fc.property(fc.constantFrom(...rules), fc.jsonValue({ maxDepth: 3 }), (rule, data) => {
      evaluate(rule, { self: celValue(data, {}, {}) });
    }),
    { numRuns: 300 },
  );
});

test("a rule that cannot be evaluated is named and passes for nothing", async () => {
  const rules = ["self.a.?b.hasValue()", "frobnicate(self)", "true || frobnicate(self)", "1 +", "self.a"].map((rule) => ({ path: "spec", rule }));
  const { evaluated, notEvaluated, violations } = await brokenRules({ spec: { a: 1 } }, kind({ cel: rules }));
  assert.is(evaluated, 0);
  assert.equal(violations, []);
  assert.equal(notEvaluated.map(({ rule }) => rule), rules.map(({ rule }) => rule));
  assert.match(notEvaluated[1]?.because ?? "", "frobnicate");
});

test("a rule that has an error on the data is broken, as on a server", async () => {
  const { violations } = await brokenRules({ spec: {} }, kind({ cel: [{ path: "spec", rule: "self.absent > 1" }] }));
  assert.match(violations[0]?.error ?? "", "absent");
});

test("a rule is looked at in every item and every value that its path names", async () => {
  const cel = [{ path: "spec.items[].range", rule: "self.from <= self.to" }, { path: "spec.named.*", rule: "self != ''" }];
  const data = { spec: { items: [{ range: { from: 1, to: 2 } }, { range: { from: 3, to: 2 } }, {}], named: { a: "x", b: "" } } };
  const { violations, evaluated } = await brokenRules(data, kind({ cel }));
  assert.equal(violations.map(({ path }) => path), [["spec", "items", 1, "range"], ["spec", "named", "b"]]);
  assert.is(evaluated, 4);
});

test("defaults are filled in first, also for null, where the object around them is there, and the data stays as it is", async () => {
  const cel = [{ path: "spec", rule: "self.most >= self.least" }];
  for (const data of [{ spec: { most: 0 } }, { spec: { most: 0, least: null } }]) {
    const before = JSON.stringify(data);
    assert.is((await brokenRules(data, kind({ cel, defaults: { "spec.least": 1, "spec.more.least": 1 } }))).violations.length, 1);
    assert.is(JSON.stringify(data), before);
  }
});

test("a value with another fault in it is left alone, its neighbour is not", async () => {
  const cel = [{ path: "spec.a", rule: "self > 5" }, { path: "spec.b", rule: "self > 5" }, { path: "spec", rule: "self.a == 6" }];
  const { violations, blocked } = await brokenRules({ spec: { a: 1, b: 1 } }, kind({ cel }), [["spec", "a"]]);
  assert.equal(violations.map(({ path }) => path), [["spec", "b"]]);
  assert.is(blocked, 2);
});

test("a transition compares a value with its own past, and items of a list by their keys", async () => {
  const transitions = [{ path: "spec.fixed", rule: "self == oldSelf" }, { path: "spec.items[].size", rule: "self >= oldSelf" }];
  const broken = async (now: object, before: object): Promise<string[]> =>
    (await brokenTransitions({ spec: now }, { spec: before }, kind({ transitions, listKeys: { "spec.items": [["name", null]] } }))).violations.map(({ path }) => path.join("."));
  assert.equal(await broken({ fixed: { a: 1, b: [2] } }, { fixed: { b: [2], a: 1 } }), []);
  assert.equal(await broken({ fixed: "b" }, { fixed: "a" }), ["spec.fixed"]);
  assert.equal(await broken({}, { fixed: "a" }), []);
  assert.equal(await broken({ items: [{ name: "b", size: 1 }, { name: "a", size: 1 }, { name: "c", size: 0 }] }, { items: [{ name: "a", size: 2 }, { name: "b", size: 1 }] }), ["spec.items.1.size"]);
});

test("a transition that is meant for new objects too is held against them", async () => {
  const of = kind({ transitions: [{ path: "", rule: "oldSelf.hasValue()", optionalOldSelf: true }] });
  assert.is((await brokenTransitions({ a: 1 }, undefined, of)).violations.length, 1);
  assert.is((await brokenTransitions({ a: 1 }, { a: 2 }, of)).violations.length, 0);
});

test.run();
