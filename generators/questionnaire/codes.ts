import type { CodeRow } from "../finding.ts";

/** What can be wrong with a filled-in questionnaire, beside the answers themselves. */
export const codes = {
  "questionnaire/unknown-question": ["error", "a reference that no question has",
    "The line that begins with *Reference* names the setting that the answer below it is for. It was changed, or the document is one of another version. Put it back as it was sent; the remedy names the nearest."],
  "questionnaire/unknown-environment": ["error", "an answer for an environment that is not known",
    "`Answer for …:` says something for one environment, which has to stand in the table of clusters, in the same or another document, or in the `platform.yaml` that is read with it. What is the same for all environments has no such line."],
  "questionnaire/no-questions": ["error", "a document without a question",
    "Answers are found by the lines that begin with *Reference*. A document that has none of them is another one, or was translated or rewritten as a whole. Fill in the document as it was sent; the answers may be in any language, these lines may not."],
  "questionnaire/no-answer-line": ["error", "text below a question that is no answer",
    "An answer begins with **Answer:**. Where that word is gone, as after a translation, nobody can tell the answer from what explains the question, and nothing is left out silently. Put the word back; to leave a question open, leave nothing below it, or leave **Answer:** alone."],
  "questionnaire/no-name": ["error", "a row without a name",
    "Every row of a table becomes an entry of its own, named by its first column. Write the name, or empty the row."],
} as const satisfies { readonly [code: `questionnaire/${string}`]: CodeRow };
