import type { Kind } from "../answers/index.ts";
import type { Known, Question, Said } from "./question.ts";

/** Something that is added to a platform: what is asked for it, and the entry that follows. */
export interface Part {
  readonly kind: Kind;
  /** The first one is its name. Ids are the names of the flags. */
  readonly questions: readonly Question[];
  readonly entry: (said: Said, known: Known) => { readonly name: string; readonly value: Readonly<Record<string, unknown>>; readonly cluster?: string };
}
