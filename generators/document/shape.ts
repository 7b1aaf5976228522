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
