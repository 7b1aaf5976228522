import fc from "fast-check";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { onlyAt, outcomeOf, pendingPaths, plan, type MineFile, type Plan, type PlanInput } from "../../generators/plan/index.ts";
import { edit, history } from "./histories.ts";
import { applyInMemory, mineOf, planOf, recordOf, shown, treeOf, untouched } from "./trees.ts";

const test = suite("plan: only a part of an update");

/** What a repository holds after a plan: files, and what the record says of each path. */
function after(input: PlanInput, made: Plan): { readonly mine: Map<string, MineFile>; readonly record: Pick<PlanInput, "base" | "emitted"> } {
  const isHeld = (path: string): boolean => made.held?.has(path) === true;
  const heldBase = [...input.base].filter(([path]) => isHeld(path));
  const heldModes = [...(input.emitted ?? [])].filter(([path]) => isHeld(path));
  const base = new Map<string, readonly string[]>([...[...made.base].map(([path, text]) => [path, [text]] as const), ...heldBase]);
  return { mine: applyInMemory(input.mine, made), record: { base, emitted: new Map([...made.emitted, ...heldModes]) } };
}

const shownRecord = ({ base, emitted }: Pick<PlanInput, "base" | "emitted">) => [[...base].sort(), [...(emitted ?? [])].sort()].map((each) => JSON.stringify(each));

test("a part and then the whole is the whole, on the disk and in the record", () => {
  const part = fc.subarray(["a.md", "b.yaml", "c.json", "d", "d/e.yaml", "g"], { minLength: 1 });
  fc.assert(
    fc.property(history, part, fc.boolean(), ([old, now, changes], asked, lost) => {
      const { base, emitted } = recordOf(old);
      const first = [...base.keys()][0];
      const input: PlanInput = { base: lost && first !== undefined ? new Map(base).set(first, []) : base, emitted, mine: edit(untouched(old), changes), theirs: now };
      const whole = plan(input);
      const known = asked.filter((said) => whole.steps.some(({ path }) => path === said || path.startsWith(`${said}/`)));
      fc.pre(known.length > 0);
      const direct = after(input, whole);

      const { plan: some } = onlyAt(whole, input, known);
      const between = after(input, some);
      const rest: PlanInput = { ...between.record, mine: between.mine, theirs: now };
      const done = after(rest, plan(rest));
      assert.equal(shown(done.mine), shown(direct.mine));
      assert.equal(shownRecord(done.record), shownRecord(direct.record));
    }),
    { numRuns: 2000 },
  );
});

test("what was not asked for stays, on the disk and in the record, and is told as waiting", () => {
  fc.assert(
    fc.property(history, ([old, now, changes]) => {
      const input: PlanInput = { ...recordOf(old), mine: edit(untouched(old), changes), theirs: now };
      const whole = plan(input);
      fc.pre(whole.steps.some(({ path }) => path.startsWith("d/")));
      const { plan: some, waiting } = onlyAt(whole, input, ["d/"]);
      const left = pendingPaths(whole, input).filter((path) => !path.startsWith("d/"));
      assert.is(waiting, left.length);
      if (waiting === 0) return;
      assert.ok(some.steps.every(({ path }) => path.startsWith("d/")));
      assert.ok([...some.base.keys()].every((path) => path.startsWith("d/")));
      for (const path of left) assert.ok(some.held?.has(path), path);
    }),
    { numRuns: 500 },
  );
});

test("what makes one change is asked for as one, also where one change leads to another", () => {
  const input: PlanInput = { base: new Map(), mine: new Map(), theirs: treeOf({ "a.yaml": "a: 1\n", "b.yaml": "b: 1\n", "c.yaml": "c: 1\n", "d.yaml": "d: 1\n" }) };
  const whole: Plan = { ...plan(input), together: [["b.yaml", "c.yaml"], ["a.yaml", "b.yaml"]] };
  assert.equal(onlyAt(whole, input, ["a.yaml"]).plan.steps.map(({ path }) => path), ["a.yaml", "b.yaml", "c.yaml"]);
});

test("a path that no step is about is refused, with the nearest that there is", () => {
  const input: PlanInput = { base: new Map(), mine: new Map(), theirs: treeOf({ "clusters/prod/a.yaml": "a: 1\n" }) };
  const { plan: made } = onlyAt(plan(input), input, ["clusters/prd"]);
  assert.equal(made.findings.map(({ code, remedy }) => [code, remedy]), [["plan/nothing-there", "Did you mean clusters/prod?"]]);
});

test("every step has one outcome, and what is written once or is no file is protected", () => {
  const now = treeOf({ "same.md": "a\n", "ours.md": "b\n", "once.md": { text: "c\n", ownership: "once" }, "link.md": "d\n", "new.md": "e\n" });
  const old = treeOf({ "same.md": "a\n", "ours.md": "a\n", "once.md": { text: "c\n", ownership: "once" }, "link.md": "d\n", "gone.md": "g\n" });
  const mine = new Map([...untouched(old), ...mineOf({ "once.md": "mine\n", "link.md": { bytes: new Uint8Array(), kind: "symlink", executable: false } })]);
  const made = planOf({ ...recordOf(old), mine, theirs: now });
  assert.equal(Object.fromEntries(made.steps.map((step) => [step.path, outcomeOf(step, made)])), { "gone.md": "removed", "link.md": "kept", "new.md": "written", "once.md": "protected", "ours.md": "written", "same.md": "unchanged" });
});

test.run();
