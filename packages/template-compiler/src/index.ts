import { basename, posix, resolve } from "node:path";
import type { SourceTemplate } from "../../../generators/render/source.ts";
import { sortFindings, type Finding } from "../../../generators/finding.ts";
import { emittedPath } from "./emitted-path.ts";
import { byPath, faults, type Faults, type Report } from "./fault.ts";
import { FOLDER_FILE, folderRules, type FolderRules } from "./folder.ts";
import { withKind } from "./kinds.ts";
import { emptyLastLine } from "./last-line.ts";
import { lineTree, type Include } from "./lines.ts";
import type { Condition } from "./names.ts";
import { place, type Placed } from "./place.ts";
import { readSources, type Source } from "./sources.ts";
import { sourceOf } from "./source-of.ts";
import { tokens } from "./tags.ts";
import { typescript, type Unit } from "./typescript.ts";

export interface CompiledTemplates {
  /** Text of `build/templates.ts`; it imports the model and the writers relative to that place. */
  readonly typescript: string;
  /** Files without `.hbs` by their path in the templates' folder: what is copied byte for byte. */
  readonly verbatim: Readonly<Record<string, { readonly text: string; readonly executable: boolean }>>;
  /** The templates as data, for what explains where a line comes from. */
  readonly sources: readonly SourceTemplate[];
  /** Faults with their place in the templates; with any of them the rest is not fit for use. */
  readonly findings: readonly Finding[];
}

/**
 * Compiles a folder of templates. A template's path is the path that it emits: `.hbs` goes, `{cluster}` and its like repeat
 * the file, folders that start with one underscore hold files to include, `_folder.yaml` says what a folder's files depend on.
 * `additional` gives files that are kept elsewhere, path to text, as if they lay in the folder.
 * A name that the model does not have shows when TypeScript checks the result.
 */
export function compileTemplates(dir: string, additional: Readonly<Record<string, string>> = {}): CompiledTemplates {
  const root = basename(resolve(dir));
  const found = faults();
  const reportOf = (path: string): Report => found.of(`${root}/${path}`);
  const sources = [...readSources(dir, reportOf), ...Object.entries(additional).map(([path, text]) => ({ path, text }))].sort(byPath);
  const emitted = sources.filter((source) => !isInternal(source.path));
  const rules = readRules(sources, emitted, root, found);
  const includes = includesOf(sources);

  const units: Unit[] = [];
  const verbatim: Record<string, { text: string; executable: boolean }> = {};
  for (const source of emitted) {
    const report = reportOf(source.path);
    const path = emittedPath(source.path, report);
    if (path === null) continue;
    if (units.some((unit) => unit.path.pattern === path.pattern)) report("template/path", START, `Another file emits ${path.pattern} already.`, "Remove one of the two.");
    const executable = source.text.startsWith("#!");
    const content = source.path.endsWith(".hbs") ? compile(source, path.pattern, path.variables, includes.from(source.path), report) : null;
    if (content === null) verbatim[source.path] = { text: source.text, executable };
    units.push({ source: source.path, path, executable, content, ...rulesFor(source.path, rules) });
  }
  for (const path of includes.unused()) reportOf(path)("template/include", START, "No template includes this file.", "Remove it, or include it.");
  return { typescript: typescript(units, root), verbatim, sources: units.map((unit) => sourceOf(unit, root)), findings: sortFindings(found.findings) };
}

const START = { line: 1, column: 1 };

/** Parses a template and chooses a writer for each of its values; nothing after a report. */
function compile(source: Source, name: string, variables: readonly string[], include: Include, report: Report): readonly Placed[] {
  const parsed = tokens(source.text, report);
  const lines = parsed && lineTree(parsed, variables, include, report);
  if (lines === null) return [];
  const empty = emptyLastLine(lines);
  if (empty !== null) report("template/format", { line: empty.number, column: 1 }, "This empty line can be the last one of the file.", "Let blocks start with an empty line instead of ending with one.");
  const placed = withKind(posix.basename(name), (kind) => place(lines, kind, report));
  if (placed === null) report("template/path", START, "There are no writers for this kind of file.", "Add the kind to the compiler, or remove .hbs.");
  return placed ?? [];
}

/** Folders with one leading underscore hold what is included; two are somebody else's convention (`__tests__`). */
const isInclude = (path: string): boolean => path.split("/").slice(0, -1).some((folder) => /^_(?!_)/.test(folder));

const isInternal = (path: string): boolean => isInclude(path) || posix.basename(path) === FOLDER_FILE;

function includesOf(sources: readonly Source[]): { readonly from: (path: string) => Include; readonly unused: () => string[] } {
  const texts = new Map(sources.map((source) => [source.path, source.text]));
  const used = new Set<string>();
  return {
    from: (template) => (path) => {
      const target = posix.join(posix.dirname(template), path);
      used.add(target);
      return target.endsWith(".hbs") ? null : (texts.get(target) ?? null);
    },
    unused: () => sources.map((source) => source.path).filter((path) => isInclude(path) && !used.has(path)),
  };
}

function readRules(sources: readonly Source[], emitted: readonly Source[], root: string, found: Faults): ReadonlyMap<string, FolderRules> {
  const files = sources.filter((source) => posix.basename(source.path) === FOLDER_FILE && !isInclude(source.path));
  return new Map(
    files.map((source) => {
      const folder = posix.dirname(source.path);
      const names = emitted.filter((one) => posix.dirname(one.path) === folder).map((one) => emittedName(one.path));
      const file = `${root}/${source.path}`;
      return [folder, folderRules(source, file, new Set(names), found.of(file), found.findings)];
    }),
  );
}

const emittedName = (path: string): string => posix.basename(path).replace(/\.hbs$/, "");

/** What the rules of all folders above a file say about it, the outermost first. */
function rulesFor(path: string, rules: ReadonlyMap<string, FolderRules>): { conditions: readonly Condition[]; ownership: "generated" | "once" } {
  const conditions: Condition[] = [];
  const name = emittedName(path);
  const steps = path.split("/").slice(0, -1);
  let once = false;
  for (let depth = 0; depth <= steps.length; depth += 1) {
    const rule = rules.get(depth === 0 ? "." : steps.slice(0, depth).join("/"));
    if (rule === undefined) continue;
    if (rule.when !== null) conditions.push(rule.when);
    const own = depth === steps.length ? rule.files.get(name) : undefined;
    if (own !== undefined) conditions.push(own);
    once ||= rule.once === true || (typeof rule.once === "object" && depth === steps.length && rule.once.has(name));
  }
  return { conditions, ownership: once ? "once" : "generated" };
}
