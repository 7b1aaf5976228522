/** A repository held in memory: what render makes, what plan compares and what verify reads. */

/** How the generator treats a path after the first time it was written. */
export type Ownership =
  /** Ours: written anew at every update, merged when a person edited it. */
  | "generated"
  /** Written when it is missing for the first time, never touched again. */
  | "once";

export interface TreeFile {
  /** UTF-8 text with `\n` line ends. Files of other kinds never enter a tree that we make. */
  readonly text: string;
  /** True for scripts: mode 0755 instead of 0644. */
  readonly executable: boolean;
  readonly ownership: Ownership;
}

/** Repository-relative path with forward slashes → file, in the order of the paths' code units. */
export type Tree = ReadonlyMap<string, TreeFile>;
