import { existsSync, lstatSync, readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { parse } from "yaml";
import { decodeText, plan, type MineFile, type Plan, type PlanInput } from "../../generators/plan/index.ts";
import type { Tree } from "../../generators/tree.ts";
import { applyInMemory, recordOf } from "./trees.ts";

/** One folder per case: `base`, `ours` (a person's), `theirs` (the platform's), `expected`, and what the plan says about it. */
export const CORPUS = join(import.meta.dirname, "../fixtures/merge");

/** `report.yaml` of a case. */
export interface Report {
  /** One sentence: what happened on both sides. */
  readonly why: string;
  /** Number in the checklist of update scenarios. */
  readonly scenario?: number;
  /** Paths that are written once. */
  readonly once?: readonly string[];
  /** Path of the answers, which are a person's and filled in. */
  readonly answers?: string;
  /** Files of ours whose names Git cannot hold on every system; and what they are afterwards, where that is something else. */
  readonly besides?: Readonly<Record<string, string>>;
  readonly after?: Readonly<Record<string, string>>;
  /** Path → action; `keep` and `unchanged` are left out where base, ours and theirs are one text. */
  readonly files: Readonly<Record<string, string>>;
  readonly conflicts?: readonly Conflict[];
  /** Everything else that is said: `code file`. */
  readonly findings?: readonly string[];
}

export interface Conflict {
  readonly file: string;
  readonly path?: string;
  readonly line: number;
  readonly base: string;
  readonly yours: string;
  readonly platforms: string;
}

export interface Case {
  readonly name: string;
  readonly report: Report;
  readonly base: Tree;
  readonly ours: ReadonlyMap<string, MineFile>;
  readonly theirs: Tree;
  readonly expected: ReadonlyMap<string, MineFile>;
}

export const caseNames = (): string[] => readdirSync(CORPUS, { withFileTypes: true }).filter((entry) => entry.isDirectory()).map(({ name }) => name).sort();

export function readCase(name: string): Case {
  const report = parse(readFileSync(join(CORPUS, name, "report.yaml"), "utf8")) as Report;
  const read = (side: string): Map<string, MineFile> => filesOf(join(CORPUS, name, side));
  const files = (texts: Readonly<Record<string, string>> = {}) => Object.entries(texts).map(([path, text]): [string, MineFile] => [path, { bytes: Buffer.from(text), kind: "file", executable: false }]);
  const tree = (files: ReadonlyMap<string, MineFile>): Tree =>
    new Map([...files].map(([path, { bytes, executable }]) => [path, { text: decodeText(bytes) ?? "", executable, ownership: report.once?.includes(path) === true ? ("once" as const) : ("generated" as const) }]));
  return { name, report, base: tree(read("base")), ours: new Map([...read("ours"), ...files(report.besides)]), theirs: tree(read("theirs")), expected: new Map([...read("expected"), ...files(report.besides), ...files(report.after)]) };
}

function filesOf(root: string): Map<string, MineFile> {
  const files = new Map<string, MineFile>();
  if (!existsSync(root)) return files;
  for (const name of readdirSync(root, { recursive: true, encoding: "utf8" }).sort()) {
    const status = lstatSync(join(root, name));
    const path = relative(root, join(root, name));
    if (status.isSymbolicLink()) files.set(path, { bytes: new Uint8Array(), kind: "symlink", executable: false });
    else if (status.isFile()) files.set(path, { bytes: readFileSync(join(root, name)), kind: "file", executable: (status.mode & 0o100) !== 0 });
  }
  return files;
}

/** What `update` hands to the plan for this case: what is at a path of ours, and beside them every other text. */
export function inputOf({ base, ours, theirs, report }: Case): PlanInput {
  const paths = new Set([...base.keys(), ...theirs.keys()]);
  const mine = new Map([...ours].filter(([path]) => paths.has(path)));
  for (const path of paths) if (!ours.has(path) && [...ours.keys()].some((other) => other.startsWith(`${path}/`))) mine.set(path, { bytes: new Uint8Array(), kind: "other", executable: false });
  const beside: Tree = new Map([...ours].flatMap(([path, { bytes, executable, kind }]) => {
    const text = paths.has(path) || kind !== "file" ? undefined : decodeText(bytes);
    return text === undefined ? [] : [[path, { text, executable, ownership: "generated" as const }] as const];
  }));
  const answers = report.answers;
  if (answers === undefined) return { ...recordOf(base), mine, theirs, beside };
  const without = <T>(map: ReadonlyMap<string, T>): Map<string, T> => new Map([...map].filter(([path]) => path !== answers));
  const before = ours.get(answers);
  return { ...recordOf(without(base)), mine: without(mine), theirs: without(theirs), beside: without(beside), answersFile: { path: answers, before: before && decodeText(before.bytes), after: theirs.get(answers)?.text ?? "" } };
}

/** The plan of a case, and the repository after it. */
export function settle(each: Case): { readonly made: Plan; readonly result: ReadonlyMap<string, MineFile> } {
  const made = plan(inputOf(each));
  return { made, result: applyInMemory(each.ours, made) };
}

/** A plan in the form of `report.yaml`. */
export function reportOf(each: Case, made: Plan): Pick<Report, "files"> & { conflicts: readonly Conflict[]; findings: readonly string[] } {
  const same = (path: string): boolean => {
    const file = each.ours.get(path);
    const [base, theirs] = [each.base.get(path), each.theirs.get(path)];
    return base !== undefined && theirs?.text === base.text && theirs.executable === base.executable && file?.kind === "file" && Buffer.from(file.bytes).equals(Buffer.from(base.text));
  };
  const files = Object.fromEntries(made.steps.filter(({ path }) => !same(path)).map(({ path, action }) => [path, action]));
  const conflicts = made.findings.flatMap(({ code, file = "", line = 0, path, reason }): Conflict[] => {
    const values = code === "plan/conflict" ? /Yours: (.*)\. The platform's: (.*)\. Before: (.*)\.$/.exec(reason) : null;
    return values === null ? [] : [{ file, ...(path !== undefined && { path }), line, base: values[3] ?? "", yours: values[1] ?? "", platforms: values[2] ?? "" }];
  });
  const findings = made.findings.filter(({ code, reason }) => code !== "plan/conflict" || !reason.includes("Yours: ")).map(({ code, file }) => `${code} ${file ?? ""}`);
  return { files, conflicts, findings };
}
