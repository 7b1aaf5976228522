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

/** By name what is new, removed, or updated without an edit in it; of what the team edited, or moved with its edits, the difference. */
function report(origin: Found, before: Found, after: Found, plain: Found): string {
  const paths = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
  return paths.flatMap((path) => {
    const [old, now] = [before[path], after[path]];
    if (old === now) return [];
    if (old === undefined && now === plain[path]) return [`new: ${path}\n`];
    if (old === undefined) return [`new, with edits in it: ${unifiedDiff(onlyStep(path, textOf(now)), new Map([[path, fileOf(textOf(plain[path]))]]))}`];
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

const outcomes = new Map<string, ReturnType<typeof upgrade>>();
/** Each upgrade is made once: it takes seconds. */
function outcomeOf(name: (typeof EXAMPLES)[number], edits: boolean): ReturnType<typeof upgrade> {
  const known = outcomes.get(`${name} ${edits}`) ?? inTemporary((folder) => upgrade(folder, name, edits));
  outcomes.set(`${name} ${edits}`, known);
  return known;
}

/** A file that the new version has elsewhere took the team's lines with it, to one that was not there before. */
function movedTo(found: Found, before: Found, lines: readonly string[]): string | undefined {
  return Object.keys(found).find((path) => before[path] === undefined && lines.every((line) => textOf(found[path]).split("\n").includes(line)));
}

for (const name of EXAMPLES) {
  test(`${name}: the update is the one that was read and found good`, () => {
    const [{ origin, before, after, said, code }, plain] = [outcomeOf(name, true), outcomeOf(name, false).after];
    const made = `exit code ${code}\n\n${said}\n${report(origin, before, after, plain)}`;
    mkdirSync(golden, { recursive: true });
    if (process.env["UPDATE_GOLDEN"] === "1") writeFileSync(join(golden, `${name}.txt`), made);
    assert.fixture(made, readFileSync(join(golden, `${name}.txt`), "utf8"));
  });

  test(`${name}: every line that the team wrote is there, and so is every change of the new version in a place that nobody edited`, () => {
    const [plain, edited] = [outcomeOf(name, false), outcomeOf(name, true)];
    const lost: string[] = [];
    for (const [path, mine] of Object.entries(edited.before)) {
      const base = plain.before[path];
      if (base === mine) {
        if (edited.after[path] !== plain.after[path]) lost.push(`${path} is not as in a platform that nobody edited`);
        continue;
      }
      // A file that was only renamed has no line of the team: it is, at its new name, what it would be at its old one.
      const old = base === undefined ? Object.keys(plain.before).find((each) => plain.before[each] === mine && edited.before[each] === undefined) : undefined;
      if (old !== undefined) {
        if (edited.after[path] !== plain.after[old]) lost.push(`${path} is not as ${old} in a platform that nobody edited`);
        continue;
      }
      const linesOf = (entry: string | undefined): string[] => textOf(entry).replaceAll("\r", "").split("\n");
      // A file under a name of the team's may be one of the platform's, renamed.
      const emitted = new Set(base === undefined ? Object.values(plain.before).flatMap(linesOf) : linesOf(base));
      const own = linesOf(mine).filter((line) => !emitted.has(line));
      const place = edited.after[path] === undefined ? movedTo(edited.after, edited.before, own) : path;
      if (place === undefined) lost.push(`${path} is gone`);
      const has = linesOf(edited.after[place ?? ""]);
      for (const line of own) if (!has.includes(line)) lost.push(`${path}: ${line}`);
      if (base === undefined || place === undefined) continue;
      for (const line of linesOf(plain.after[place])) if (!linesOf(base).includes(line) && !has.includes(line)) lost.push(`${path}, the platform's: ${line}`);
    }
    const told = new Set([...edited.said.matchAll(/^warning plan\/conflict.*\n {2}at ([^\n:]+)/gm)].map(([, path]) => path));
    assert.equal(lost.filter((line) => !(line.includes(", the platform's: ") && told.has(line.split(",")[0] ?? ""))), []);
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
