import { wrap } from "../ask/look.ts";
import type { Finding, Severity } from "../finding.ts";
import { ascii, COLUMNS, commandFrame, frame, printable } from "./frame.ts";

export { printable };

/** The "file" of what is wrong with the command line itself. */
export const COMMAND_LINE = "command line";

export interface ShowOptions {
  readonly color: boolean;
  /** Text of a file that findings point into, for the frame below each. */
  readonly source?: (file: string) => string | undefined;
  /** Columns of the terminal; a log has none, and there no text is broken. */
  readonly columns?: number | undefined;
  /** False where only ASCII is shown; true when absent. */
  readonly unicode?: boolean;
}

const CODES: Record<Severity, string> = { error: "31", warning: "33", info: "36" };

export const painter =
  (color: boolean) =>
  (code: string, text: string): string => (color ? `\u001b[${code}m${text}\u001b[0m` : text);

/** One finding for people: what and where, the line with a caret, why, and what to do. `also`: other files of which the same is said. */
export function showFinding(finding: Finding, options: ShowOptions, also: readonly Finding[] = []): string {
  const places = [finding, ...also].flatMap((each) => (each.file === undefined || each.file === COMMAND_LINE ? [] : [`  at ${printable(placeText(each))}\n`]));
  return `${head(finding, options)}\n${places.join("")}${body(finding, options)}`;
}

/** What is said of several files as a whole in the same words is said once, at the first of them. */
export function alike(findings: readonly Finding[]): readonly (readonly [Finding, ...Finding[]])[] {
  const groups = new Map<string, [Finding, ...Finding[]]>();
  for (const [index, finding] of findings.entries()) {
    const { file, line, code, severity, path, reason, remedy } = finding;
    const key = file === undefined || line !== undefined ? String(index) : JSON.stringify([code, severity, path, reason, remedy]);
    const group = groups.get(key);
    if (group) group.push(finding);
    else groups.set(key, [finding]);
  }
  return [...groups.values()];
}

/** The same below the name of its file. */
export function showInFile(finding: Finding, options: ShowOptions): string {
  const place = finding.line === undefined ? "" : `${painter(options.color)("2", placeText({ ...finding, file: "" }).slice(1))} `;
  return `${`${place}${head(finding, options)}\n${body(finding, options)}`.trimEnd().replace(/^(?=.)/gm, "  ")}\n`;
}

const head = ({ severity, code, path }: Finding, { color }: ShowOptions): string =>
  `${painter(color)(`1;${CODES[severity]}`, severity)} ${code}${path === undefined ? "" : ` ${painter(color)("1", printable(path))}`}`;

const placeText = ({ file, line, column }: Finding): string => `${file ?? ""}${line === undefined ? "" : `:${line}${column === undefined ? "" : `:${column}`}`}`;

function body(finding: Finding, options: ShowOptions): string {
  const paint = painter(options.color);
  const unicode = options.unicode !== false;
  const { file, line, column = 1 } = finding;
  const text = file === undefined || line === undefined ? undefined : options.source?.(file);
  const page = { paint, unicode, columns: options.columns ?? COLUMNS };
  const shown = text === undefined || line === undefined ? "" : file === COMMAND_LINE ? commandFrame(text, column, page) : frame(text, line, column, page);
  const arrow = unicode ? "→" : "->";
  const folded = (said: string, indent: number): string => (unicode ? said : ascii(said)).split("\n").flatMap((one) => (options.columns === undefined ? [printable(one)] : wrap(printable(one), options.columns - indent))).join(`\n${" ".repeat(indent)}`);
  return `${shown}  ${folded(finding.reason, 2)}\n  ${paint("2", arrow)} ${folded(finding.remedy, 3 + arrow.length)}\n`;
}
