import fc from "fast-check";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { JSON_PARTS, outlineJson } from "../../generators/plan/json-parts.ts";
import { mineOf, planOf, treeOf } from "./trees.ts";

const test = suite("plan: JSON that both sides changed");
const RUNS = process.env["CI"] ? 2000 : 400;

const style = fc.record({ indent: fc.constantFrom("", "  ", "    ", "\t"), end: fc.constantFrom("", "\n") });
const write = (data: unknown, { indent, end }: { indent: string; end: string }): string => JSON.stringify(data, null, indent) + end;

test("parts lose no byte of a JSON text and have its data", () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 4 }), style, (data, how) => {
      const text = write(data, how);
      const part = outlineJson(text);
      assert.is(part && JSON_PARTS.textOf(part), text);
      assert.equal(part?.data, JSON.parse(text));
    }),
    { numRuns: RUNS },
  );
});

test("what is no JSON, or has a key twice, is not cut into parts", () => {
  for (const text of ["", "{", "[1,]", '{"a":1,"a":2}', "{} {}", '{\n  "a": 1,\n}\n', "// a\n{}\n", '{"a" 1}', "nul", '{\n  "a": 1 "b": 2\n}']) assert.is(outlineJson(text), undefined, text);
});

interface Panel { id: number; title: string; targets: { refId: string; expr: string }[] }
const panels: fc.Arbitrary<Panel[]> = fc.uniqueArray(fc.nat(9), { minLength: 1, maxLength: 5 }).map((ids) => ids.map((id) => ({ id, title: `panel ${id}`, targets: [{ refId: "A", expr: "a" }, { refId: "B", expr: "b" }] })));

test("changes of different values never conflict, in any style of the person", () => {
  fc.assert(
    fc.property(panels, style, fc.infiniteStream(fc.boolean()), fc.boolean(), (list, how, coins, reversed) => {
      const flip = (): boolean => coins.next().value as boolean;
      const choices = list.map(() => ({ title: flip(), expr: flip(), other: flip() }));
      const made = (mine: boolean, theirs: boolean) => ({
        title: "board",
        ...(mine && { mine: true }),
        panels: [
          ...list.map((panel, index) => ({ ...panel, title: mine && choices[index]!.title ? "ours" : panel.title, targets: panel.targets.map((target) => ({ ...target, expr: (target.refId === "A" ? mine && choices[index]!.expr : theirs && choices[index]!.other) ? "changed" : target.expr })) })),
          ...(theirs ? [{ id: 100, title: "new", targets: [] }] : []),
        ],
        ...(theirs && { theirs: [1, { a: null }] }),
      });
      const turned = (board: ReturnType<typeof made>) => (reversed ? { ...board, panels: [...board.panels].reverse() } : board);
      const mine = write(turned(made(true, false)), how);
      const plan = planOf({ base: new Map([["d.json", [write(made(false, false), { indent: "  ", end: "\n" })]]]), mine: mineOf({ "d.json": mine }), theirs: treeOf({ "d.json": write(made(false, true), { indent: "  ", end: "\n" }) }) });
      assert.equal(plan.findings, []);
      const text = plan.steps[0]?.text ?? mine;
      const sorted = (board: ReturnType<typeof made>) => ({ ...board, panels: [...board.panels].sort((a, b) => a.id - b.id) });
      assert.equal(sorted(JSON.parse(text) as ReturnType<typeof made>), sorted(made(true, true)));
      assert.is(text, write(JSON.parse(text), how), "the style of the person stays");
    }),
    { numRuns: RUNS },
  );
});

test.run();
