import { digestsByPath, type Lock } from "../apply/index.ts";
import { isError, type Finding } from "../finding.ts";
import { digest } from "../plan/index.ts";
import { generate } from "./generate.ts";
import { newerRecord } from "./newer.ts";
import { refusedChanges } from "./refusals.ts";
import { skippedSets } from "./upgrade-way.ts";

/**
 * What an update from the recorded state to these answers would be: `invalid`, `refused`, `update-available`, or nothing to do
 * (undefined). Compares what would be emitted with the digests of the record; no file of the repository is read.
 */
export function compareWithAnswers(text: string, file: string, lock: Lock): { readonly state: "invalid" | "refused" | "update-available" | undefined; readonly findings: readonly Finding[] } {
  const newer = [...newerRecord(lock), ...skippedSets(lock)];
  if (newer.length > 0) return { state: "refused", findings: newer };
  const { generated, findings } = generate(text, file);
  if (generated === undefined) return { state: "invalid", findings };
  const refusals = refusedChanges(lock, generated, [], file);
  const all = [...findings, ...refusals];
  if (refusals.some(isError)) return { state: "refused", findings: all };
  // What was held back is behind the answers, and nothing but the next update can say how far.
  if (generated.waiting) return { state: "update-available", findings: all };
  const emitted = digestsByPath(lock.files);
  const differs =
    generated.platformYaml !== text ||
    emitted.size !== generated.tree.size ||
    [...generated.tree].some(([path, { text: content, ownership }]) => !emitted.has(path) || (ownership === "generated" && !emitted.get(path)?.includes(digest(content))));
  return { state: differs ? "update-available" : undefined, findings: all };
}
