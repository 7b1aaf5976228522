import type { Finding } from "../finding.ts";
import type { Code } from "./codes.ts";

/** What a run of verification looked at, and what it did not: silence means something only beside this. */
export interface Checked {
  /** Files of the tree, whatever they hold. */
  readonly files: number;
  /** Clusters that were built as Flux would; none when every file was looked at by itself. */
  readonly clusters: number;
  /** Resources of all clusters together. */
  readonly resources: number;
  readonly rules: Rules;
  /** What was met and not looked into, each with its reason. */
  readonly skipped: readonly Skipped[];
}

/** The rules in CEL of the kinds that were met. */
export interface Rules {
  /** Evaluations: a rule counts once for each value that it was held against. */
  readonly evaluated: number;
  /** Rules that could not be evaluated, each once: what they forbid was not looked for. */
  readonly notEvaluated: readonly NotEvaluated[];
}

export interface NotEvaluated {
  readonly kind: string;
  /** Where the rule stands in its kind, such as `spec.templates[]`. */
  readonly path: string;
  readonly rule: string;
  readonly because: string;
}

export interface Skipped {
  readonly what: string;
  readonly because: string;
  readonly count: number;
}

/** Findings that say that something was not looked into: what it is, and why not. */
const NOT_LOOKED_INTO: Partial<Readonly<Record<Code, readonly [what: string, because: string]>>> = {
  "verify/unknown-kind": ["kinds", "nobody here knows them"],
  "verify/unchecked-kind": ["kinds", "there is no record of their fields"],
  "verify/unchecked-chart": ["charts", "there is no schema of their values"],
  "verify/chart-templates": ["charts", "Helm turns their templates into manifests"],
  "verify/template": ["templates", "another program turns them into YAML"],
  "verify/outside-embedded-build": ["steps of a build", "they are carried out by kustomize or Flux alone"],
};

/** What the findings say was not looked into, in the order of the table; `blocked` rules were not looked at. */
export function skippedOf(findings: readonly Finding[], blocked: number, loose: number): Skipped[] {
  const rules: Skipped[] = blocked === 0 ? [] : [{ what: "rules", because: "something else is wrong with what they are about", count: blocked }];
  const others = Object.entries(NOT_LOOKED_INTO).flatMap(([code, [what, because]]) => {
    const count = findings.filter((finding) => finding.code === code).length;
    return count === 0 ? [] : [{ what, because, count }];
  });
  const aside: Skipped[] = loose === 0 ? [] : [{ what: "manifests", because: "no cluster that is found here receives them, so only their fields were looked at", count: loose }];
  return [...others, ...aside, ...rules];
}
