/** What people do to a repository and what a new version of the generator does to its templates, as scripts of small operations. */
import fc from "fast-check";
import type { MineFile } from "../../generators/plan/index.ts";
import type { Tree, TreeFile } from "../../generators/tree.ts";
import { fileOf } from "../plan/trees.ts";
import { documentsOf, joinDocuments, scalarsOf, splice } from "./lines.ts";

/** An operation somewhere: numbers pick from what is there, so that a script fits any repository. */
export interface Edit {
  readonly kind: (typeof EDITS)[number];
  readonly file: number;
  readonly place: number;
}

export const EDITS = ["change", "add", "delete key", "delete file", "delete document", "move document", "comment", "comment behind", "reorder", "restyle", "duplicate", "split", "rename", "windows", "line", "executable"] as const;
export const script: fc.Arbitrary<readonly Edit[]> = fc.array(fc.record({ kind: fc.constantFrom(...EDITS), file: fc.nat(999), place: fc.nat(999) }), { minLength: 1, maxLength: 8 });

type Files = Map<string, string>;
const pick = <T>(from: readonly T[], at: number): T | undefined => (from.length === 0 ? undefined : from[at % from.length]);
const isYaml = (path: string): boolean => path.endsWith(".yaml");

/** Every mark that a person left somewhere: what an update may never lose. */
export const marksIn = (texts: Iterable<string>): string[] => [...texts].flatMap((text) => text.match(/mine-\d+-\d+/g) ?? []).sort();

/** Changes one text; undefined when there is nothing to change. `mark` is a word that nobody else writes. */
const TEXT_EDITS: Partial<Record<Edit["kind"], (text: string, place: number, mark: string) => string | undefined>> = {
  change: (text, place, mark) => at(text, place, ({ index, indent, key }) => splice(text, index, 1, `${" ".repeat(indent)}${key}: ${mark}`)),
  add: (text, place, mark) => at(text, place, ({ index, indent }) => splice(text, index + 1, 0, `${" ".repeat(indent)}${mark}: added`)),
  "delete key": (text, place) => at(text, place, ({ index }) => splice(text, index, 1)),
  "delete document": (text, place) => dropped(text, place),
  comment: (text, place, mark) => at(text, place, ({ index, indent }) => splice(text, index, 0, `${" ".repeat(indent)}# ${mark}`)),
  "comment behind": (text, place, mark) => at(text, place, ({ index, indent, key, value }) => splice(text, index, 1, `${" ".repeat(indent)}${key}: ${value} # ${mark}`)),
  reorder: (text, place) => at(text, place, ({ index, indent }) => {
    const next = scalarsOf(text).find((one) => one.index === index + 1 && one.indent === indent);
    const lines = text.split("\n");
    return next && splice(text, index, 2, lines[index + 1] ?? "", lines[index] ?? "");
  }),
  restyle: (text, place) => at(text, place, ({ index, indent, key, value }) => (/^[\w ./-]+$/.test(value) && !/^([\d.]+|true|false|null|yes|no|on|off|~)$/i.test(value) ? splice(text, index, 1, `${" ".repeat(indent)}${key}: "${value}"`) : undefined)),
  duplicate: (text, place, mark) => {
    const document = pick(documentsOf(text), place);
    if (document === undefined || !/^ {2}name: .*$/m.test(document)) return undefined;
    return `${text.replace(/\n?$/, "\n")}---\n${document.replace(/^ {2}name: .*$/m, `  name: ${mark}`)}`;
  },
  windows: (text) => (text.includes("\r") ? undefined : text.replaceAll("\n", "\r\n")),
  line: (text, place, mark) => splice(text, place % (text.split("\n").length + 1), 0, `# ${mark}`),
};

function at(text: string, place: number, change: (scalar: ReturnType<typeof scalarsOf>[number]) => string | undefined): string | undefined {
  const scalar = pick(scalarsOf(text), place);
  return scalar && change(scalar);
}

function dropped(text: string, place: number): string | undefined {
  const documents = documentsOf(text);
  return documents.length < 2 ? undefined : joinDocuments(documents.filter((_, index) => index !== place % documents.length));
}

