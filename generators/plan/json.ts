import type { Finding } from "../finding.ts";
import { digest } from "./digest.ts";
import { outcomeOf, type Outcome } from "./outcome.ts";
import type { Action, Plan, Step } from "./plan.ts";

/** A plan as `--json` prints it: the same plan gives the same bytes on every machine. */
export interface PlanJson {
  readonly summary: Readonly<Record<Action, number>>;
  readonly steps: readonly (Omit<Step, "notAFile"> & { readonly outcome: Outcome })[];
  /** What the record will hold: every emitted path with the SHA-256 of its text. */
  readonly emitted: readonly { readonly path: string; readonly sha256: string; readonly executable: boolean; readonly ownership: string }[];
  readonly findings: readonly Finding[];
}

/** Plain data in a fixed order of keys. */
export function planToJson(plan: Plan): PlanJson {
  const summary: Record<Action, number> = { write: 0, replace: 0, merge: 0, unchanged: 0, keep: 0, conflict: 0, remove: 0 };
  for (const step of plan.steps) summary[step.action] += 1;
  return {
    summary,
    steps: plan.steps.map(({ path, action, because, executable, before, text, notAFile }) => ({
      path,
      action,
      outcome: outcomeOf({ path, action, because, ...(notAFile && { notAFile }) }, plan),
      because,
      ...(executable !== undefined && { executable }),
      ...(before !== undefined && { before }),
      ...(text !== undefined && { text }),
    })),
    emitted: [...plan.base].map(([path, text]) => ({
      path,
      sha256: digest(text),
      executable: plan.emitted.get(path)?.executable ?? false,
      ownership: plan.emitted.get(path)?.ownership ?? "generated",
    })),
    findings: plan.findings.map(({ code, severity, file, line, column, path, reason, remedy }) => ({
      code,
      severity,
      ...(file !== undefined && { file }),
      ...(line !== undefined && { line }),
      ...(column !== undefined && { column }),
      ...(path !== undefined && { path }),
      reason,
      remedy,
    })),
  };
}
