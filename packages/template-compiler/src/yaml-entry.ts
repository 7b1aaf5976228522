import { indentOf } from "./view.ts";

/** One line of block YAML, by offsets into its shape. */
export interface Entry {
  readonly indent: number;
  /** Where key or value starts, behind all dashes: the column of what belongs to the item. */
  readonly column: number;
  readonly dashes: number;
  /** Offset behind the colon, when the line has a key. */
  readonly keyEnd: number | null;
  readonly valueStart: number;
  readonly valueEnd: number;
  /** Offset of the `#`. */
  readonly comment: number | null;
}

/** Reads a line that is neither empty nor a comment nor a document's start; an offset says where it cannot be read. */
export function readEntry(shape: string): Entry | number {
  const indent = indentOf(shape);
  let column = indent;
  while (shape.startsWith("- ", column)) column += 2;
  const dashes = (column - indent) / 2;
  let start = column;
  let end = tokenEnd(shape, start, true);
  let keyEnd: number | null = null;
  if (end !== null && shape.charAt(end) === ":") {
    keyEnd = end + 1;
    start = keyEnd;
    while (shape.charAt(start) === " ") start += 1;
    end = shape.charAt(start) === "#" ? start : tokenEnd(shape, start, false);
  }
  if (end === null) return start;
  const rest = shape.slice(end).trimStart();
  if (rest !== "" && !rest.startsWith("#")) return end;
  return { indent, column, dashes, keyEnd, valueStart: start, valueEnd: end, comment: rest === "" ? null : shape.length - rest.length };
}

/** Offset behind a quoted or plain scalar; null for a quote that does not end on its line. */
function tokenEnd(shape: string, start: number, isKey: boolean): number | null {
  const quote = shape.charAt(start);
  if (quote === '"' || quote === "'") return quoteEnd(shape, start, quote);
  for (let i = start; i < shape.length; i += 1) {
    const next = shape.charAt(i + 1);
    if (isKey && shape.charAt(i) === ":" && (next === "" || next === " ")) return i;
    if (shape.charAt(i) === " " && (next === "#" || shape.slice(i).trim() === "")) return i;
  }
  return shape.length;
}

function quoteEnd(shape: string, start: number, quote: string): number | null {
  for (let i = start + 1; i < shape.length; i += 1) {
    const character = shape.charAt(i);
    if (quote === '"' && character === "\\") i += 1;
    else if (character === quote) {
      if (quote === '"' || shape.charAt(i + 1) !== "'") return i + 1;
      i += 1;
    }
  }
  return null;
}
