import { cut, widthOf } from "../ask/look.ts";

/** What a frame is drawn on. */
export interface Page {
  readonly paint: (code: string, text: string) => string;
  /** Columns that a line may have. */
  readonly columns: number;
  /** False where only ASCII is shown. */
  readonly unicode: boolean;
}

/** Columns for a reader that is no terminal, such as a log. */
export const COLUMNS = 120;

/** Part of the room that stands before the caret at most, when a line is too long to be shown whole. */
const BEFORE = 0.6;

/**
 * The line of a place and the one before it, with what is meant underlined. Tabs, wide and invisible characters and long lines keep
 * the mark under the word: it is placed by the columns that a terminal draws.
 * @param text the whole file, with line ends of any system
 * @param line from 1
 * @param column from 1, in UTF-16 units; the word there is underlined, or the whole line's end when there is none
 */
export function frame(text: string, line: number, column: number, page: Page): string {
  const lines = text.split(/\r\n|\r|\n/);
  const written = lines[line - 1];
  if (written === undefined) return "";
  const gutter = String(line).length;
  const room = Math.max(12, page.columns - gutter - 5);
  const at = Math.min(column - 1, written.length);
  const window = windowOf(written, at, room, page.unicode);
  const before = line > 1 ? numbered(String(line - 1).padStart(gutter), window.of(lines[line - 2] ?? ""), page) : "";
  const mark = "^".repeat(Math.max(1, Math.min(widthOf(printable(wordAt(written, at), page.unicode)), room - window.column)));
  return `${before}${numbered(String(line), window.of(written), page)}  ${" ".repeat(gutter)} ${page.paint("2", "|")} ${" ".repeat(window.column)}${page.paint("1;31", mark)}\n`;
}

/**
 * A command line with the word at a column underlined.
 * @param column from 1, in UTF-16 units
 */
export function commandFrame(command: string, column: number, page: Page): string {
  const room = Math.max(12, page.columns - 4);
  const window = windowOf(command, column - 1, room, page.unicode);
  const mark = "^".repeat(Math.max(1, Math.min(widthOf(printable(/^(?:'[^']*'|\S)+/.exec(command.slice(column - 1))?.[0] ?? "", page.unicode)), room - window.column)));
  return `  ${page.paint("2", "$")} ${window.of(command)}\n    ${" ".repeat(window.column)}${page.paint("1;31", mark)}\n`;
}

const numbered = (number: string, shown: string, { paint }: Page): string => `  ${paint("2", `${number} |`)}${shown === "" ? "" : ` ${shown}`}\n`;

/** The part of the lines that is shown, and the column of an offset in it. */
function windowOf(written: string, at: number, room: number, unicode: boolean): { readonly of: (line: string) => string; readonly column: number } {
  const shown = printable(written, unicode);
  const upTo = widthOf(printable(written.slice(0, at), unicode));
  const ellipsis = unicode ? "…" : "...";
  const skip = widthOf(shown) <= room || upTo <= room * BEFORE ? 0 : upTo - Math.floor(room * BEFORE) + ellipsis.length;
  const start = skip === 0 ? 0 : cut(shown, skip).length;
  // A wide character at the edge may leave one column free.
  const skipped = widthOf(shown.slice(0, start));
  const lead = skip === 0 ? "" : ellipsis;
  const of = (line: string): string => {
    const rest = cutFrom(printable(line, unicode), skipped);
    const text = skip === 0 ? rest : rest === "" ? "" : lead + rest;
    return (widthOf(text) <= room ? text : cut(text, room - ellipsis.length) + ellipsis).trimEnd();
  };
  return { of, column: upTo - skipped + lead.length };
}

/** What stands behind so many columns. */
const cutFrom = (text: string, columns: number): string => text.slice(cut(text, columns).length);

/** The word at an offset: a key, a value, or a text in quotes. */
function wordAt(line: string, at: number): string {
  const rest = line.slice(at);
  const found = /^(?:"(?:[^"\\]|\\.)*"|'(?:[^']|'')*')/.exec(rest) ?? /^(?:[^\s,\]}:#]|:(?=\S)|(?<=\S)#)+/.exec(rest);
  return found?.[0] ?? "";
}

/** Control characters and direction marks, which could move the cursor or change what is read, become visible; tabs are four columns. */
export function printable(text: string, unicode = true): string {
  const plain = text.replace(/\r$/, "").replace(/\t/g, "    ").replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, unicode ? "\ufffd" : "?");
  return unicode ? plain : ascii(plain);
}

const WORDS: Readonly<Record<string, string>> = { "→": "->", "…": "...", "×": "x", "–": "-", "—": "-", "“": '"', "”": '"', "„": '"', "‘": "'", "’": "'", "≥": ">=", "≤": "<=", "•": "-", "·": "-", "\u00a0": " " };

/** For terminals that show ASCII only: our own signs by words, everything else by question marks as wide as it. */
export const ascii = (text: string): string => text.replace(/[^\u0000-\u007f]/gu, (sign) => WORDS[sign] ?? "?".repeat(widthOf(sign)));
