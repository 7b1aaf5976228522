/**
 * Compares the merge with `git merge-file` (diff3 on lines): on every file of the corpus that both sides changed, and on the scenario
 * of 30 edited files. `npm run bench -- 1 merge` prints it; docs/reference/comparison-merge.md is written from it.
 */
import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { parseAllDocuments } from "yaml";
import { decodeText, plan, withoutStyle } from "../../generators/plan/index.ts";
import { caseNames, readCase, settle } from "../plan/corpus.ts";
import { mineOf, recordOf, treeOf } from "../plan/trees.ts";

/** One file that both changed, and what should come of it. */
interface Sample {
  readonly path: string;
  readonly base: string;
  readonly ours: string;
  readonly theirs: string;
  readonly expected: string;
  /** True when both changed one value, each to something else. */
  readonly disputed: boolean;
  readonly result: { readonly text: string; readonly conflict: boolean };
}

export interface Tally {
  readonly files: number;
  /** Files in which both sides changed one value, each to something else. */
  readonly disputed: number;
  /** Conflicts in files that are not in dispute. */
  readonly falseConflicts: number;
  /** Files in dispute of which nothing was said. */
  readonly missed: number;
  /** Results that no parser reads, of three texts that one does. */
  readonly unparsable: number;
  /** Comments that a person wrote and the result has not. */
  readonly lostComments: number;
  /** Merged without a word to other data than expected. */
  readonly wrong: number;
}

export interface Comparison {
  readonly set: string;
  readonly own: Tally;
  readonly git: Tally;
}

