/** The questions as a document to send ahead, and what comes back. */
export { OWNERS } from "./questions.ts";
export { writeQuestionnaire } from "./write.ts";
export { readQuestionnaires, type Read } from "./read.ts";
export type { Source } from "./collect.ts";
