import { spawnSync } from "node:child_process";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { outcomeOf, plan, takeCommand, type Plan, type PlanInput } from "../../generators/plan/index.ts";
import { countSteps } from "../../generators/cli/show-plan.ts";
import type { TreeFile } from "../../generators/tree.ts";

const test = suite("plan: what is said of it");

const file = (text: string): TreeFile => ({ text, executable: false, ownership: "generated" });
const planOf = (base: Readonly<Record<string, string>>, mine: Readonly<Record<string, string>>, theirs: Readonly<Record<string, string>>): Plan => {
  const paths = new Set([...Object.keys(base), ...Object.keys(theirs)]);
  const input: PlanInput = {
    base: new Map(Object.entries(base).map(([path, text]) => [path, [text]])),
    mine: new Map(Object.entries(mine).filter(([path]) => paths.has(path)).map(([path, text]) => [path, { bytes: Buffer.from(text), kind: "file", executable: false }])),
    theirs: new Map(Object.entries(theirs).map(([path, text]) => [path, file(text)])),
    beside: new Map(Object.entries(mine).filter(([path]) => !paths.has(path)).map(([path, text]) => [path, file(text)])),
  };
  return plan(input);
};

test("a command that a report prints reaches the program as it is meant, whatever a shell makes of brackets, quotes and blanks", () => {
  for (const [path, at] of [["a.yaml", "spec.timeout"], ["a.yaml", "spec.rules[1].for"], ["my file.yaml", ""], ["a.yaml", 'spec["it\'s $HOME"]'], ["a.yaml", "spec.a*b"]] as const) {
    const args = takeCommand(path, at).replace("create-temporal-platform update --take ", "printf %s ");
    assert.is(spawnSync("sh", ["-c", args], { encoding: "utf8" }).stdout, at === "" ? path : `${path}:${at}`);
  }
  assert.is(takeCommand("a.yaml", "spec.rules[1].for"), "create-temporal-platform update --take 'a.yaml:spec.rules[1].for'");
});

test("a file that is merged apart from one place counts as in conflict", () => {
  const text = (a: number, b: number, c: number) => `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: x\ndata:\n  a: ${a}\n  other: 0\n  b: ${b}\n  another: 0\n  c: ${c}\n`;
  const made = planOf({ "a.yaml": text(1, 1, 1), "b.yaml": text(1, 1, 1) }, { "a.yaml": text(2, 2, 1), "b.yaml": text(2, 1, 1) }, { "a.yaml": text(1, 3, 3), "b.yaml": text(1, 3, 3) });
  assert.equal(made.steps.map((step) => [step.action, outcomeOf(step, made)]), [["merge", "conflict"], ["merge", "merged"]]);
  assert.is(countSteps(made), "1 merged with your edits, 1 in conflict, yours stays");
});

test("where an edit is white space only, the report does not show one text twice", () => {
  const made = planOf({ "a.sh": "one\n  two\nthree\n" }, { "a.sh": "one\n\ttwo\nthree\n" }, { "a.sh": "one\n  2\nthree\n" });
  assert.match(made.findings[0]?.reason ?? "", 'Yours: as it was, in other white space. The platform\'s: "2". Before: "two".');
});

test("the file that the platform moved a resource to stays listed as long as it holds anything else", () => {
  const resource = (name: string) => `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ${name}\ndata:\n  a: "1"\n`;
  const remedy = (theirs: Readonly<Record<string, string>>) => planOf({ "c/a.yaml": resource("one"), "c/b.yaml": resource("two") }, { "c/mine.yaml": resource("one"), "c/b.yaml": resource("two") }, theirs).findings.find(({ code }) => code === "plan/moved-by-both")?.remedy ?? "";
  assert.match(remedy({ "c/b.yaml": `${resource("two")}---\n${resource("one")}` }), /^Nothing needs to be done/);
  assert.match(remedy({ "c/b.yaml": resource("two"), "c/new.yaml": resource("one") }), "lists c/new.yaml, take that line out");
});

test.run();
