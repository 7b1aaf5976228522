import { suite } from "uvu";
import * as assert from "uvu/assert";
import type { Action, MineFile } from "../../generators/plan/index.ts";
import type { TreeFile } from "../../generators/tree.ts";
import { fileOf, mineOf, planOf, treeOf } from "./trees.ts";

const test = suite("plan: what happens to a path");

interface Case {
  readonly base?: readonly string[];
  readonly formerly?: { readonly executable?: boolean; readonly ownership?: "generated" | "once" };
  readonly mine?: string | Uint8Array | MineFile;
  readonly theirs?: string | (Partial<TreeFile> & { readonly text: string });
  readonly action: Action;
  readonly because: string;
  readonly codes?: readonly string[];
  readonly text?: string;
  readonly executable?: boolean;
  /** Text that the next update takes for emitted. */
  readonly next?: string | undefined;
}

const symlink: MineFile = { bytes: new Uint8Array(), kind: "symlink", executable: false };
const folder: MineFile = { bytes: new Uint8Array(), kind: "other", executable: false };
const once = (text: string) => ({ text, ownership: "once" as const });

const cases: Record<string, Case> = {
  "a new path is written": { theirs: "a\n", action: "write", because: "new", text: "a\n", executable: false, next: "a\n" },
  "a new script is executable": { theirs: { text: "a\n", executable: true }, action: "write", because: "new", text: "a\n", executable: true, next: "a\n" },
  "a new path that a person has with the same text is left alone": { mine: "a\n", theirs: "a\n", action: "unchanged", because: "already as emitted", next: "a\n" },
  "a new path that a person has with another text is a conflict": { mine: "b\n", theirs: "a\n", action: "conflict", because: "yours was here first, with another text", codes: ["plan/conflict"], next: "a\n" },
  "an unedited path that did not change is left alone": { base: ["a\n"], mine: "a\n", theirs: "a\n", action: "unchanged", because: "already as emitted", next: "a\n" },
  "an unedited path that changed is replaced": { base: ["a\n"], mine: "a\n", theirs: "b\n", action: "replace", because: "unedited, changed by us", text: "b\n", next: "b\n" },
  "an edited path that did not change is kept": { base: ["a\n"], mine: "b\n", theirs: "a\n", action: "keep", because: "edited by you, unchanged by us", next: "a\n" },
  "an edited path that changed elsewhere is merged": {
    base: ["a\nb\nc\nd\n"],
    mine: "A\nb\nc\nd\n",
    theirs: "a\nb\nc\nD\n",
    action: "merge",
    because: "edited by you, changed by us in other places",
    text: "A\nb\nc\nD\n",
    next: "a\nb\nc\nD\n",
  },
  "an edited path that changed in the same place is a conflict": { base: ["a\n"], mine: "b\n", theirs: "c\n", action: "conflict", because: "edited by you and changed by us in the same place", codes: ["plan/conflict"], next: "c\n" },
  "an edit that already holds our change is kept": { base: ["a\nb\nc\n"], mine: "A\nb\nC\n", theirs: "A\nb\nc\n", action: "keep", because: "edited by you, and our change is already in it", next: "A\nb\nc\n" },
  "an edit that is our change is nothing to do": { base: ["a\n"], mine: "b\n", theirs: "b\n", action: "unchanged", because: "already as emitted", next: "b\n" },
  "a path that a person deleted stays deleted": { base: ["a\n"], theirs: "b\n", action: "keep", because: "deleted by you", next: "b\n" },
  "an unedited path that is no longer emitted is removed": { base: ["a\n"], mine: "a\n", action: "remove", because: "no longer emitted, unedited" },
  "an edited path that is no longer emitted is kept": { base: ["a\n"], mine: "b\n", action: "keep", because: "no longer emitted, edited by you", codes: ["plan/orphaned"] },
  "a path that is gone on both sides is forgotten": { base: ["a\n"], action: "unchanged", because: "gone on both sides" },
  "any of several emitted texts counts as unedited": { base: ["a\n", "b\n"], mine: "b\n", theirs: "c\n", action: "replace", because: "unedited, changed by us", text: "c\n", next: "c\n" },
  "of several emitted texts the nearest one is the base of a merge": {
    base: ["x\ny\nz\n", "a\nb\nc\nd\n"],
    mine: "A\nb\nc\nd\n",
    theirs: "a\nb\nc\nD\n",
    action: "merge",
    because: "edited by you, changed by us in other places",
    text: "A\nb\nc\nD\n",
    next: "a\nb\nc\nD\n",
  },
  "without the emitted text every difference counts as the person's": { base: [], mine: "b\n", theirs: "a\n", action: "keep", because: "the emitted text is lost, so every difference counts as yours", codes: ["plan/base-lost"], next: "a\n" },
  "without the emitted text an equal file is left alone": { base: [], mine: "a\n", theirs: "a\n", action: "unchanged", because: "already as emitted", next: "a\n" },
  "without the emitted text a missing file counts as deleted": { base: [], theirs: "a\n", action: "keep", because: "deleted by you", next: "a\n" },
  "without the emitted text nothing is removed": { base: [], mine: "a\n", action: "keep", because: "no longer emitted, and whether you edited it is not known", codes: ["plan/orphaned"] },
  "a file written once is written when it is new": { theirs: once("a\n"), action: "write", because: "new", text: "a\n", next: "a\n" },
  "a file written once is not touched when a person has one": { mine: "b\n", theirs: once("a\n"), action: "keep", because: "written once, and yours was here first", next: "a\n" },
  "a file written once is not touched when it is unedited and we changed it": { base: ["a\n"], mine: "a\n", theirs: once("b\n"), action: "keep", because: "written once, yours since then", next: "a\n" },
  "a file written once that a person deleted stays deleted": { base: ["a\n"], theirs: once("a\n"), action: "keep", because: "deleted by you", next: "a\n" },
  "a file written once stays when it is no longer emitted": { base: ["a\n"], formerly: { ownership: "once" }, mine: "a\n", action: "keep", because: "written once, yours since then, no longer emitted", codes: ["plan/orphaned"] },
  "a symbolic link is never written through": { base: ["a\n"], mine: symlink, theirs: "b\n", action: "keep", because: "not a regular file, never written through", codes: ["plan/not-a-file"], next: "b\n" },
  "a symbolic link in place of what did not change is no news": { base: ["a\n"], mine: symlink, theirs: "a\n", action: "keep", because: "not a regular file, never written through", next: "a\n" },
  "a folder in place of a new file keeps it from being recorded": { mine: folder, theirs: "a\n", action: "keep", because: "not a regular file, never written through", codes: ["plan/not-a-file"] },
  "a symbolic link is never removed": { base: ["a\n"], mine: symlink, action: "keep", because: "not a regular file, never written through", codes: ["plan/not-a-file"] },
  "bytes that are no text count as an edit": { base: ["a\n"], mine: Uint8Array.of(0xff, 0xfe, 0x61), theirs: "a\n", action: "keep", because: "edited by you, unchanged by us", next: "a\n" },
  "bytes that are no text are never merged": { base: ["a\n"], mine: Uint8Array.of(0xff, 0xfe, 0x61), theirs: "b\n", action: "conflict", because: "edited by you into something that is no UTF-8 text, changed by us", codes: ["plan/conflict"], next: "b\n" },
  "bytes that are no text are never removed": { base: ["a\n"], mine: Uint8Array.of(0xff), action: "keep", because: "no longer emitted, edited by you", codes: ["plan/orphaned"] },
  "a file that became a script of ours becomes executable": { base: ["a\n"], formerly: { executable: false }, mine: "a\n", theirs: { text: "a\n", executable: true }, action: "replace", because: "unedited, changed by us", text: "a\n", executable: true, next: "a\n" },
  "a script that a person made not executable stays so": { base: ["a\n"], formerly: { executable: true }, mine: "a\n", theirs: { text: "a\n", executable: true }, action: "unchanged", because: "already as emitted", next: "a\n" },
  "a replaced file keeps the mode that a person gave it": { base: ["a\n"], formerly: { executable: false }, mine: fileOf("a\n", true), theirs: "b\n", action: "replace", because: "unedited, changed by us", text: "b\n", executable: true, next: "b\n" },
  "a merged file keeps the mode that a person gave it": {
    base: ["a\nb\nc\n"],
    formerly: { executable: false },
    mine: fileOf("A\nb\nc\n", true),
    theirs: "a\nb\nC\n",
    action: "merge",
    because: "edited by you, changed by us in other places",
    text: "A\nb\nC\n",
    executable: true,
    next: "a\nb\nC\n",
  },
};

