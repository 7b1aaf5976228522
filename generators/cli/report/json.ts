import type { Verdict } from "./verdict.ts";

/** Everything, for programs: nothing is folded. */
export function jsonOf({ exitCode, findings, accepted, checked, tools }: Verdict): string {
  return JSON.stringify({ exitCode, files: checked?.files ?? 0, ...(checked && { checked }), tools, findings, accepted }, null, 2);
}
