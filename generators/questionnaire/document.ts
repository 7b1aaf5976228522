import { OWNERS, questions, type Question } from "./questions.ts";
import { ABOUT } from "./write.ts";

const HEADINGS = OWNERS.map((owner) => ABOUT[owner][0]);

/** One piece of text that somebody wrote, and where: line and column from 1. */
export interface Written {
  readonly text: string;
  readonly line: number;
  readonly column: number;
}

/** What was written below one question. */
export interface Answered {
  readonly question: Question;
  /** Environment that it holds for; undefined for all. */
  readonly environment?: Written;
  /** Lines of text, or the choices that are marked. */
  readonly lines: readonly Written[];
  /** Rows of a table with anything in them, cells in the order of the question's columns. */
  readonly rows: readonly (readonly Written[])[];
}

/** A reference that no question has. */
export interface Unknown extends Written {
  readonly known: readonly string[];
}

const REFERENCE = /^[\s>*_•+-]*Reference[\s:*_]+[`"“]?([A-Za-z][\w.-]*)[`"”]?[\s*_.]*$/i;
const ANSWER = /^[\s>*_•+-]*Answer(?:\s+for\s+([^:*]+?))?[*_\s]*:[*_]*\s*(?:\(any number\))?\s*(.*)$/i;
const CHOICE = /^\s*[-*+•]?\s*(?:\[([ xX✓✔]?)\]|([☐☑☒]))\s*(.*)$/;

/** What people write for "nothing". */
const NOTHING = /^(?:[-–—?_.…]+|n\/?a|tbd|todo|open|unknown)?$/i;

/**
 * Finds the answers in a questionnaire that people have edited, in whatever program: marks of bold and code may be gone, quotes bent, lines ended as on Windows.
 * Only lines with *Reference* and *Answer* are needed.
 * @returns besides: how many references of ours there are, and the first text below each that has no line with *Answer*
 */
export function readDocument(text: string): { readonly answered: readonly Answered[]; readonly unknown: readonly Unknown[]; readonly asked: number; readonly lost: readonly Written[] } {
  const all = questions();
  const lines = text.replace(/^\ufeff/, "").split(/\r\n|\r|\n/);
  const answered: Answered[] = [];
  const unknown: Unknown[] = [];
  const lost: Written[] = [];
  let asked = 0;
  let question: Question | undefined;
  for (let at = 0; at < lines.length; at += 1) {
    const line = lines[at] ?? "";
    const reference = REFERENCE.exec(line);
    if (reference !== null) {
      const key = reference[1] ?? "";
      question = all.find((one) => one.key === key);
      if (question === undefined) unknown.push({ text: key, line: at + 1, column: line.indexOf(key) + 1, known: all.map((one) => one.key) });
      else {
        asked += 1;
        lost.push(...withoutAnswer(lines, at + 1, all));
      }
      continue;
    }
    if (isHeading(line, all)) question = undefined;
    const answer = ANSWER.exec(line);
    if (answer === null || question === undefined) continue;
    const end = endOf(lines, at + 1, all);
    const [, environment, rest = ""] = answer;
    const block = lines.slice(at + 1, end).map((text, index) => ({ text, line: at + 2 + index, column: 1 }));
    const found = contents(question, [{ text: rest, line: at + 1, column: line.length - rest.length + 1 }, ...block]);
    if (found.lines.length + found.rows.length > 0) answered.push({ question, ...found, ...(environment !== undefined && { environment: { text: clean(environment), line: at + 1, column: line.indexOf(environment) + 1 } }) });
    at = end - 1;
  }
  return { answered, unknown, asked, lost };
}

/** The first text below a reference where no line of it begins with the word Answer. */
function withoutAnswer(lines: readonly string[], from: number, all: readonly Question[]): Written[] {
  const end = endOf(lines, from, all);
  const text = lines.slice(from, end).findIndex((line) => line.trim() !== "");
  return text < 0 || ANSWER.test(lines[end] ?? "") ? [] : [{ text: (lines[from + text] ?? "").trim(), line: from + text + 1, column: 1 }];
}

/** A heading by its mark, or, where an editor has taken the mark away, by its words: those of an owner, or a number and those of a question. */
function isHeading(line: string, all: readonly Question[]): boolean {
  if (/^\s{0,3}#{1,6}\s/.test(line) || HEADINGS.includes(line.trim())) return true;
  const title = /^[\s*_]*\d+[.)]\s+(.+?)[\s*_]*$/.exec(line)?.[1];
  return title !== undefined && all.some((question) => question.title === title);
}

/** The line at which an answer ends: the next answer, heading, reference or ruled line. */
function endOf(lines: readonly string[], from: number, all: readonly Question[]): number {
  const found = lines.slice(from).findIndex((line) => isHeading(line, all) || ANSWER.test(line) || REFERENCE.test(line) || /^\s*(?:-{3,}|\*{3,}|_{3,})\s*$/.test(line));
  return found < 0 ? lines.length : from + found;
}

function contents({ columns, choices }: Question, block: readonly Written[]): Pick<Answered, "lines" | "rows"> {
  if (columns) return { lines: [], rows: tableRows(block, columns.map(({ title }) => title)) };
  const marked = block.flatMap((one) => {
    const choice = choices && CHOICE.exec(one.text);
    return choice && (/[xX✓✔]/.test(choice[1] ?? "") || /[☑☒]/.test(choice[2] ?? "")) ? [trimmed(choice[3] ?? "", one)] : [];
  });
  const plain = block.filter(({ text }) => !(choices && CHOICE.test(text))).map(({ text, ...place }) => trimmed(text.replace(/^\s*(?:[-*+•>]\s+)?/, ""), { text, ...place }));
  return { lines: [...marked, ...plain].filter(({ text }) => !NOTHING.test(text)), rows: [] };
}

/** Cells below the ruled line, put into the order of the columns by their headings where somebody has moved them. */
function tableRows(block: readonly Written[], titles: readonly string[]): Written[][] {
  const rows = block.filter(({ text }) => text.includes("|")).map(cellsOf);
  const [head = [], ...rest] = rows;
  const places = titles.map((title, index) => {
    const found = head.findIndex(({ text }) => text.toLowerCase() === title.toLowerCase());
    return found < 0 ? index : found;
  });
  return rest
    .filter((cells) => !cells.every(({ text }) => /^:?-*:?$/.test(text)))
    .map((cells) => places.map((place) => cells[place] ?? { text: "", line: cells[0]?.line ?? 1, column: 1 }))
    .map((cells) => cells.map((cell) => (NOTHING.test(cell.text) ? { ...cell, text: "" } : cell)))
    .filter((cells) => cells.some(({ text }) => text !== ""));
}

function cellsOf({ text, line }: Written): Written[] {
  const cells: Written[] = [];
  let start = /^\s*\|/.exec(text)?.[0].length ?? 0;
  for (let at = start; at <= text.length; at += 1) {
    if (at < text.length && (text[at] !== "|" || text[at - 1] === "\\")) continue;
    if (at < text.length || text.slice(start).trim() !== "") cells.push(trimmed(text.slice(start, at), { text, line, column: 1 }, start));
    start = at + 1;
  }
  return cells;
}

/** A part of a line without what Markdown and word processors put around it, and its place. */
function trimmed(part: string, { text, line, column }: Written, from = text.lastIndexOf(part)): Written {
  const lead = /^[\s`"“„'‘*]*/.exec(part)?.[0].length ?? 0;
  return { text: clean(part), line, column: column + from + (lead < part.length ? lead : 0) };
}

/** Escapes, bent quotes, links and marks of bold and code, as editors put them into plain text. */
function clean(text: string): string {
  const bare = text
    .replace(/[\u00a0\u2007\u202f]/g, " ")
    .replace(/[\u200b\u200c\u200d\ufeff]/g, "")
    .trim()
    .replace(/\[([^\]]+)\]\((?:mailto:)?[^)]*\)/g, "$1")
    .replace(/<((?:https?|ssh|s3):[^>\s]+|[^>\s]+@[^>\s]+)>/g, "$1")
    .replace(/^(\*\*|__|\*|_|``|`)(.+)\1$/, "$2")
    .replace(/\\([!-/:-@[-`{-~])/g, "$1")
    .trim();
  return /^["“„'‘].*["”“'’]$/.test(bare) && bare.length > 1 ? bare.slice(1, -1).trim() : bare;
}
