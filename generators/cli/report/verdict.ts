import type { Finding, Severity } from "../../finding.ts";
import type { ToolRun } from "../../tools/index.ts";
import type { Checked } from "../../verify/index.ts";

/** What verification looked at. Its counts of rules and of what it left out are said where it has them. */
export type Looked = Pick<Checked, "files" | "clusters" | "resources"> & {
  readonly rules?: { readonly evaluated: number; readonly notEvaluated: readonly unknown[] };
  readonly skipped?: readonly { readonly what: string; readonly because: string; readonly count: number }[];
};

/** A finding that somebody decided to live with. */
export interface Accepted {
  readonly finding: Finding;
  readonly because: string;
  /** Last day on which it is accepted, as 2027-03-31. */
  readonly until: string;
}

/** All that a run of `verify` has to say, in whatever format. */
export interface Verdict {
  readonly exitCode: number;
  /** What counts, in the order of a report. */
  readonly findings: readonly Finding[];
  readonly accepted: readonly Accepted[];
  /** Absent when nothing was checked, because of what the findings say. */
  readonly checked?: Looked;
  readonly tools: readonly ToolRun[];
  /** Programs that could check more and were not asked to. */
  readonly notAsked: readonly string[];
}

export const countOf = (findings: readonly Finding[], severity: Severity): number => findings.filter((finding) => finding.severity === severity).length;

/** `1 file`, `2 files`. */
export const counted = (count: number, one: string, many = `${one}s`): string => `${count} ${count === 1 ? one : many}`;

/**
 * What was checked and what came of it, on one line.
 * Silence means something only beside what was looked at, so what was left out is said as well.
 */
export function summaryOf({ findings, accepted, checked, tools, notAsked }: Verdict): string {
  if (checked === undefined) return "Nothing was checked.";
  const [errors, warnings, notes] = [countOf(findings, "error"), countOf(findings, "warning"), countOf(findings, "info")];
  const total = errors + warnings === 0 ? "nothing found" : [errors > 0 ? counted(errors, "error") : "", warnings > 0 ? counted(warnings, "warning") : ""].filter(Boolean).join(", ");
  const sentences = [`${lookedAt(checked, tools)}: ${total}${notes > 0 ? `, ${counted(notes, "note")}` : ""}${accepted.length > 0 ? `, ${accepted.length} accepted` : ""}.`];
  const left = (checked.skipped ?? []).map(({ what, because, count }) => `${count} ${count === 1 ? what.replace(/s\b/, "") : what} (${because})`);
  const unevaluated = checked.rules?.notEvaluated.length ?? 0;
  if (unevaluated > 0) left.push(`${counted(unevaluated, "rule")} (--json names them)`);
  if (left.length > 0) sentences.push(`Not checked: ${left.join(", ")}.`);
  if (notAsked.length > 0) sentences.push(`Not asked: ${notAsked.join(", ")} (--with).`);
  return sentences.join(" ");
}

function lookedAt(checked: Looked, tools: readonly ToolRun[]): string {
  const clusters = checked.clusters > 0 ? ` of ${counted(checked.clusters, "cluster")}` : "";
  const rules = checked.rules === undefined || checked.rules.evaluated === 0 ? "" : `, ${counted(checked.rules.evaluated, "evaluation")} of rules`;
  return [`${counted(checked.files, "file")}, ${counted(checked.resources, "resource")}${clusters}${rules} checked`, ...tools.map(({ name, version, looked }) => `${name} ${version} on ${looked}`)].join(", ");
}
