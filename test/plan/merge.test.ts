import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { mineOf, planOf, treeOf } from "./trees.ts";

const test = suite("plan: a file that both sides changed");

const folder = join(import.meta.dirname, "../fixtures/plan");

/** One folder per case: base, mine, theirs, and either the merged text or `expected.txt` with the findings. */
for (const name of readdirSync(folder)) {
  const files = readdirSync(join(folder, name));
  const extension = files.find((file) => file.startsWith("base."))?.slice("base.".length) ?? "";
  const read = (side: string) => readFileSync(join(folder, name, side), "utf8");
  test(name.replaceAll("-", " "), () => {
    const path = `merged.${extension}`;
    const made = planOf({
      base: new Map([[path, [read(`base.${extension}`)]]]),
      mine: mineOf({ [path]: read(`mine.${extension}`) }),
      theirs: treeOf({ [path]: read(`theirs.${extension}`) }),
    });
    const [step] = made.steps;
    const conflicts = files.includes("expected.txt");
    assert.is(step?.action, conflicts ? "conflict" : "merge");
    if (conflicts) assert.fixture(made.findings.map(({ code, file, line }) => `${code} ${file}:${line}\n`).join(""), read("expected.txt"));
    else assert.fixture(step?.text ?? "", read(`expected.${extension}`));
  });
}

const base = "first: 1\nsecond: 2\nthird: 3\n";
const ours = "first: 1\nsecond: 2\nthird: 3\nfourth: 4\n";

function merged(mine: string, theirs = ours, from = base): string | undefined {
  const [step] = planOf({ base: new Map([["a.yaml", [from]]]), mine: mineOf({ "a.yaml": mine }), theirs: treeOf({ "a.yaml": theirs }) }).steps;
  return step?.action === "merge" || step?.action === "replace" ? `${step.action} ${step.text}` : step?.action;
}

test("carriage returns stay, and new lines get them", () => {
  assert.is(merged("first: one\r\nsecond: 2\r\nthird: 3\r\n"), "merge first: one\r\nsecond: 2\r\nthird: 3\r\nfourth: 4\r\n");
});

test("lines that a person gave another line end keep it", () => {
  assert.is(merged("first: one\r\nsecond: 2\nthird: 3\n"), "merge first: one\r\nsecond: 2\nthird: 3\nfourth: 4\n");
});

test("a checkout that changed only line ends is no edit", () => {
  assert.is(merged("first: 1\r\nsecond: 2\r\nthird: 3\r\n"), "replace first: 1\r\nsecond: 2\r\nthird: 3\r\nfourth: 4\r\n");
});

test("a byte order mark stays", () => {
  assert.is(merged("\uFEFFfirst: one\nsecond: 2\nthird: 3\n"), "merge \uFEFFfirst: one\nsecond: 2\nthird: 3\nfourth: 4\n");
  assert.is(merged("\uFEFFfirst: 1\nsecond: 2\nthird: 3\n"), "replace \uFEFFfirst: 1\nsecond: 2\nthird: 3\nfourth: 4\n");
});

test("a missing last line end stays missing", () => {
  assert.is(merged("first: 1\nsecond: 2\nthird: 3"), "merge first: 1\nsecond: 2\nthird: 3\nfourth: 4");
});

test("a last line end that we add arrives", () => {
  assert.is(merged("first: one\nsecond: 2\nthird: 3", "first: 1\nsecond: 2\nthird: 3\n", "first: 1\nsecond: 2\nthird: 3"), "merge first: one\nsecond: 2\nthird: 3\n");
});

test("a file that a person emptied is not filled again", () => {
  assert.is(merged(""), "conflict");
  assert.is(merged("", base), "keep");
});

test("a long file of equal blocks with edits at both ends is merged", () => {
  const block = (id: number) => `  - name: n${id}\n    type: graph\n    options:\n      legend: {}\n`;
  const long = Array.from({ length: 2000 }, (_, id) => block(id)).join("");
  const result = merged(`mine: 1\nlist:\n${long}`, `list:\n${long}theirs: 1\n`, `list:\n${long}`);
  assert.is(result, `merge mine: 1\nlist:\n${long}theirs: 1\n`);
});

test.run();