for (const [name, { base, formerly, mine, theirs, action, because, codes = [], ...expected }] of Object.entries(cases)) {
  test(name, () => {
    const made = planOf({
      ...(base && { base: new Map([["p", base]]) }),
      ...(formerly && { emitted: new Map([["p", { executable: false, ownership: "generated" as const, ...formerly }]]) }),
      ...(mine !== undefined && { mine: mineOf({ p: mine }) }),
      ...(theirs !== undefined && { theirs: treeOf({ p: theirs }) }),
    });
    const step = made.steps[0];
    assert.is(made.steps.length, 1);
    assert.equal([step?.path, step?.action, step?.because], ["p", action, because]);
    assert.equal(made.findings.map((finding) => finding.code), codes);
    assert.is(step?.text, expected.text);
    if (expected.executable !== undefined) assert.is(step?.executable ?? mineOf({ path: mine ?? "" }).get("path")?.executable, expected.executable);
    assert.is(made.base.get("p"), expected.next);
    assert.is(made.emitted.has("p"), expected.next !== undefined);
  });
}

test("steps that change a file name the bytes they were decided on", () => {
  const made = planOf({ base: new Map([["p", ["a\n"]], ["q", ["a\n"]]]), mine: mineOf({ p: "a\n", q: "a\n" }), theirs: treeOf({ p: "b\n", r: "c\n" }) });
  const digestOfA = "87428fc522803d31065e7bce3cf03fe475096631e5e07bbd7a0fde60c4cf25c7";
  assert.equal(made.steps.map(({ path, action, before }) => [path, action, before]), [["p", "replace", digestOfA], ["q", "remove", digestOfA], ["r", "write", undefined]]);
});

