/**
 * Two years of edits on what the first release emitted, then an update by the generator of today. What it does is kept as a report
 * to be read line by line; `UPDATE_GOLDEN=1` renews it.
 */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { unifiedDiff, type Plan } from "../../generators/plan/index.ts";
import { snapshot } from "../apply/scratch.ts";
import { inTemporary, run } from "../cli/run.ts";
import { fileOf } from "../plan/trees.ts";
import { EXAMPLES, unpackFirstRelease } from "./first-release.ts";
import { TWO_YEARS } from "./two-years.ts";

const test = suite("history: a platform of the first release, edited for two years");

type Found = Readonly<Record<string, string>>;
const golden = join(import.meta.dirname, "../fixtures/upgrade/expected");

/** Everything but folders, and the record, which `check` judges. */
const filesOf = (found: Found): Found => Object.fromEntries(Object.entries(found).filter(([path]) => !path.endsWith("/") && !/^\.temporal-platform\/(base|lock)/.test(path)));
const textOf = (entry = ""): string => Buffer.from(entry.replace(/^\d+ /, ""), "latin1").toString("utf8");
const modeOf = (entry = ""): string => /^(\d+|link)/.exec(entry)?.[1] ?? "";

const onlyStep = (path: string, text: string): Plan => ({ steps: [{ path, action: "merge", because: "", text }], base: new Map(), emitted: new Map(), findings: [] });

/** By name what is new, removed, or updated without an edit in it; of what the team edited the difference. */
function report(origin: Found, before: Found, after: Found): string {
  const paths = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
  return paths.flatMap((path) => {
    const [old, now] = [before[path], after[path]];
    if (old === now) return [];
    if (old === undefined) return [`new: ${path}\n`];
    if (now === undefined) return [`removed: ${path}\n`];
    if (old === origin[path]) return [`updated: ${path}\n`];
    return [...(modeOf(old) === modeOf(now) ? [] : [`mode of ${path}: ${modeOf(old)} to ${modeOf(now)}\n`]), unifiedDiff(onlyStep(path, textOf(now)), new Map([[path, fileOf(textOf(old))]]))];
  }).join("");
}

/** Applies the edits, updates, and gives what was before and after with what the program said. */
function upgrade(folder: string, name: (typeof EXAMPLES)[number], edits: boolean): { origin: Found; before: Found; after: Found; said: string; code: number | null } {
  unpackFirstRelease(folder, name);
  const origin = filesOf(snapshot(folder));
  if (edits) for (const edit of Object.values(TWO_YEARS[name])) edit(folder);
  const before = filesOf(snapshot(folder));
  const { code, err } = run(["update", "."], { cwd: folder });
  return { origin, before, after: filesOf(snapshot(folder)), said: err, code };
}

/** What falls short: a comment that changes in front of an item of a list whose items have no name, where the list was edited too. */
const NOT_TAKEN: Readonly<Record<(typeof EXAMPLES)[number], readonly string[]>> = {
  homelab: [],
  "enterprise-azure": ["clusters/prod-azure-westeurope/observability/expectations.yaml, the platform's:         # Kubernetes namespace of deployments."],
};

for (const name of EXAMPLES) {
  test(`${name}: the update is the one that was read and found good`, () =>
    inTemporary((folder) => {
      const { origin, before, after, said, code } = upgrade(folder, name, true);
      const made = `exit code ${code}\n\n${said}\n${report(origin, before, after)}`;
      mkdirSync(golden, { recursive: true });
      if (process.env["UPDATE_GOLDEN"] === "1") writeFileSync(join(golden, `${name}.txt`), made);
      assert.fixture(made, readFileSync(join(golden, `${name}.txt`), "utf8"));
    }));

  test(`${name}: every line that the team wrote is there, and so is every change of the new version in a place that nobody edited`, () => {
    const plain = inTemporary((folder) => upgrade(folder, name, false));
    const edited = inTemporary((folder) => upgrade(folder, name, true));
    const lost: string[] = [];
    for (const [path, mine] of Object.entries(edited.before)) {
      const base = plain.before[path];
      if (base === mine) {
        if (edited.after[path] !== plain.after[path]) lost.push(`${path} is not as in a platform that nobody edited`);
        continue;
      }
      if (edited.after[path] === undefined) lost.push(`${path} is gone`);
      const [had, has] = [base, edited.after[path]].map((entry) => textOf(entry).replaceAll("\r", "").split("\n")) as [string[], string[]];
      for (const line of textOf(mine).replaceAll("\r", "").split("\n")) if (!had.includes(line) && !has.includes(line)) lost.push(`${path}: ${line}`);
      if (base === undefined || edited.after[path] === undefined) continue;
      const ours = textOf(plain.after[path]).split("\n");
      for (const line of ours) if (!had.includes(line) && !has.includes(line)) lost.push(`${path}, the platform's: ${line}`);
    }
    const told = new Set([...edited.said.matchAll(/^warning plan\/conflict.*\n {2}at ([^\n:]+)/gm)].map(([, path]) => path));
    assert.equal(lost.filter((line) => !(line.includes(", the platform's: ") && told.has(line.split(",")[0] ?? ""))), NOT_TAKEN[name]);
  });

  test(`${name}: the next update finds nothing to do, and a check says that it is edited`, () =>
    inTemporary((folder) => {
      upgrade(folder, name, true);
      const before = snapshot(folder);
      assert.is(run(["update", "."], { cwd: folder }).code, 0);
      assert.equal(snapshot(folder), before);
      assert.is(run(["check", "."], { cwd: folder }).code, 0);
      rmSync(folder, { recursive: true, force: true });
    }));
}

test.run();
