import type { Repository } from "../apply/index.ts";
import type { Finding } from "../finding.ts";
import { decodeText, withoutStyle } from "../plan/index.ts";
import { diffLines, type Hunk } from "../plan/diff-lines.ts";
import { traceFile } from "../render/trace.ts";
import { explainLine, type ExplainedLine } from "./explain-line.ts";
import type { Generated } from "./generate.ts";
import { PLATFORM_YAML } from "./platform-yaml.ts";

/**
 * Whose something is: `platform`: as it is emitted now; `older`: as it was emitted, and the next update changes it; `yours`: a person's
 * edit or own file; `once`: written once, a person's since then; `answers`: the source of everything; `deleted`: emitted, and a person deleted it.
 */
export type Whose = "platform" | "older" | "yours" | "once" | "answers" | "deleted";

export interface ExplainedFile {
  readonly file: string;
  readonly whose: Whose;
  readonly template?: string;
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
export function explainFile(generated: Generated, repository: Repository, text: string, answersFile: string, file: string, line: number | undefined): ExplainedFile | { readonly finding: Finding } {
  if (file === PLATFORM_YAML) return { file, whose: "answers" };
  const ours = generated.tree.get(file);
  const mine = repository.mine.get(file);
  const decoded = mine?.kind === "file" ? decodeText(mine.bytes) : undefined;
  const content = decoded === undefined ? undefined : withoutStyle(decoded);
  const template = traceFile(generated.model, file)?.source;
  const known = template === undefined ? {} : { template };
  if (ours === undefined) return { file, whose: repository.base.get(file)?.some((each) => each === content) ? "older" : "yours" };
  if (mine === undefined && repository.base.has(file)) return { file, whose: "deleted", ...known };
  if (ours.ownership === "once") return { file, whose: "once", ...known };
  const shown = content ?? ours.text;
  const hunks = diffLines(ours.text.split("\n"), shown.split("\n"));
  if (line === undefined) {
    const edited = hunks.map(({ bStart, bLength }) => [bStart + 1, bStart + Math.max(1, bLength)] as const);
    return { file, whose: hunks.length === 0 ? "platform" : isOlder(repository, file, content) ? "older" : "yours", ...known, edited };
  }
  const lines = shown.split("\n");
  if (line < 1 || line > lines.length) return { finding: { code: "explain/no-such-line", severity: "error", file, line, reason: `The file has ${lines.length - 1} lines.`, remedy: "Name one of them." } };
  const hunk = hunks.find(({ bStart, bLength }) => line > bStart && line <= bStart + bLength);
  const at = { file, line, text: lines[line - 1] ?? "", ...known };
  if (hunk === undefined) {
    const origin = explainLine(generated, text, answersFile, file, emittedLine(hunks, line));
    return { ...at, whose: "platform", ...(origin && { origin }) };
  }
  const emitted = ours.text.split("\n").slice(hunk.aStart, hunk.aStart + hunk.aLength);
  const base = repository.base.get(file)?.[0];
  const wasEmitted = base !== undefined && !diffLines(base.split("\n"), lines).some(({ bStart, bLength }) => line > bStart && line <= bStart + bLength);
  return { ...at, whose: wasEmitted ? "older" : "yours", emitted };
}

const isOlder = ({ base }: Repository, file: string, content: string | undefined): boolean => base.get(file)?.some((text) => text === content) === true;

/** The emitted line that an unedited line of the file is. */
function emittedLine(hunks: readonly Hunk[], line: number): number {
  return hunks.reduce((number, { bStart, aLength, bLength }) => (line > bStart + bLength ? number + aLength - bLength : number), line);
}
