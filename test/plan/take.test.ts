import { suite } from "uvu";
import * as assert from "uvu/assert";
import { formatPath, parsePath } from "../../generators/document/index.ts";
import { plan, withTaken } from "../../generators/plan/index.ts";
import { mineOf, treeOf } from "./trees.ts";

const test = suite("plan: what a person takes from the platform");

const theirs = "# ours\nspec:\n  replicas: 3 # why\n  containers:\n    - name: a\n      image: a:2\n    - name: b\n      image: b:2\n  added: true\n";
const mine = "# mine\nspec:\n  replicas: 1 # mine\n  containers:\n    - name: b\n      image: b:mine\n    - name: a\n      image: a:mine\n  own: 1\n";

function taken(said: readonly string[], text: string | null = mine) {
  const input = { base: new Map([["a.yaml", [theirs]]]), mine: text === null ? mineOf({}) : mineOf({ "a.yaml": text }), theirs: treeOf({ "a.yaml": theirs }) };
  const { steps, findings } = withTaken(plan(input), input, said);
  return { text: steps[0]?.text, action: steps[0]?.action, codes: findings.map(({ code }) => code) };
}

test("one value is taken, everything else keeps its bytes", () => {
  assert.is(taken(["a.yaml:spec.replicas"]).text, mine.replace("replicas: 1 # mine", "replicas: 3 # why"));
});

test("an item of a list is found by its name, wherever it stands", () => {
  assert.is(taken(["a.yaml:spec.containers.a.image"]).text, mine.replace("a:mine", "a:2"));
  assert.is(taken(["a.yaml:spec.containers.b"]).text, mine.replace("b:mine", "b:2"));
});

test("what the platform has and the person has not comes in, what the platform has not goes", () => {
  assert.is(taken(["a.yaml:spec.added"]).text, mine.replace("  own: 1\n", "  added: true\n  own: 1\n"));
  assert.is(taken(["a.yaml:spec.own"]).text, mine.replace("  own: 1\n", ""));
});

test("several at once, and a whole file", () => {
  assert.is(taken(["a.yaml:spec.replicas", "a.yaml:spec.own"]).text, mine.replace("replicas: 1 # mine", "replicas: 3 # why").replace("  own: 1\n", ""));
  assert.is(taken(["a.yaml"]).text, theirs);
});

test("a deleted file comes back", () => {
  const made = taken(["a.yaml"], null);
  assert.equal([made.action, made.text], ["write", theirs]);
});

test("carriage returns and the byte order mark stay", () => {
  const windows = `\uFEFF${mine.replaceAll("\n", "\r\n")}`;
  assert.is(taken(["a.yaml:spec.replicas"], windows).text, windows.replace("replicas: 1 # mine", "replicas: 3 # why"));
});

test("something that is not there is refused by name", () => {
  for (const said of ["b.yaml", "a.yaml:spec.nothing", "a.yaml:spec.containers.c", "a.yaml:spec..", "a.yaml:"]) assert.equal(taken([said]).codes, ["plan/nothing-to-take"], said);
});

test("a path that is written can be read", () => {
  for (const path of [["a", "b.c", 0, 'x"y'], ["spec", "rules", 12, "a/b"], ["only"]]) assert.equal(parsePath(formatPath(path)), path);
  for (const text of ["a..b", "a[", "a[x]", ".", "a[\"]"]) assert.is(parsePath(text), undefined, text);
});

test.run();
