import type { Finding } from "../finding.ts";
import { decodeText, type Plan } from "../plan/index.ts";
import { describeUnresolved, unmergedPaths } from "./git-index.ts";
import { readRegular } from "./read.ts";

/**
 * Why nothing may be written while a merge is unfinished: both sides of it are in the files, and an update would take one
 * half for a person's edit. Reads Git's index where there is one, and looks for the markers of a merge in what both sides changed.
 * @returns at most one finding per file (`apply/unresolved-merge`)
 */
export function refuseUnresolved(root: string, plan: Plan): Finding[] {
  const unmerged = unmergedPaths(root);
  const marked = plan.steps.flatMap(({ path, action }) => ((action === "merge" || action === "conflict") && !unmerged.includes(path) && hasMarkers(root, path) ? [path] : []));
  return describeUnresolved(unmerged, marked);
}

function hasMarkers(root: string, path: string): boolean {
  const file = readRegular(root, path);
  const text = file.kind === "bytes" ? decodeText(file.bytes) : undefined;
  return text !== undefined && /^<{7} /m.test(text) && /^={7}\r?$/m.test(text) && /^>{7} /m.test(text);
}
