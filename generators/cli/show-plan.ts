import { outcomeOf, type Outcome, type Plan } from "../plan/index.ts";

const WORDS: Readonly<Record<Outcome, string>> = {
  written: "written",
  merged: "merged with your edits",
  removed: "removed",
  conflict: "in conflict, yours stays",
  kept: "kept as you have them",
  protected: "protected: written once, yours since then",
  unchanged: "unchanged",
};

/** One line per file that changes, asks for a decision or is kept as a person has it; what is protected or unchanged is only counted. */
export function showPlan(plan: Plan): string {
  const lines = plan.steps.flatMap((step) => {
    const outcome = outcomeOf(step, plan);
    return outcome === "unchanged" || outcome === "protected" ? [] : [`  ${outcome.padEnd(8)} ${step.path}  (${step.because})`];
  });
  return [...lines, `  ${countSteps(plan)}`].join("\n");
}

/** `57 written`, `2 written, 1 merged with your edits, 54 unchanged`. */
export function countSteps(plan: Plan): string {
  const counts = new Map<Outcome, number>();
  for (const step of plan.steps) counts.set(outcomeOf(step, plan), (counts.get(outcomeOf(step, plan)) ?? 0) + 1);
  const parts = (Object.keys(WORDS) as Outcome[]).flatMap((outcome) => (counts.has(outcome) ? [`${counts.get(outcome)} ${WORDS[outcome]}`] : []));
  return parts.length > 0 ? parts.join(", ") : "nothing to do";
}

/** True when applying the plan would change a file of the repository. */
export const changesSomething = (plan: Plan): boolean => plan.steps.some(({ action }) => action === "write" || action === "replace" || action === "merge" || action === "remove");
