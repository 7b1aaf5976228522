import type { Mark } from "./quick-reader.ts";
import { quickParse } from "./quick.ts";
import { libraryShapes } from "./library-shapes.ts";

/** An entry, an item or a whole document: where it stands, and what is inside. Offsets count UTF-16 units. */
export interface Shape {
  /** Of an entry of a map. */
  readonly key?: { readonly text: string; readonly start: number; readonly end: number };
  /** From the first character of the value to behind its last; undefined where nothing is written. */
  readonly range: readonly [start: number, end: number] | undefined;
  /** Set for what goes on in lines of its own; everything in brackets is one value. */
  readonly block?: "map" | "list";
  readonly children: readonly Shape[];
  readonly data: unknown;
}

export interface DocumentShape {
  /** Undefined for a document without content. */
  readonly root: Shape | undefined;
  /** Behind the last character that belongs to it. */
  readonly end: number;
}

/** The documents of a text; undefined when it has a fault, anchors, tags, or keys that are no scalars. */
export const shapesOf = (text: string): readonly DocumentShape[] | undefined => quickShapes(text) ?? libraryShapes(text);

/** As `shapesOf`, in a tenth of the time, for texts of the plain part; undefined for others. */
export function quickShapes(text: string): readonly DocumentShape[] | undefined {
  const marks: Mark[] = [];
  const reading = quickParse(text, marks);
  if (reading === undefined || reading.data.length === 0) return undefined;
  const starts = [0];
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) starts.push(at + 1);
  const offset = ([line, column]: readonly [number, number]): number => (starts[line] ?? text.length) + column;
  let next = 0;
  const shapeOf = (data: unknown, end: number): Shape => {
    const { step, depth, key, value, end: behind } = marks[next] as Mark;
    next += 1;
    const block = value === undefined || behind !== undefined ? undefined : Array.isArray(data) ? "list" : "map";
    const children: Shape[] = [];
    while (next < marks.length && (marks[next] as Mark).depth > depth) {
      const inner = marks[next] as Mark;
      // What is in brackets is one value.
      if (block === undefined) next += 1;
      else children.push(shapeOf((data as Record<string | number, unknown>)[inner.step as string | number], end));
    }
    const range = value && ([offset(value), behind === undefined ? end : offset(behind)] as const);
    return { ...(key !== undefined && { key: keyAt(text, String(step), offset(key)) }), range, ...(block !== undefined && { block }), children, data };
  };
  return reading.data.map((data) => {
    const end = offset([(marks[next] as Mark).until as number, 0]);
    return { root: shapeOf(data, end), end };
  });
}

/** Keys that are read quickly have no escapes. */
const keyAt = (text: string, key: string, start: number) => ({ text: key, start, end: start + key.length + (text[start] === '"' || text[start] === "'" ? 2 : 0) });
