import { isError, sortFindings, type Finding } from "../finding.ts";
import { planToJson, unifiedDiff, type MineFile, type Plan } from "../plan/index.ts";
import type { Context } from "./context.ts";
import { EXIT } from "./exit-codes.ts";
import { showPlan } from "./show-plan.ts";

/** Ends a command whose input was wrong: nothing was written. */
export function refuse(context: Context, findings: readonly Finding[], help?: string, source?: (file: string) => string | undefined): number {
  context.report(findings, source);
  if (context.json) context.data(JSON.stringify({ exitCode: EXIT.invalid, findings: sortFindings(findings) }, null, 2));
  else if (help !== undefined) context.say(`\n${help}`);
  else context.say(`${countErrors(findings)}. Nothing was written.`);
  return EXIT.invalid;
}

/**
 * Ends a command that made a plan: the very plan as JSON, or its findings for people, and then what is left to say.
 * What a check only notes is for `verify`: here it would stand between people and what they have to read.
 */
export function finish(context: Context, exitCode: number, plan: Plan, findings: readonly Finding[], source?: (file: string) => string | undefined, closing = ""): number {
  const all = sortFindings([...plan.findings, ...findings]);
  context.report(all.filter(({ severity }) => severity !== "info"), source);
  if (closing !== "" && !context.json) context.say(closing);
  if (context.json) context.data(JSON.stringify({ exitCode, ...planToJson(plan), findings: all, dryRun: context.on("dry-run") || context.on("check") }, null, 2));
  else if (exitCode === EXIT.verification) context.say("The generated repository did not pass its own verification. This is a fault of the generator: please report it. Nothing was written.");
  else if (exitCode === EXIT.invalid) context.say(`${countErrors(all)}. Nothing was written.`);
  return exitCode;
}

/** Conflicts have a code of their own: everything else was applied. */
export const codeOf = (plan: Plan): number => (plan.findings.some(({ code }) => code === "plan/conflict") ? EXIT.conflicts : EXIT.ok);

/** The plan and its diff for people; under `--json` the plan comes at the end. */
export function printPlan(context: Context, plan: Plan, mine: ReadonlyMap<string, MineFile>): void {
  if (context.json) return;
  if (context.on("diff")) context.data(unifiedDiff(plan, mine));
  context.say(showPlan(plan));
}

const countErrors = (findings: readonly Finding[]): string => {
  const errors = findings.filter(isError).length;
  return `${errors} ${errors === 1 ? "error" : "errors"}`;
};
