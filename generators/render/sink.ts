import type { Ownership } from "../tree.ts";

/** Where compiled templates put their files. Paths are relative to the platform's own folder. */
export interface Sink {
  /** A file made from a template. Null says that a condition of its folder does not hold: there is no such file. */
  write(path: string, text: string | null, executable: boolean, ownership: Ownership): void;
  /** A file that stands in the templates as it is emitted, under this name among the verbatim files. */
  copy(path: string, verbatim: string, ownership: Ownership): void;
}

export interface Verbatim {
  readonly text: string;
  /** True when the file starts with `#!`. */
  readonly executable: boolean;
  /** Data of its YAML documents, where nothing is wrong with them by themselves. */
  readonly data?: readonly unknown[];
}
