import type { Finding } from "../finding.ts";
import { decodeText, withoutStyle, type PlanInput } from "../plan/index.ts";
import { diffLines, type Hunk } from "../plan/diff-lines.ts";
import { traceFile } from "../render/trace.ts";
import { explainLine, type ExplainedLine } from "./explain-line.ts";
import type { Generated } from "./generate.ts";
import { PLATFORM_YAML } from "./platform-yaml.ts";

/**
 * Whose something is: `platform`: as it is emitted now; `older`: as it was emitted, and the next update changes it; `yours`: a person's
 * edit or own file; `once`: written once, a person's since then; `answers`: the source of everything; `deleted`: emitted, and a person deleted it;
 * `moved`: emitted, and a person put it elsewhere; `link`: no regular file; `record`: what updates remember.
 */
export type Whose = "platform" | "older" | "yours" | "once" | "answers" | "deleted" | "moved" | "link" | "record";

/** What is known of a file, with everything where it lives now. */
export interface Lives extends Pick<PlanInput, "base" | "mine" | "theirs"> {
  /** Emitted paths of which something lives in the file, its own first. */
  readonly from: readonly string[];
  /** Where what is emitted at its path lives instead. */
  readonly to: readonly string[];
}

export interface ExplainedFile {
  readonly file: string;
  readonly whose: Whose;
  readonly template?: string;
  /** The emitted paths that something in it was moved from. */
  readonly from?: readonly string[];
  /** Where a person moved it. */
  readonly to?: readonly string[];
  /** For a file as a whole: lines that differ from what is emitted now, as ranges from 1. */
  readonly edited?: readonly (readonly [from: number, to: number])[];
  readonly line?: number;
  readonly text?: string;
  /** For a line of the platform: where it comes from. */
  readonly origin?: ExplainedLine;
  /** What the platform emits in the place of a line that is not as it emits it. */
  readonly emitted?: readonly string[];
}

/** Where a file, or one line of it, comes from. */
export function explainFile(generated: Generated, lives: Lives, text: string, answersFile: string, file: string, line: number | undefined): ExplainedFile | { readonly finding: Finding } {
  if (file === PLATFORM_YAML) return { file, whose: "answers" };
  const ours = lives.theirs.get(file);
  const mine = lives.mine.get(file);
  if (mine?.kind === "symlink") return { file, whose: "link" };
  if (mine?.kind === "other") return { finding: { code: "explain/unknown", severity: "error", file, reason: "This is a folder, or lies behind something that is no folder.", remedy: "Name a file." } };
  const decoded = mine?.kind === "file" ? decodeText(mine.bytes) : undefined;
  const content = decoded === undefined ? undefined : withoutStyle(decoded);
  const from = lives.from.filter((path) => path !== file);
  const template = traceFile(generated.model, generated.tree.has(file) ? file : (from[0] ?? file))?.source;
  const known = { ...(template !== undefined && { template }), ...(from.length > 0 && { from }) };
  if (mine === undefined && lives.to.length > 0) return { file, whose: "moved", to: lives.to, ...known };
  if (ours === undefined) return { file, whose: lives.base.get(file)?.some((each) => each === content) ? "older" : "yours" };
  if (mine === undefined && lives.base.has(file)) return { file, whose: "deleted", ...known };
  if (ours.ownership === "once") return { file, whose: "once", ...known };
  const shown = content ?? ours.text;
  const hunks = diffLines(ours.text.split("\n"), shown.split("\n"));
  if (line === undefined) {
    const edited = hunks.map(({ bStart, bLength }) => [bStart + 1, bStart + Math.max(1, bLength)] as const);
    return { file, whose: hunks.length === 0 ? "platform" : isOlder(lives, file, content) ? "older" : "yours", ...known, edited };
  }
  const lines = shown.split("\n");
  if (line < 1 || line > lines.length) return { finding: { code: "explain/no-such-line", severity: "error", file, line, reason: `The file has ${lines.length - 1} lines.`, remedy: "Name one of them." } };
  const hunk = hunks.find(({ bStart, bLength }) => line > bStart && line <= bStart + bLength);
  const at = { file, line, text: lines[line - 1] ?? "", ...known };
  if (hunk === undefined) {
    const source = sourceOf(generated, lives.from, ours.text, emittedLine(hunks, line));
    const origin = source && explainLine(generated, text, answersFile, source.path, source.line);
    return { ...at, ...(origin && { template: origin.template }), whose: "platform", ...(origin && { origin }) };
  }
  const emitted = ours.text.split("\n").slice(hunk.aStart, hunk.aStart + hunk.aLength);
  const base = lives.base.get(file)?.[0];
  const wasEmitted = base !== undefined && !diffLines(base.split("\n"), lines).some(({ bStart, bLength }) => line > bStart && line <= bStart + bLength);
  return { ...at, whose: wasEmitted ? "older" : "yours", emitted };
}

const isOlder = ({ base }: Lives, file: string, content: string | undefined): boolean => base.get(file)?.some((text) => text === content) === true;

/** The emitted file and its line that a line of a text is which holds what several of them have. */
function sourceOf({ tree }: Generated, paths: readonly string[], text: string, line: number): { readonly path: string; readonly line: number } | undefined {
  for (const path of paths) {
    const emitted = tree.get(path)?.text;
    if (emitted === undefined) continue;
    const hunks = diffLines(emitted.split("\n"), text.split("\n"));
    if (!hunks.some(({ bStart, bLength }) => line > bStart && line <= bStart + bLength)) return { path, line: emittedLine(hunks, line) };
  }
  return undefined;
}

/** The emitted line that an unedited line of the file is. */
function emittedLine(hunks: readonly Hunk[], line: number): number {
  return hunks.reduce((number, { bStart, aLength, bLength }) => (line > bStart + bLength ? number + aLength - bLength : number), line);
}
