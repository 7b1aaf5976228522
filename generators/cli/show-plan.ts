import type { Action, Plan } from "../plan/index.ts";

const WORDS: Readonly<Record<Action, string>> = {
  write: "written",
  replace: "updated",
  merge: "merged with your edits",
  unchanged: "unchanged",
  keep: "kept as you have them",
  conflict: "conflicts, yours kept",
  remove: "removed",
};

/** Steps that change something or ask for a decision, one line each; files that stay are only counted. */
export function showPlan(plan: Plan): string {
  const lines = plan.steps.filter(({ action }) => action !== "unchanged" && action !== "keep").map(({ action, path, because }) => `  ${action.padEnd(8)} ${path}  (${because})`);
  return [...lines, `  ${countSteps(plan)}`].join("\n");
}

/** `57 written`, `2 updated, 1 merged with your edits, 54 unchanged`. */
export function countSteps(plan: Plan): string {
  const counts = new Map<Action, number>();
  for (const { action } of plan.steps) counts.set(action, (counts.get(action) ?? 0) + 1);
  const parts = (Object.keys(WORDS) as Action[]).filter((action) => counts.has(action)).map((action) => `${counts.get(action)} ${WORDS[action]}`);
  return parts.length > 0 ? parts.join(", ") : "nothing to do";
}

/** True when applying the plan would change a file of the repository. */
export const changesSomething = (plan: Plan): boolean => plan.steps.some(({ action }) => action === "write" || action === "replace" || action === "merge" || action === "remove");
