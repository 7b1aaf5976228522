import type { At } from "./fault.ts";
import type { Line, Piece } from "./lines.ts";
import type { Condition, Reference } from "./names.ts";

/** What a line compiles to, from left to right. */
export type Part = string | Call | { readonly condition: Condition; readonly yes: readonly Part[]; readonly no: readonly Part[] };

/** A call of a writer: `yaml.field(cluster.name, 2)`. */
export interface Call {
  readonly call: string;
  readonly args: readonly (string | number | Call | { readonly value: Reference })[];
}

/** A line as one text in which each value and each choice is one character that templates cannot hold. */
export const VALUE = "\0";
export const CHOICE = "\u0001";

export interface View {
  readonly shape: string;
  readonly pieces: readonly Piece[];
  /** Place of an offset of `shape` in the template. */
  readonly at: (offset: number) => At;
}

export function viewOf(pieces: readonly Piece[], start: At): View {
  const starts: number[] = [];
  let shape = "";
  for (const piece of pieces) {
    starts.push(shape.length);
    shape += piece.kind === "text" ? piece.text : piece.kind === "value" ? VALUE : CHOICE;
  }
  return {
    shape,
    pieces,
    at(offset) {
      const index = starts.findLastIndex((begin) => begin <= offset);
      const piece = pieces[index];
      return piece === undefined ? start : { line: piece.at.line, column: piece.at.column + (piece.kind === "text" ? offset - (starts[index] ?? 0) : 0) };
    },
  };
}

/** The view of a whole line; in a line of an included file every place is that of the include. */
export function lineView(line: Line): View {
  const start = { line: line.number, column: 1 };
  const view = viewOf(line.pieces, start);
  return line.included === null ? view : { ...view, at: () => line.pieces[0]?.at ?? start };
}

/** The piece that stands at an offset of the shape where the shape has VALUE or CHOICE. */
function pieceAt(view: View, offset: number): Exclude<Piece, { kind: "text" }> {
  let seen = 0;
  for (let i = 0; i < offset; i += 1) if (isHole(view.shape.charAt(i))) seen += 1;
  const piece = view.pieces.filter((one): one is Exclude<Piece, { kind: "text" }> => one.kind !== "text")[seen];
  if (piece === undefined) throw new Error(`Nothing stands at offset ${offset} of ${JSON.stringify(view.shape)}`);
  return piece;
}

export const isHole = (character: string): boolean => character === VALUE || character === CHOICE;

export const hasHole = (shape: string): boolean => shape.includes(VALUE) || shape.includes(CHOICE);

/** Parts of a stretch of the line in which every value goes through the same writer; choices keep to it too. */
export function parts(view: View, from: number, to: number, write: (value: Reference) => Part): Part[] {
  const out: Part[] = [];
  for (let i = from; i < to; i += 1) {
    const start = i;
    while (i < to && !isHole(view.shape.charAt(i))) i += 1;
    if (i > start) out.push(view.shape.slice(start, i));
    if (i >= to) break;
    const piece = pieceAt(view, i);
    if (piece.kind === "value") out.push(write(piece.reference));
    else out.push({ condition: piece.condition, yes: whole(piece.yes, piece.at, write), no: whole(piece.no, piece.at, write) });
  }
  return out;
}

function whole(pieces: readonly Piece[], at: At, write: (value: Reference) => Part): Part[] {
  const view = viewOf(pieces, at);
  return parts(view, 0, view.shape.length, write);
}

/** The value that stands at an offset of the shape where the shape has VALUE. */
export function valueAt(view: View, offset: number): Reference {
  const piece = pieceAt(view, offset);
  if (piece.kind !== "value") throw new Error(`No value stands at offset ${offset} of ${JSON.stringify(view.shape)}`);
  return piece.reference;
}

/** The choice that stands at an offset of the shape where the shape has CHOICE. */
export function choiceAt(view: View, offset: number): Extract<Piece, { kind: "choice" }> {
  const piece = pieceAt(view, offset);
  if (piece.kind !== "choice") throw new Error(`No choice stands at offset ${offset} of ${JSON.stringify(view.shape)}`);
  return piece;
}

/** The last value of a line may turn out empty: the spaces before it go with it then. A code span never is. */
export function withoutGap(line: readonly Part[], trailing: string): readonly Part[] {
  const last = line.at(-1);
  const before = line.at(-2);
  if (typeof last !== "object" || !("call" in last) || /code$/i.test(last.call) || typeof before !== "string" || !before.endsWith(" ")) return line;
  const kept = before.trimEnd();
  const gap = before.slice(kept.length);
  return [...line.slice(0, -2), kept, { call: trailing, args: gap === " " ? [last] : [last, gap] }];
}

/** The writer of that name, with numbers behind the value. */
export const through =
  (call: string, ...rest: readonly number[]) =>
  (value: Reference): Call => ({ call, args: [{ value }, ...rest] });

export const indentOf = (shape: string): number => shape.length - shape.trimStart().length;
