/** One place that both sides changed. `line` is the place in mine, from 1. */
export interface Clash {
  readonly line: number;
  /** Path inside a structured file. */
  readonly path?: string;
  readonly base: readonly string[];
  readonly mine: readonly string[];
  readonly theirs: readonly string[];
}

export type TextMerge =
  /** `clashes`: places where mine stays because both sides changed them; everything else is merged. */
  | { readonly text: string; readonly clashes: readonly Clash[] }
  | { readonly clashes: readonly Clash[]; readonly text?: undefined }
  /** The lines fit together, yet the result is no valid file of its kind. */
  | { readonly fault: string; readonly line: number };