export function compareMerges(): Comparison[] {
  const work = mkdtempSync(join(tmpdir(), "ctp-merge-"));
  try {
    return ([["corpus", corpus()], ["30 edited files", scenario()]] as const).map(([set, samples]) => ({
      set,
      own: tally(samples, ({ result }) => result),
      git: tally(samples, (sample) => byGit(work, sample)),
    }));
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

function corpus(): Sample[] {
  return caseNames().flatMap((name) => {
    const each = readCase(name);
    const { made, result } = settle(each);
    return [...each.base].flatMap(([path, { text: base }]): Sample[] => {
      const [ours, theirs, expected, after] = [each.ours.get(path), each.theirs.get(path), each.expected.get(path), result.get(path)];
      const texts = [ours, expected, after].map((file) => (file?.kind === "file" ? decodeText(file.bytes) : undefined));
      const [mine, wanted, got] = texts;
      if (mine === undefined || wanted === undefined || got === undefined || theirs === undefined || each.report.once?.includes(path) === true) return [];
      if (mine === base || theirs.text === base || mine === theirs.text) return [];
      const said = (file: string | undefined): boolean => file === path;
      const disputed = (each.report.conflicts ?? []).some(({ file }) => said(file)) || (each.report.findings ?? []).some((finding) => finding === `plan/conflict ${path}`);
      return [{ path, base, ours: mine, theirs: theirs.text, expected: wanted, disputed, result: { text: got, conflict: made.findings.some(({ code, file }) => code === "plan/conflict" && said(file)) } }];
    });
  });
}

/** Lines between the two edits of a file that both changed; 14 of the 20 are within three lines. */
const DISTANCES = [1, 1, 1, 1, 1, 1, 1, 1, 1, 2, 2, 2, 3, 3, 8, 8, 10, 10, 12, 12];
const GOLDEN = join(import.meta.dirname, "../golden/enterprise-azure");

/** 20 emitted files that both changed in different fields, and 10 that only a person changed. */
function scenario(): Sample[] {
  const left = new Map(readdirSync(GOLDEN, { recursive: true, encoding: "utf8" }).filter((path) => /^clusters\/.*\.yaml$/.test(path)).sort().map((path) => [path, readFileSync(join(GOLDEN, path), "utf8")]));
  const edited = [...DISTANCES, ...Array.from({ length: 10 }, () => 0)].map((distance) => {
    for (const [path, base] of left) {
      const lines = base.split("\n");
      const at = lines.findIndex((line, index) => isField(line) && isField(lines[index + distance] ?? "") && !base.includes(": |"));
      if (at < 0) continue;
      left.delete(path);
      const change = (mine: boolean, theirs: boolean): string =>
        lines.map((line, index) => (mine && index === at ? `${line}-mine # as agreed` : theirs && index === at + distance ? `${line}-theirs` : line)).join("\n");
      const both = distance > 0;
      return { path, base, ours: change(true, false), theirs: change(false, both), expected: change(true, both) };
    }
    throw new Error(`no emitted file has two fields ${distance} lines apart`);
  });
  const of = (side: "base" | "ours" | "theirs") => Object.fromEntries(edited.map((each) => [each.path, each[side]]));
  const made = plan({ ...recordOf(treeOf(of("base"))), mine: mineOf(of("ours")), theirs: treeOf(of("theirs")) });
  return edited.map((each) => ({ ...each, disputed: false, result: { text: made.steps.find(({ path }) => path === each.path)?.text ?? each.ours, conflict: made.findings.some(({ file }) => file === each.path) } }));
}

/** A plain value, of a field that names nothing. */
const isField = (line: string): boolean => /^\s+[A-Za-z.]+: [a-z][\w./-]*$/.test(line) && !/^\s*(name|namespace|kind|apiVersion):/.test(line);

function byGit(work: string, { base, ours, theirs }: Sample): { readonly text: string; readonly conflict: boolean } {
  // As a checkout that normalises line ends hands them to it.
  const files = Object.entries({ ours, base, theirs }).map(([name, text]) => {
    writeFileSync(join(work, name), withoutStyle(text));
    return join(work, name);
  });
  const { status, stdout } = spawnSync("git", ["merge-file", "-p", "--quiet", ...files], { encoding: "utf8" });
  if (status === null || status > 127) throw new Error("git merge-file failed");
  return { text: stdout, conflict: status > 0 };
}

function tally(samples: readonly Sample[], merge: (sample: Sample) => Sample["result"]): Tally {
  const merged = samples.map((sample) => ({ sample, ...merge(sample) }));
  const count = (test: (each: (typeof merged)[number]) => boolean): number => merged.filter(test).length;
  return {
    files: samples.length,
    disputed: samples.filter(({ disputed }) => disputed).length,
    falseConflicts: count(({ sample, conflict }) => conflict && !sample.disputed),
    missed: count(({ sample, conflict }) => !conflict && sample.disputed),
    unparsable: count(({ sample, text }) => [sample.base, sample.ours, sample.theirs].every((each) => dataOf(sample.path, each) !== undefined) && dataOf(sample.path, text) === undefined),
    lostComments: merged.reduce((sum, { sample, text }) => sum + commentsOf(sample.ours).filter((comment) => !commentsOf(sample.base).includes(comment) && !commentsOf(text).includes(comment)).length, 0),
    wrong: count(({ sample, text, conflict }) => !conflict && !sameData(sample.path, text, sample.expected)),
  };
}

const commentsOf = (text: string): string[] => text.split("\n").flatMap((line) => /(?:^|\s)(#[^!].*)$/.exec(line)?.[1] ?? []);

function dataOf(path: string, text: string): unknown {
  if (path.endsWith(".json")) {
    try {
      return JSON.parse(text) as unknown;
    } catch {
      return undefined;
    }
  }
  if (!/\.ya?ml$/.test(path)) return text;
  const documents = parseAllDocuments(text.replace(/^\uFEFF/, ""), { logLevel: "silent" });
  if (!Array.isArray(documents)) return [];
  return documents.some(({ errors }) => errors.length > 0) ? undefined : documents.map((document) => document.toJS() as unknown);
}

/** Of files without a parser of their own only the text can be compared; where two added lines stand is a matter of taste. */
function sameData(path: string, one: string, other: string): boolean {
  if (/\.(json|ya?ml)$/.test(path)) return isDeepStrictEqual(dataOf(path, one), dataOf(path, other));
  const lines = (text: string) => text.split(/\r?\n/).filter((line) => line !== "").sort();
  return isDeepStrictEqual(lines(one), lines(other));
}

/** A table in Markdown, the same in the terminal. */
export function comparisonTable(comparisons: readonly Comparison[]): string {
  const rows = comparisons.flatMap(({ set, own, git }) => [["this generator", own], ["`git merge-file`", git]].map(([name, tally]) => {
    const { files, disputed, falseConflicts, missed, unparsable, lostComments, wrong } = tally as Tally;
    return `| ${[set, files, disputed, name, falseConflicts, missed, unparsable, lostComments, wrong].join(" | ")} |`;
  }));
  return ["| set | files | in dispute | merged by | false conflicts | disputes not named | unparsable results | comments lost | merged to something else |", "|---|---|---|---|---|---|---|---|---|", ...rows].join("\n");
}

/** `git version 2.43.0` as it is on this machine. */
export const gitVersion = (): string => execFileSync("git", ["--version"], { encoding: "utf8" }).trim();
