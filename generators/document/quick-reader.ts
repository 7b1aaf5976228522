/** What the readers of plain YAML share: the lines, where they are, and the sign that a text is for the library. */

/** Where an entry of a map, an item of a list or a document begins. Lines and columns count from 0. */
export interface Mark {
  /** Undefined for a document. */
  readonly step: string | number | undefined;
  /** How many steps lead to it. */
  readonly depth: number;
  readonly key?: readonly [line: number, column: number];
  /** Undefined where nothing is written, which is null. */
  value: readonly [line: number, column: number] | undefined;
  /** Behind a scalar, or what is in brackets; undefined for what goes on in lines of its own, and for nothing. */
  end?: readonly [line: number, column: number];
  /** Of a document: the line that divides it from the next, or behind the last line. */
  until?: number;
}

/** Thrown, and caught in `quick.ts`: most texts that are not plain say so deep inside. */
export const NOT_PLAIN = new Error("not plain YAML");
export const END = -1;
export const SPACE = 0x20;
export const HASH = 0x23;
export const DASH = 0x2d;

export interface Reader {
  readonly lines: string[];
  at: number;
  /** Indentation of the line at hand, or END at the end of a document. */
  indent: number;
  /** Whether a value or key without quotes was met that is something else in YAML 1.1. */
  ambiguous: boolean;
  readonly marks: Mark[] | undefined;
}

/** Goes to the next line with content and returns its indentation; END at the end of the document. */
export function content(reader: Reader): number {
  const { lines } = reader;
  for (; reader.at < lines.length; reader.at += 1) {
    const line = lines[reader.at] as string;
    let indent = 0;
    while (line.charCodeAt(indent) === SPACE) indent += 1;
    if (indent === line.length || line.charCodeAt(indent) === HASH) continue;
    if (indent === 0 && line.startsWith("---")) {
      if (line.trimEnd() !== "---") throw NOT_PLAIN;
      break;
    }
    return (reader.indent = indent);
  }
  return (reader.indent = END);
}
