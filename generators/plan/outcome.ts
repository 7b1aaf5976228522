import type { Plan, Step } from "./plan.ts";

/** What becomes of a file, in the words of people. `protected`: written once, so no update ever touches it. `conflict`: something in it both sides changed; the rest is merged. */
export type Outcome = "written" | "merged" | "unchanged" | "kept" | "conflict" | "removed" | "protected";

const OUTCOMES: Readonly<Record<Step["action"], Outcome>> = { write: "written", replace: "written", merge: "merged", unchanged: "unchanged", keep: "kept", conflict: "conflict", remove: "removed" };

/** What becomes of the file of a step. */
export function outcomeOf({ path, action, notAFile }: Step, { emitted, findings }: Plan): Outcome {
  if (action === "keep" && notAFile !== true && emitted.get(path)?.ownership === "once") return "protected";
  // What is merged apart from a place that both changed needs a decision all the same.
  if (action === "merge" && findings.some(({ code, file }) => code === "plan/conflict" && file === path)) return "conflict";
  return OUTCOMES[action];
}
