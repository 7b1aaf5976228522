/** What the output of one test file says. Everything that is not a plain success is a failure: a test that did not run has not passed. */

export interface Ended {
  readonly file: string;
  /** Source of the test file. */
  readonly text: string;
  /** stdout and stderr together. */
  readonly output: string;
  readonly code: number | null;
  readonly signal: string | null;
}

export interface Outcome {
  readonly file: string;
  readonly passed: number;
  /** Failed tests, and one more when the file as a whole is at fault. */
  readonly failed: number;
  readonly skipped: number;
  /** `title: reason` of the skipped tests that told it. */
  readonly reasons: readonly string[];
  readonly fault: string | undefined;
  readonly output: string;
}

export function judge(ended: Ended, ci: boolean): Outcome {
  const total = count(ended.output, "Total");
  const passed = count(ended.output, "Passed") ?? 0;
  const skipped = count(ended.output, "Skipped") ?? 0;
  const failed = (total ?? 0) - passed;
  const fault = faultOf(ended, { total, failed, skipped }, ci);
  const reasons = [...ended.output.matchAll(/^# skipped: (.*)$/gm)].map(([, reason = ""]) => reason);
  return { file: ended.file, passed, failed: failed + (fault === undefined ? 0 : 1), skipped, reasons, fault, output: ended.output };
}

/** uvu prints its totals once, at the end; a test may print such lines too, but before. */
function count(output: string, label: string): number | undefined {
  const found = [...output.matchAll(new RegExp(`^  ${label}: +(\\d+)$`, "gm"))].at(-1)?.[1];
  return found === undefined ? undefined : Number(found);
}

function faultOf({ text, code, signal }: Ended, { total, failed, skipped }: { readonly total: number | undefined; readonly failed: number; readonly skipped: number }, ci: boolean): string | undefined {
  const suites = [...text.matchAll(/\b(?:const|let) (\w+) = suite\(/g)].map(([, name = ""]) => name);
  const idle = suites.find((name) => !new RegExp(`\\b${name}\\.run\\(\\)`).test(text));
  if (idle !== undefined) return `The suite \`${idle}\` has no \`${idle}.run()\`.`;
  if (signal !== null) return `Ended by ${signal}.`;
  if (total === undefined) return `No result: the file ended with code ${code} before its tests did.`;
  if (total === 0 && skipped === 0) return "No test ran.";
  if (ci && /^\s*\w+\.only\(/m.test(text)) return "`.only` leaves the other tests out.";
  return code !== 0 && failed === 0 ? `Ended with code ${code} although every test passed.` : undefined;
}

/** The last line of a run. */
export function totals(outcomes: readonly Outcome[], more = 0): { readonly failed: number; readonly line: string } {
  const sum = (key: "passed" | "failed" | "skipped"): number => outcomes.reduce((all, outcome) => all + outcome[key], 0);
  const failed = sum("failed") + more;
  return { failed, line: `${sum("passed")} passed, ${failed} failed${sum("skipped") === 0 ? "" : `, ${sum("skipped")} skipped`}` };
}
