import fc from "fast-check";
import { diff3Merge } from "node-diff3";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { diffLines } from "../../generators/plan/diff-lines.ts";
import { planToJson, type Plan } from "../../generators/plan/index.ts";
import type { TreeFile } from "../../generators/tree.ts";
import { edit, edits, history, tree } from "./histories.ts";
import { applyInMemory, fileOf, planOf, recordAfter, recordOf, shown, untouched } from "./trees.ts";

const test = suite("plan: what holds for every repository");

test("an update with nothing new changes nothing, whatever people did", () => {
  fc.assert(
    fc.property(tree, edits, (emitted, changes) => {
      const mine = edit(untouched(emitted), changes);
      const known = new Map([...mine].filter(([name]) => emitted.has(name)));
      const made = planOf({ ...recordOf(emitted), mine: known, theirs: emitted });
      assert.equal(shown(applyInMemory(known, made)), shown(known));
      assert.ok(made.steps.every(({ action }) => action === "unchanged" || action === "keep"));
    }),
    { numRuns: 500 },
  );
});

test("an update of untouched files gives what a new repository would hold", () => {
  fc.assert(
    fc.property(history, ([old, now]) => {
      const fresh = planOf({ theirs: now });
      const made = planOf({ ...recordOf(old), mine: untouched(old), theirs: now });
      const result = shown(applyInMemory(untouched(old), made));
      const expected = shown(applyInMemory(new Map(), fresh));
      const seeded = new Set([...old, ...now].filter(([, { ownership }]) => ownership === "once").map(([name]) => name));
      for (const name of seeded) {
        delete result[name];
        delete expected[name];
      }
      assert.equal(result, expected);
      assert.equal(made.findings.filter(({ code }) => code !== "plan/orphaned"), []);
    }),
    { numRuns: 500 },
  );
});

test("no edited file is deleted or overwritten; a merge keeps every line that a person added", () => {
  fc.assert(
    fc.property(history, ([old, now, changes]) => {
      const mine = edit(untouched(old), changes);
      const made = planOf({ ...recordOf(old), mine, theirs: now });
      for (const step of made.steps) {
        const before = mine.get(step.path);
        const content = Buffer.from(before?.bytes ?? []).toString("utf8");
        const base = old.get(step.path)?.text ?? "";
        const unedited = before?.kind === "file" && plain(content) === base;
        // A file that we moved takes its edits along.
        const moved = step.action === "remove" && !unedited ? made.steps.find(({ because, action }) => action === "write" && because.endsWith(`, from ${step.path}`)) : undefined;
        if (step.action === "remove" || step.action === "replace") assert.ok(unedited || moved !== undefined, `${step.path} is edited`);
        if (step.action === "write") assert.is(before, undefined);
        const merged = step.action === "merge" ? step : moved;
        if (merged !== undefined) assertKept(merged.text ?? "", content, base);
      }
    }),
    { numRuns: 2000 },
  );
});

test("edits of a file go along when it is moved", () => {
  const [before, after] = ["{\n{\n  d: 4\nb: 2\n\n  d: 4\n}\nü\na: 1\ntext\n", "{\n}\nb: 2\nü\na: 1\n"].map((text) => ({ text, executable: false, ownership: "generated" as const }));
  const [old, now] = [new Map([["b.yaml", before as TreeFile]]), new Map([["d/e.yaml", after as TreeFile]])];
  const made = planOf({ ...recordOf(old), mine: edit(untouched(old), { "b.yaml": { kind: "edit", at: 0, line: "a: 1" } }), theirs: now });
  assert.equal(made.steps.map(({ path, action, text }) => [path, action, text]), [["b.yaml", "remove", undefined], ["d/e.yaml", "write", "a: 1\n{\n}\nb: 2\nü\na: 1\n"]]);
});

type Counts = Map<string, number>;
const plain = (content: string): string => content.replace(/^\uFEFF/, "").replaceAll("\r\n", "\n");
function counted(content: string): Counts {
  const counts: Counts = new Map();
  for (const each of content.split("\n")) if (each !== "") counts.set(each, (counts.get(each) ?? 0) + 1);
  return counts;
}

/** Every line that a person added is in the merged text, as often as they added it. */
function assertKept(merged: string, mine: string, base: string): void {
  const [kept, had, was] = [merged, mine, base].map((each) => counted(plain(each))) as [Counts, Counts, Counts];
  for (const [each, count] of had) assert.ok((kept.get(each) ?? 0) >= Math.min(count, count - (was.get(each) ?? 0)), `${JSON.stringify(each)} is lost`);
}

