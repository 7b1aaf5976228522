/** The fourteen properties that regeneration promises, each by its number in the research it comes from; those about merges stand in merging.test.ts and years.test.ts. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { parseDocument } from "yaml";
import { applyUpdate, readRepository, recover } from "../../generators/apply/index.ts";
import { generate } from "../../generators/cli/generate.ts";
import { isError } from "../../generators/finding.ts";
import { plan, planToJson, type Plan } from "../../generators/plan/index.ts";
import { inScratch, makeNew, nextId, provenance, put, snapshot } from "../apply/scratch.ts";
import { applyInMemory, shown, untouched } from "../plan/trees.ts";
import { edit, history } from "../plan/histories.ts";
import { faultsOf } from "../properties/judge-platform.ts";
import { carryOut, emittedBy, nextVersion, script } from "./edit-scripts.ts";
import { unitsOf } from "./lines.ts";
import { holds } from "./runs.ts";
import { PLATFORMS, slice } from "./slices.ts";
import { updated } from "./updates.ts";
import { Death, watched } from "./watched.ts";

const test = suite("history: what regeneration promises");

test("P1 generating twice gives the same bytes", () => {
  for (const { answers, tree } of PLATFORMS) assert.equal([...(generate(answers, "platform.yaml").generated?.tree ?? [])], [...tree]);
});

test("P8 answers that were recorded are read back as they were, and the order of their keys means nothing", () => {
  for (const { answers, tree } of PLATFORMS) {
    const first = generate(answers, "platform.yaml").generated;
    const again = generate(first?.platformYaml ?? "", "platform.yaml").generated;
    assert.is(again?.platformYaml, first?.platformYaml);
    assert.equal([...(again?.tree ?? [])], [...tree]);
    const turned = parseDocument(first?.platformYaml ?? "");
    if ("items" in (turned.contents ?? {})) (turned.contents as unknown as { items: unknown[] }).items.reverse();
    assert.equal([...(generate(String(turned), "platform.yaml").generated?.tree ?? [])], [...tree]);
  }
});

test("P10 every output of valid answers passes all schemas", async () => {
  for (const { answers } of PLATFORMS.slice(0, 4)) assert.equal((await faultsOf(answers)).faults, []);
});

test("P11 a plan does not depend on the order in which a disk lists its files", () =>
  holds(6, fc.tuple(slice, script, nextVersion), ([tree, edits, changes]) => {
    const [mine, now] = [carryOut(untouched(tree), edits), emittedBy(tree, changes, 1)];
    const turned = <T>(map: ReadonlyMap<string, T>) => new Map([...map].reverse());
    assert.equal(planToJson(updated(turned(mine), turned(tree), turned(now))), planToJson(updated(mine, tree, now)));
  }));

test("P12 an update that ends at any write leaves the old or the new state, whatever it was to do", () =>
  holds(4, fc.tuple(history, fc.nat(999)), ([[old, now, changes], place]) =>
    inScratch(async (scratch) => {
      const folder = join(scratch, "p");
      await makeNew(folder, old);
      for (const [path, { kind, bytes }] of edit(untouched(old), changes)) if (kind === "file") put(folder, path, bytes);
      const before = snapshot(folder);
      const end = async (dies: number) => {
        let count = 0;
        const judge = ({ changes: isChange }: { changes: boolean }) => {
          if (isChange && (count += 1) > dies) throw new Death();
        };
        const made = plan({ ...readRepository(folder, now.keys()), theirs: now });
        await watched(folder, judge, () => applyUpdate(folder, made, provenance, nextId())).catch((error: unknown) => {
          if (!(error instanceof Death)) throw error;
        });
        return count;
      };
      await end(place % 60);
      assert.not.ok((await recover(folder)).some(isError));
      const after = snapshot(folder);
      if (JSON.stringify(after) === JSON.stringify(before)) return;
      await end(Infinity);
      assert.equal(snapshot(folder), after);
    }),
  ));

test("P13 the plan that is shown is the plan that is applied", () =>
  holds(6, fc.tuple(slice, script, nextVersion), ([tree, edits, changes]) => {
    const mine = carryOut(untouched(tree), edits);
    const made = updated(mine, tree, emittedBy(tree, changes, 1));
    const read = JSON.parse(JSON.stringify(planToJson(made))) as Plan;
    assert.equal(shown(applyInMemory(mine, read)), shown(applyInMemory(mine, made)));
  }));

test("the examples are among the platforms, and hold enough for an edit to meet a change", () => {
  assert.ok(PLATFORMS.length >= 5, `${PLATFORMS.length} platforms`);
  assert.is(PLATFORMS[0]?.answers, readFileSync(join(import.meta.dirname, "../../examples/homelab.yaml"), "utf8"));
  assert.ok(PLATFORMS.every(({ tree }) => [...tree.values()].flatMap(({ text }) => unitsOf(text)).length > 100));
});

test.run();
