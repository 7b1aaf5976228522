import { chmodSync, mkdirSync, rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { applyUpdate, readRepository } from "../../generators/apply/index.ts";
import { plan, type MineFile } from "../../generators/plan/index.ts";
import { applyInMemory, shown, untouched } from "../plan/trees.ts";
import { edit, history } from "../plan/histories.ts";
import { inScratch, makeNew, nextId, provenance, put, snapshot, withoutRecord } from "./scratch.ts";

const test = suite("apply: what holds for every repository");

function write(folder: string, mine: ReadonlyMap<string, MineFile>): void {
  for (const [path, { kind, bytes, executable }] of mine) {
    rmSync(join(folder, path), { force: true });
    put(folder, path, bytes);
    if (kind === "file") chmodSync(join(folder, path), executable ? 0o755 : 0o644);
    else {
      rmSync(join(folder, path));
      symlinkSync("nowhere", join(folder, path));
    }
  }
}

const files = (folder: string): Record<string, string> => Object.fromEntries(Object.entries(withoutRecord(snapshot(folder))).filter(([path]) => !path.endsWith("/")));

test("what is on disk after an update is what the plan says, and the next one finds nothing to do", () =>
  fc.assert(
    fc.asyncProperty(history, ([old, now, changes]) =>
      inScratch(async (scratch) => {
        const [folder, expected] = [join(scratch, "p"), join(scratch, "expected")];
        await makeNew(folder, old);
        const mine = edit(untouched(old), changes);
        for (const path of old.keys()) rmSync(join(folder, path));
        write(folder, mine);
        const repository = readRepository(folder, now.keys());
        assert.equal(repository.findings, []);
        const known = new Map([...mine].filter(([path]) => old.has(path) || now.has(path)));
        assert.equal(shown(repository.mine), shown(known));
        const made = plan({ ...repository, theirs: now });
        assert.equal(await applyUpdate(folder, made, provenance, nextId()), []);
        mkdirSync(expected);
        write(expected, applyInMemory(mine, made));
        assert.equal(files(folder), files(expected));
        const again = plan({ ...readRepository(folder, now.keys()), theirs: now });
        assert.ok(again.steps.every(({ action }) => action === "keep" || action === "unchanged"));
      }),
    ),
    { numRuns: 40 },
  ));

test.run();
