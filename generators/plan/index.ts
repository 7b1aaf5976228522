/** Base, mine and theirs become a plan: what is written, merged, kept or refused at every path, and why. Pure. */
export { plan } from "./make-plan.ts";
export { planToJson, type PlanJson } from "./json.ts";
export { adopt, type Adopted, type Remains, type Verdict } from "./adopt.ts";
export { onlyAt, pendingPaths } from "./only.ts";
export { outcomeOf, type Outcome } from "./outcome.ts";
export { shellWord, takeCommand } from "./command.ts";
export { withTaken } from "./take.ts";
export { unifiedDiff } from "./unified.ts";
export { digest } from "./digest.ts";
export { decodeText, withoutStyle } from "./text.ts";
export type { Action, AnswersFile, Emitted, MineFile, Plan, PlanInput, Step } from "./plan.ts";