test("after any history of edits and updates a second update finds nothing to do", () => {
  fc.assert(
    fc.property(tree, fc.array(fc.tuple(tree, edits), { maxLength: 4 }), (first, rounds) => {
      let made: Plan = planOf({ theirs: first });
      let mine = applyInMemory(new Map(), made);
      for (const [now, changes] of rounds) {
        mine = edit(mine, changes);
        const known = () => new Map([...mine].filter(([name]) => now.has(name) || made.base.has(name)));
        const update = planOf({ ...recordAfter(made), mine: known(), theirs: now });
        mine = applyInMemory(mine, update);
        made = update;
        const again = planOf({ ...recordAfter(made), mine: known(), theirs: now });
        assert.equal(shown(applyInMemory(mine, again)), shown(mine));
        assert.equal([...again.base], [...update.base]);
      }
    }),
    { numRuns: 300 },
  );
});

test("a plan does not depend on the order of its inputs, and its JSON neither", () => {
  fc.assert(
    fc.property(history, ([old, now, changes]) => {
      const mine = edit(untouched(old), changes);
      const { base, emitted } = recordOf(old);
      const turned = <T>(map: ReadonlyMap<string, T>) => new Map([...map].reverse());
      const one = planOf({ base, ...(emitted && { emitted }), mine, theirs: now });
      const other = planOf({ base: turned(base), ...(emitted && { emitted: turned(emitted) }), mine: turned(mine), theirs: turned(now) });
      assert.is(JSON.stringify(planToJson(one)), JSON.stringify(planToJson(other)));
    }),
  );
});

test("the JSON of a plan says everything that is done to the disk", () => {
  fc.assert(
    fc.property(history, ([old, now, changes]) => {
      const mine = edit(untouched(old), changes);
      const made = planOf({ ...recordOf(old), mine, theirs: now });
      const read = JSON.parse(JSON.stringify(planToJson(made))) as Plan;
      assert.equal(shown(applyInMemory(mine, read)), shown(applyInMemory(mine, made)));
    }),
  );
});

test("a difference of lines leads from one text to the other, and no common line is in a hunk's ends", () => {
  const lines = fc.array(fc.constantFrom("a", "b", "c", "d", "e", "f", ""), { maxLength: 30 });
  fc.assert(
    fc.property(lines, lines, (a, b) => {
      const result: string[] = [];
      let at = 0;
      for (const { aStart, aLength, bStart, bLength } of diffLines(a, b)) {
        assert.ok(aLength + bLength > 0 && (aStart > at || at === 0));
        result.push(...a.slice(at, aStart), ...b.slice(bStart, bStart + bLength));
        at = aStart + aLength;
      }
      assert.equal([...result, ...a.slice(at)], b);
    }),
    { numRuns: 2000 },
  );
});

test("lines that stand many times are matched too", () => {
  const [a, b] = ["ABABABAB", "ACABABDB"].map((letters) => letters.split("")) as [string[], string[]];
  assert.equal(diffLines(a, b).map(({ aStart, aLength, bLength }) => [aStart, aLength, bLength]), [[1, 1, 1], [6, 1, 1]]);
});

test("where every line is different the merge is the one that diff3 makes", () => {
  const base = fc.integer({ min: 1, max: 15 }).map((length) => Array.from({ length }, (_, index) => `base ${index}`));
  const change = (side: string) => fc.array(fc.record({ at: fc.nat(15), remove: fc.nat(2), add: fc.nat(2) }), { maxLength: 3 }).map((changes) => ({ side, changes }));
  const carryOut = (lines: readonly string[], { side, changes }: { side: string; changes: readonly { at: number; remove: number; add: number }[] }) => {
    const result = [...lines];
    changes.forEach(({ at, remove, add }, index) => result.splice(at % (result.length + 1), remove, ...Array.from({ length: add }, (_, k) => `${side} ${index}.${k}`)));
    return result;
  };
  fc.assert(
    fc.property(base, change("same"), change("mine"), change("theirs"), (start, both, left, right) => {
      const [mine, theirs] = [carryOut(carryOut(start, both), left), carryOut(carryOut(start, both), right)];
      const join = (lines: readonly string[]) => lines.map((each) => `${each}\n`).join("");
      fc.pre(join(mine) !== join(start) && join(theirs) !== join(start) && join(mine) !== join(theirs));
      const regions = diff3Merge(mine, start, theirs, { excludeFalseConflicts: true });
      const conflict = regions.some((region) => region.conflict !== undefined);
      const expected = conflict ? undefined : join(regions.flatMap((region) => region.ok ?? []));
      const { steps, findings } = planOf({ base: new Map([["p", [join(start)]]]), mine: new Map([["p", fileOf(join(mine))]]), theirs: new Map([["p", { text: join(theirs), executable: false, ownership: "generated" as const }]]) });
      assert.is(findings.length > 0 ? undefined : (steps[0]?.text ?? join(mine)), expected);
      // Of a conflict every line of mine stays; what is beside it is merged.
      if (conflict) assert.equal(regions.flatMap((region) => region.ok ?? region.conflict?.a ?? []).map((each) => `${each}\n`).join(""), steps[0]?.text ?? join(mine));
    }),
    { numRuns: 2000 },
  );
});

test.run();
