import type { Plan, Step } from "./plan.ts";

/** What becomes of a file, in the words of people. `protected`: written once or not ours to write, so no update ever touches it. */
export type Outcome = "written" | "merged" | "unchanged" | "kept" | "conflict" | "removed" | "protected";

const OUTCOMES: Readonly<Record<Step["action"], Outcome>> = { write: "written", replace: "written", merge: "merged", unchanged: "unchanged", keep: "kept", conflict: "conflict", remove: "removed" };

/** What becomes of the file of a step. */
export function outcomeOf({ path, action, notAFile }: Step, { emitted }: Plan): Outcome {
  return action === "keep" && (notAFile === true || emitted.get(path)?.ownership === "once") ? "protected" : OUTCOMES[action];
}
