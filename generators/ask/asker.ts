import type { Choice, Value } from "./question.ts";

/** One question as it is shown: all words are final. */
export interface Shown {
  readonly kind: "text" | "one" | "several";
  /** `4 of at most 20`; empty outside the row of questions. */
  readonly counter: string;
  readonly title: string;
  /** Paragraphs under the title. */
  readonly about: readonly string[];
  readonly example?: string;
  readonly choices: readonly Choice[];
  /** Several: names of one's own may be added. */
  readonly open: boolean;
  /** What Enter alone says. */
  readonly initial?: Value;
  /** Where that comes from. */
  readonly from?: string;
  readonly back: boolean;
  readonly check: (value: Value) => string | undefined;
}

export type Reply = { readonly value: Value } | { readonly back: true };

/** Whoever puts questions to a person. */
export interface Asker {
  /** @throws Interrupted when the person wants to stop, at any moment */
  readonly ask: (shown: Shown) => Promise<Reply>;
  /** A text between questions. */
  readonly say: (text: string) => void;
}

/** Ctrl-C, Ctrl-D, or a terminal that went away. */
export class Interrupted extends Error {
  override readonly name = "Interrupted";
}
