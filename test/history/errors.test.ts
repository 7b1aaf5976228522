/** Whatever the system refuses, the repository is as before or as afterwards, and the person is told. */
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { isError, type Finding } from "../../generators/finding.ts";
import { settled, SOAK, staged, TRIED, withoutEmptyFolders } from "./settled.ts";
import type { Stage } from "./situations.ts";
import { watched, type Call } from "./watched.ts";

const test = suite("history: an error at any call");

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

for (const situation of TRIED) {
  for (const lasting of [false, true]) {
    test(`${situation.name}: an error ${lasting ? "that stays" : "once"} at any call is told, and leaves the old state or the new one`, () =>
      staged(situation, async (stage) => {
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