/** A person's script on what is on disk. `round` tells the marks of several scripts apart. */
export function carryOut(mine: ReadonlyMap<string, MineFile>, edits: readonly Edit[], round = 0): Map<string, MineFile> {
  const result = new Map(mine);
  edits.forEach(({ kind, file, place }, step) => {
    const paths = [...result.keys()].filter((path) => result.get(path)?.kind === "file" && (kind === "delete file" || kind === "windows" || kind === "executable" || kind === "rename" || kind === "line" || isYaml(path))).sort();
    const path = pick(paths, file);
    const now = path === undefined ? undefined : result.get(path);
    if (path === undefined || now === undefined) return;
    const text = Buffer.from(now.bytes).toString("utf8");
    // An editor keeps the line ends of a file.
    const windows = text.includes("\r\n");
    const changed = TEXT_EDITS[kind]?.(windows && kind !== "windows" ? text.replaceAll("\r\n", "\n") : text, place, `mine-${round}-${step}`);
    if (changed !== undefined) result.set(path, fileOf(windows ? changed.replaceAll("\n", "\r\n") : changed, now.executable));
    else if (kind === "delete file") result.delete(path);
    else if (kind === "executable") result.set(path, fileOf(text, !now.executable));
    else if (kind === "rename") {
      result.delete(path);
      result.set(path.replace(/(\.[^./]*)?$/, `-renamed-${round}-${step}$1`), now);
    } else if (kind === "split" || kind === "move document") {
      const documents = documentsOf(text);
      const moved = documents.at(place % Math.max(1, documents.length));
      const target = kind === "split" ? path.replace(".yaml", `-split-${round}-${step}.yaml`) : pick(paths.filter((one) => one !== path), place);
      if (documents.length < 2 || moved === undefined || target === undefined) return;
      const there = result.get(target);
      result.set(path, fileOf(joinDocuments(documents.filter((one) => one !== moved)), now.executable));
      result.set(target, fileOf(`${there ? Buffer.from(there.bytes).toString("utf8").replace(/\n?$/, "\n") : ""}---\n${moved}`));
    }
  });
  return result;
}

/** What the next version of the templates does to what is emitted. */
export interface Change {
  readonly kind: (typeof CHANGES)[number];
  readonly file: number;
  readonly place: number;
}

export const CHANGES = ["change", "add", "delete key", "reorder", "comment", "add file", "remove file", "rename file", "add document", "delete document", "executable"] as const;
export const nextVersion: fc.Arbitrary<readonly Change[]> = fc.array(fc.record({ kind: fc.constantFrom(...CHANGES), file: fc.nat(999), place: fc.nat(999) }), { minLength: 1, maxLength: 8 });

export function emittedBy(tree: Tree, changes: readonly Change[], version: number): Tree {
  const files = new Map(tree);
  changes.forEach(({ kind, file, place }, step) => {
    const mark = `ours-${version}-${step}`;
    const path = pick([...files.keys()].filter((one) => isYaml(one) || kind.endsWith("file")).sort(), file);
    const now = path === undefined ? undefined : files.get(path);
    if (path === undefined || now === undefined) return;
    const text = kind === "add document" ? `${now.text}---\napiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ${mark}\n` : TEXT_EDITS[kind as Edit["kind"]]?.(now.text, place, mark);
    if (text !== undefined && kind !== "executable") files.set(path, { ...now, text });
    else if (kind === "executable") files.set(path, { ...now, executable: !now.executable });
    else if (kind === "add file") files.set(`${path}.${mark}.yaml`, { text: `kind: ConfigMap # ${mark}\n`, executable: false, ownership: place % 2 === 0 ? "generated" : "once" });
    else if (kind === "remove file" || kind === "rename file") {
      files.delete(path);
      if (kind === "rename file") files.set(path.replace(/(\.[^./]*)?$/, `-${mark}$1`), now);
    }
  });
  return new Map<string, TreeFile>([...files].sort(([a], [b]) => (a < b ? -1 : 1)));
}

export const textsOf = (mine: ReadonlyMap<string, MineFile>): Files => new Map([...mine].map(([path, { bytes }]) => [path, Buffer.from(bytes).toString("utf8")]));
