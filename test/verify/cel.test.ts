import { readFileSync } from "node:fs";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { brokenRules } from "../../generators/verify/cel/check.ts";
import { evaluate } from "../../generators/verify/cel/evaluate.ts";
import { parseExpression } from "../../generators/verify/cel/parse.ts";

const test = suite("rules in CEL");
const value = (rule: string, self: unknown = {}): unknown => evaluate(parseExpression(rule), { self });

const table: readonly (readonly [rule: string, self: unknown, result: unknown])[] = [
  ["1 + 2 * 3", {}, 7],
  ["(1 + 2) * 3 - -1", {}, 10],
  ["7 / 2", {}, 3],
  ["'a' + \"b\"", {}, "ab"],
  ["self.a == 'x' ? 1 : self.a == 'y' ? 2 : 3", { a: "y" }, 2],
  ["!has(self.a) || self.a > 3", {}, true],
  ["!has(self.a) || self.a > 3", { a: 3 }, false],
  ["has(self.a.b)", { a: { b: null } }, true],
  ["has(self.a[0].b)", { a: [{ b: 1 }] }, true],
  ["self.a in ['x', 'y']", { a: "y" }, true],
  ["'k' in self", { k: 1 }, true],
  ["self.all(x, x > 1)", [2, 3], true],
  ["self.exists(k, k == 'b')", { a: 1, b: 2 }, true],
  ["self.exists_one(x, x == 2)", [2, 2], false],
  ["self.filter(x, x.on).size() == 1", [{ on: true }, { on: false }], true],
  ["self.map(x, x + 1)", [1, 2], [2, 3]],
  ["size(self.a) + size('🙂')", { a: { b: 1 } }, 2],
  ["self.a == self.b", { a: { x: [1, 2] }, b: { x: [1, 2] } }, true],
  ["self.matches(r'''^(?i)ab+$''')", "ABB", true],
  ["self.matches('^a\\\\.b$')", "a.b", true],
  ["duration(self) >= duration('30s')", "1m", true],
  ["duration(self).getMilliseconds() % 1000 == 0", "1500ms", false],
  ["self.__namespace__ == 'x' && self.a__dash__b == 1", { namespace: "x", "a-b": 1 }, true],
  ["self.split('.')[1] + self.substring(0, 2)", "aa.bb", "bbaa"],
  ["isIP(self)", "2001:db8::1", true],
  ["isIP(self)", "10.0.0.256", false],
];

for (const [rule, self, result] of table) {
  test(`${rule} on ${JSON.stringify(self)} is ${JSON.stringify(result)}`, () => assert.equal(value(rule, self), result));
}

test("one side of && and || decides even when the other is an error", () => {
  assert.is(value("self.absent == 1 || true"), true);
  assert.is(value("self.absent == 1 && false"), false);
  assert.throws(() => value("self.absent == 1 || false"));
  assert.throws(() => value("self.toString == 1"), "a name that every object has is no field");
});

test("every rule of every record can be parsed", () => {
  const folder = join(new URL(".", import.meta.url).pathname, "..", "..", "schemas", "kubernetes");
  const index = JSON.parse(readFileSync(join(folder, "index.json"), "utf8")) as Record<string, string>;
  for (const file of Object.values(index)) {
    for (const { rule } of (JSON.parse(readFileSync(join(folder, file), "utf8")) as { cel: { rule: string }[] }).cel) parseExpression(rule);
  }
});

test("what is not an expression is refused", () => {
  for (const broken of ["", "1 +", "a b", "(1", "self.", "#", "[1, 2"]) assert.throws(() => parseExpression(broken), undefined, broken);
});

test("a rule is looked at in every item and every value that its path names", () => {
  const rules = [{ path: "spec.items[].range", rule: "self.from <= self.to" }, { path: "spec.named.*", rule: "self != ''" }];
  const data = { spec: { items: [{ range: { from: 1, to: 2 } }, { range: { from: 3, to: 2 } }, {}], named: { a: "x", b: "" } } };
  assert.equal(brokenRules(data, rules, {}).map(({ path }) => path), [["spec", "items", 1, "range"], ["spec", "named", "b"]]);
});

test("defaults are filled in first, where the object around them is there, and the data stays as it is", () => {
  const rules = [{ path: "spec", rule: "self.most >= self.least" }];
  const data = { spec: { most: 0 } };
  assert.is(brokenRules(data, rules, { "spec.least": 1, "spec.more.least": 1 }).length, 1);
  assert.equal(data, { spec: { most: 0 } });
});

test("a rule that cannot be evaluated refuses nothing", () => {
  assert.equal(brokenRules({ spec: {} }, [{ path: "spec", rule: "self.absent > 1" }], {}), []);
});

test.run();
