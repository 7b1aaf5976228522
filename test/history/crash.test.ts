/** Whatever ends a run, the repository is as before or as afterwards, and nothing that a person wrote is lost. */
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { recover } from "../../generators/apply/index.ts";
import { isError, type Finding } from "../../generators/finding.ts";
import { codes, snapshot } from "../apply/scratch.ts";
import { Durable } from "./durable.ts";
import { chance } from "./seed.ts";
import { SITUATIONS, Stage } from "./situations.ts";
import { Death, watched, type Call } from "./watched.ts";

const test = suite("history: a run that ends at any call");

/** With `SOAK=1` every fault at every call; otherwise they take turns. */
const SOAK = process.env["SOAK"] === "1";

type Found = Readonly<Record<string, string>>;
/** A folder that cannot be removed once it is empty stays: it is no content. */
const withoutEmptyFolders = (found: Found): Found => Object.fromEntries(Object.entries(found).filter(([path]) => !path.endsWith("/") || Object.keys(found).some((other) => other.startsWith(path) && !other.endsWith("/"))));

/** Says whether the state is the new one; any third state fails. A recovery afterwards finds nothing to do, and the command gets through. */
async function settled(stage: Stage, folder: string, target: string, where: string, view: (found: Found) => Found = (found) => found): Promise<"old" | "new"> {
  const recovered = await recover(target);
  assert.not.ok(recovered.some(isError), `${where}: ${codes(recovered).join()}`);
  const after = view(snapshot(folder));
  const isNew = JSON.stringify(after) === JSON.stringify(view(stage.now));
  if (!isNew) assert.equal(after, view(stage.old), where);
  assert.equal(await recover(target), [], where);
  if (!isNew) {
    const again = await stage.situation.command(target);
    assert.not.ok(again.some(isError), `${where}: ${codes(again).join()}`);
    assert.equal(view(snapshot(folder)), view(stage.now), where);
  }
  return isNew ? "new" : "old";
}

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

const ERRORS = {
  ENOSPC: ({ name }: Call) => ["create", "write", "mkdir", "rename", "fsync"].includes(name),
  EROFS: ({ changes }: Call) => changes,
  EIO: () => true,
  EACCES: () => true,
  EMFILE: ({ name }: Call) => ["open", "create", "readdir"].includes(name),
} as const;

/** Runs the command with an error at its n-th call, once or from then on at every call of that kind. */
async function fail(stage: Stage, folder: string, target: string, n: number, code: keyof typeof ERRORS, lasting: boolean): Promise<readonly Finding[]> {
  let at = -1;
  const judge = (call: Call) => {
    at += 1;
    if (at === n || (lasting && at > n && ERRORS[code](call) && (call.changes || code !== "EACCES"))) throw Object.assign(new Error(`${code}: made up, ${call.name}`), { code, path: call.path });
  };
  return watched(folder, judge, () => stage.situation.command(target));
}

/** `ONLY` picks situations by a part of their name. */
for (const situation of SITUATIONS.filter(({ name }) => name.includes(process.env["ONLY"] ?? ""))) {
  const staged = async (body: (stage: Stage) => Promise<void>) => {
    const stage = await Stage.open(situation);
    try {
      await body(stage);
    } finally {
      stage.close();
    }
  };

  test(`${situation.name}: a process that ends before any change leaves the old state or the new one`, () =>
    staged(async (stage) => {
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
    staged(async (stage) => {
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

  for (const lasting of [false, true]) {
    test(`${situation.name}: an error ${lasting ? "that stays" : "once"} at any call is told, and leaves the old state or the new one`, () =>
      staged(async (stage) => {
        for (const [n, call] of stage.calls.entries()) {
          if (!SOAK && (n % 2 === 0) === lasting) continue;
          const possible = (Object.keys(ERRORS) as (keyof typeof ERRORS)[]).filter((code) => ERRORS[code](call));
          for (const code of SOAK ? possible : possible.slice(n % possible.length, (n % possible.length) + 1)) {
            await stage.play(async (folder, target) => {
              const where = `${code} at ${call.name} ${call.path}`;
              const findings = await fail(stage, folder, target, n, code, lasting);
              for (const { reason, remedy } of findings) assert.ok(reason.length > 20 && remedy.length > 10);
              const told = findings.filter(isError);
              const state = await settled(stage, folder, target, where, withoutEmptyFolders);
              if (told.length === 0) assert.is(state, "new", `${where}: nothing was told, and nothing was done`);
              else assert.ok(told.some(({ reason, code: slug }) => reason.includes(code) || slug === "apply/unfinished"), `${where}: ${told.map(({ reason }) => reason).join()}`);
            });
          }
        }
      }));
  }
}

test.run();
