import type { Answers } from "../answers/answers.ts";
import type { Documents } from "./model.ts";

/** Which documents the answers ask for. */
export function placeDocuments(answers: Answers): Documents {
  const include = answers.documents?.include ?? [];
  return { security: include.includes("security-pack"), nistAiRmf: include.includes("nist-ai-rmf") };
}
