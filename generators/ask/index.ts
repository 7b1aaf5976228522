import type { Asker } from "./asker.ts";
import { plainAsker } from "./plain.ts";
import type { Look } from "./look.ts";

/** Questions → answers in a terminal. Wording comes from the schema; what follows from answers is handed in as a preview. */
export { Interrupted, type Asker } from "./asker.ts";
export { active, askOpen, firstOpen, saidBefore, type Answers, type Given } from "./dialogue.ts";
export { problemAt, problemOf } from "./check.ts";
export type { Part } from "./part.ts";
export { askAndReview, type PermanentGroup, type Preview, type Review } from "./review.ts";
export { platformAnswers } from "./platform-answers.ts";
export { repositoryUrl } from "./repository-url.ts";
export { wordingOf } from "./wording.ts";
export type { Look } from "./look.ts";
export type { Known, Question, Said, Value } from "./question.ts";

/**
 * Whoever puts the questions: on a screen that is redrawn, or line by line.
 * Use `close` at the end, whatever the end is.
 */
export async function askerFor(look: Look, plain: boolean): Promise<Asker & { readonly close: () => void }> {
  if (plain) return plainAsker(look, process.stdin, process.stderr);
  const { screenAsker } = await import("./screen/index.ts");
  return screenAsker(look, process.stdin, process.stderr);
}
