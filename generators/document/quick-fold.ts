/** Scalars that go on over several lines: what they say, and where they end. Pure functions of lines, for `quick.ts`. */

/** A text without its quotes or breaks, the column behind it on its last line, and the line behind that. */
export interface Folded {
  readonly text: string;
  readonly end: number;
  readonly next: number;
}

const SPACE = 0x20;

function indentOf(line: string): number {
  let indent = 0;
  while (line.charCodeAt(indent) === SPACE) indent += 1;
  return indent;
}

/** A break is a space; a blank line more is a line feed each. */
const glue = (blank: number): string => (blank === 0 ? " " : "\n".repeat(blank));

/**
 * A plain scalar whose first line is `first`, which ends at the column `end`, and every line from `next` on that is indented deeper than `parent`. Undefined where
 * a line of it could be anything else: a comment, a key.
 */
export function foldPlain(lines: readonly string[], first: string, next: number, parent: number, end: number): Folded | undefined {
  const parts = [first];
  let blank = 0;
  for (let at = next; at < lines.length; at += 1) {
    const line = lines[at] as string;
    const indent = indentOf(line);
    if (indent === line.length) {
      blank += 1;
      continue;
    }
    if (indent <= parent) break;
    const part = line.slice(indent).trimEnd();
    if (part.startsWith("#") || part.includes(" #") || part.includes(": ") || part.endsWith(":")) return undefined;
    parts.push(glue(blank), part);
    [blank, next, end] = [0, at + 1, indent + part.length];
  }
  return { text: parts.join(""), end, next };
}

const BODY = { '"': /(?:[^"\\]+|\\["\\nrt])*/y, "'": /(?:[^']+|'')*/y } as const;
const CLOSED = /["'] *(?: #.*)?$/y;

/** A text in quotes that begins at `start` of the line `at`, still with its escapes. Undefined where it does not end, or has an escape that is not plain. */
export function foldQuoted(lines: readonly string[], at: number, start: number, parent: number): Folded | undefined {
  const quote = (lines[at] as string)[start] as '"' | "'";
  const body = BODY[quote];
  const parts: string[] = [];
  let blank = 0;
  for (let row = at, from = start + 1; row < lines.length; row += 1, from = 0) {
    const line = lines[row] as string;
    if (row > at) {
      from = indentOf(line);
      if (from === line.length) {
        blank += 1;
        continue;
      }
      if (from <= parent) return undefined;
      parts.push(glue(blank));
      blank = 0;
    }
    body.lastIndex = from;
    const raw = (body.exec(line) as RegExpExecArray)[0];
    const end = from + raw.length;
    if (end === line.length) {
      parts.push(raw.trimEnd());
      continue;
    }
    CLOSED.lastIndex = end;
    if (line[end] !== quote || !CLOSED.test(line)) return undefined;
    parts.push(raw);
    return { text: parts.join(""), end: end + 1, next: row + 1 };
  }
  return undefined;
}