test("the answers file is written, filled in or left alone, and is never removed", () => {
  const answers = (before: string | undefined, after: string) => planOf({ base: new Map([["platform.yaml", ["x\n"]]]), answersFile: { path: "platform.yaml", before, after } }).steps.map(({ action, because, text }) => [action, because, text]);
  assert.equal(answers(undefined, "a\n"), [["write", "your answers", "a\n"]]);
  assert.equal(answers("a\n", "b\n"), [["replace", "your answers, with the frozen choices filled in", "b\n"]]);
  assert.equal(answers("a\n", "a\n"), [["unchanged", "your answers, nothing to fill in", undefined]]);
});

test("what a part leaves out stays, edited or not, and is remembered as it was emitted", () => {
  const base = new Map([["p", ["a\n"]], ["q", ["a\n", "b\n"]], ["r", ["a\n"]], ["s", ["a\n"]], ["t", []]]);
  const emitted = new Map([...base.keys()].map((path) => [path, { executable: false, ownership: "generated" as const }]));
  const made = planOf({ base, emitted, mine: mineOf({ p: "a\n", q: "B\n", r: "mine\n", t: "a\n" }), theirs: treeOf({ x: "new\n" }), partial: true });
  assert.equal(made.steps.map(({ path, action }) => `${action} ${path}`), ["unchanged p", "keep q", "keep r", "keep s", "keep t", "write x"]);
  assert.equal([...made.base].filter(([path]) => path !== "q"), [["p", "a\n"], ["r", "a\n"], ["s", "a\n"], ["x", "new\n"]]);
});

test("steps are in the order of their paths, the answers among them", () => {
  const made = planOf({ theirs: treeOf({ z: "a\n", a: "a\n", "q/b": "a\n" }), answersFile: { path: "platform.yaml", before: undefined, after: "a\n" } });
  assert.equal(made.steps.map(({ path }) => path), ["a", "platform.yaml", "q/b", "z"]);
});

test("a conflict names the line, what both sides wanted and what was there", () => {
  const [finding] = planOf({ base: new Map([["p.yaml", ["a: 1\nb: 2\nc: 3\n"]]]), mine: mineOf({ "p.yaml": "# mine\na: 1\nb: 20\nc: 3\n" }), theirs: treeOf({ "p.yaml": "a: 1\nb: 200\nc: 3\n" }) }).findings;
  assert.equal([finding?.code, finding?.file, finding?.line], ["plan/conflict", "p.yaml", 3]);
  assert.match(finding?.reason ?? "", 'Yours: "b: 20". The platform\'s: "b: 200". Before: "b: 2".');
});

test("an excerpt is short and cannot steer a terminal", () => {
  const [finding] = planOf({ base: new Map([["p", ["a\n"]]]), mine: mineOf({ p: `\u001b[2J\u009b1m${"x".repeat(500)}\nb\nc\nd\ne\n` }), theirs: treeOf({ p: "b\n" }) }).findings;
  assert.not.match(finding?.reason ?? "", /[\u0000-\u001f\u007f-\u009f]/);
  assert.match(finding?.reason ?? "", "and 2 more lines");
  assert.ok((finding?.reason.length ?? 0) < 400);
});

test.run();
