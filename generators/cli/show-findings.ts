import type { Finding, Severity } from "../finding.ts";

export interface ShowOptions {
  readonly color: boolean;
  /** Text of a file that findings point into, for the frame below each. */
  readonly source?: (file: string) => string | undefined;
}

const CODES: Record<Severity, string> = { error: "31", warning: "33", info: "36" };

export const painter =
  (color: boolean) =>
  (code: string, text: string): string => (color ? `\u001b[${code}m${text}\u001b[0m` : text);

/** One finding for people: what and where, the line with a caret, why, and what to do. */
export function showFinding(finding: Finding, options: ShowOptions): string {
  const place = finding.file === undefined ? "" : `  at ${printable(placeText(finding))}\n`;
  return `${head(finding, options)}\n${place}${body(finding, options)}`;
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
  return `${frame(finding, options, paint)}  ${lines(finding.reason)}\n  ${paint("2", "→")} ${lines(finding.remedy)}\n`;
}

/** A text of more than one line, each below the first. */
const lines = (text: string): string => text.split("\n").map(printable).join("\n  ");

/** The line of the place and the one before it, with a caret; tabs and long lines keep the caret in place. */
function frame(finding: Finding, { source }: ShowOptions, paint: (code: string, text: string) => string): string {
  if (finding.file === undefined || finding.line === undefined) return "";
  const lines = source?.(finding.file)?.split("\n");
  const line = lines?.[finding.line - 1];
  if (lines === undefined || line === undefined) return "";
  const width = String(finding.line).length;
  const column = Math.min(finding.column ?? 1, line.length + 1);
  const from = Math.max(0, column - 80);
  const shown = printable(line.slice(from, from + 110));
  const before = finding.line > 1 ? `  ${paint("2", `${String(finding.line - 1).padStart(width)} |`)} ${printable((lines[finding.line - 2] ?? "").slice(from, from + 110))}\n` : "";
  return `${before}  ${paint("2", `${finding.line} |`)} ${shown}\n  ${" ".repeat(width)} ${paint("2", "|")} ${" ".repeat(column - 1 - from)}${paint("1;31", "^")}\n`;
}

/** Control characters, which could move the cursor or change colours, become visible. */
export const printable = (text: string): string => text.replace(/\r$/, "").replace(/\t/g, " ").replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g, "\ufffd");
