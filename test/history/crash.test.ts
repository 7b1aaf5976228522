/** Whatever ends a run, the repository is as before or as afterwards, and nothing that a person wrote is lost. */
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { Durable } from "./durable.ts";
import { chance } from "./seed.ts";
import { settled, SOAK, staged, TRIED } from "./settled.ts";
import type { Stage } from "./situations.ts";
import { Death, watched, type Call } from "./watched.ts";

const test = suite("history: a run that ends at any call");

/** Runs the command until its n-th change, where the process ends. */
async function die(stage: Stage, folder: string, target: string, n: number, durable?: Durable): Promise<void> {
  let [changes, dead] = [0, false];
  const judge = ({ changes: isChange }: Call) => {
    if (isChange) changes += 1;
    if (dead || changes > n) {
      dead = true;
      throw new Death();
    }
  };
  try {
    await watched(folder, judge, () => stage.situation.command(target), durable);
  } catch (error) {
    if (!(error instanceof Death)) throw error;
  }
  assert.ok(dead);
}

for (const situation of TRIED) {
  test(`${situation.name}: a process that ends before any change leaves the old state or the new one`, () =>
    staged(situation, async (stage) => {
      const changes = stage.calls.filter((call) => call.changes);
      assert.ok(changes.length > 10);
      const seen = new Set<string>();
      for (let n = 0; n < changes.length; n += 1) {
        await stage.play(async (folder, target) => {
          await die(stage, folder, target, n);
          seen.add(await settled(stage, folder, target, `${changes[n]?.name} ${changes[n]?.path}`));
        });
      }
      assert.ok(seen.has("new"));
    }));

  test(`${situation.name}: power that fails before any change loses what was not flushed, and nothing else`, () =>
    staged(situation, async (stage) => {
      const changes = stage.calls.filter((call) => call.changes);
      for (let n = 0; n < changes.length; n += 1) {
        const random = chance(n);
        const selections = Object.entries<(index: number) => boolean>({ nothing: () => false, "one half": () => random() < 0.5, ...(SOAK && { everything: () => true, few: () => random() < 0.1, most: () => random() < 0.9, "the other half": () => random() < 0.5 }) });
        for (const [what, survives] of SOAK ? selections : selections.slice(n % 2, (n % 2) + 1)) {
          await stage.play(async (folder, target) => {
            const durable = new Durable(folder);
            await die(stage, folder, target, n, durable);
            durable.losePower(survives);
            await settled(stage, folder, target, `${what} survived at ${changes[n]?.name} ${changes[n]?.path}`);
          });
        }
      }
    }));
}

test.run();
