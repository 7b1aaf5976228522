/** Of the fourteen properties that regeneration promises: the one about many updates (P14). */
import fc from "fast-check";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import type { MineFile, Plan } from "../../generators/plan/index.ts";
import type { Tree } from "../../generators/tree.ts";
import { applyInMemory, planOf, recordAfter, shown, untouched } from "../plan/trees.ts";
import { carryOut, emittedBy, marksIn, nextVersion, script, textsOf } from "./edit-scripts.ts";
import { holds } from "./runs.ts";
import { slice } from "./slices.ts";

const test = suite("history: updates one after the other");

test("P14 over five updates with edits in between nothing that a person wrote is lost, and a second update finds nothing to do", () =>
  holds(14, fc.tuple(slice, fc.array(fc.tuple(script, nextVersion), { minLength: 5, maxLength: 5 })), ([first, rounds]) => {
    let [mine, made, now]: [Map<string, MineFile>, Plan, Tree] = [untouched(first), planOf({ theirs: first }), first];
    for (const [round, [edits, changes]] of rounds.entries()) {
      mine = carryOut(mine, edits, round);
      now = emittedBy(now, changes, round);
      const onDisk = () => new Map([...mine].filter(([path]) => now.has(path) || made.base.has(path)));
      const update = planOf({ ...recordAfter(made), mine: onDisk(), theirs: now });
      const after = applyInMemory(mine, update);
      assert.equal(marksIn(textsOf(after).values()), marksIn(textsOf(mine).values()), `round ${round}`);
      [mine, made] = [after, update];
      const again = planOf({ ...recordAfter(made), mine: onDisk(), theirs: now });
      assert.equal(shown(applyInMemory(mine, again)), shown(mine), `round ${round}`);
    }
  }));

test.run();
