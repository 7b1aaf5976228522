import { allCodes, pageOf } from "./all-codes.ts";
import type { Context } from "./context.ts";
import { EXIT } from "./exit-codes.ts";
import { unknown } from "./help.ts";

/** `--explain CODE`: the page of a code on standard output; for a code that does not exist, the one that was probably meant. */
export function explain(context: Context, code: string): number {
  const page = pageOf(code);
  if (page !== undefined) {
    const [severity, title] = allCodes[code] ?? [];
    context.data(context.json ? JSON.stringify({ code, severity, title, page }, null, 2) : page);
    return EXIT.ok;
  }
  // Whoever writes only the second half means a code all the same.
  const whole = Object.keys(allCodes).find((one) => one.endsWith(`/${code}`));
  const finding = unknown("code", code, Object.keys(allCodes), "docs/reference/findings.md lists the codes; a report shows the code of each finding.", whole);
  context.report([finding]);
  if (context.json) context.data(JSON.stringify({ exitCode: EXIT.invalid, findings: [finding] }, null, 2));
  return EXIT.invalid;
}
