import type { CodeRow } from "../finding.ts";

/** What can be wrong with a filled-in questionnaire, beside the answers themselves. */
export const codes = {
  "questionnaire/unknown-question": ["error", "a reference that no question has",
    "The line that begins with *Reference* names the setting that the answer below it is for. It was changed, or the document is one of another version. Put it back as it was sent; the remedy names the nearest."],
  "questionnaire/unknown-environment": ["error", "an answer for an environment that is not known",
    "`Answer for …:` says something for one environment, which has to stand in the table of clusters, in the same or another document, or in the `platform.yaml` that is read with it. What is the same for all environments has no such line."],
  "questionnaire/no-name": ["error", "a row without a name",
    "Every row of a table becomes an entry of its own, named by its first column. Write the name, or empty the row."],
} as const satisfies { readonly [code: `questionnaire/${string}`]: CodeRow };
