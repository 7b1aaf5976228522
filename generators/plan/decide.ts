import type { Ownership } from "../tree.ts";
import type { Action } from "./plan.ts";

/** Everything that the fate of one path depends on. */
export interface Facts {
  /** Whether we emit the path now. */
  readonly emitted: "yes" | "no";
  /** As emitted now; as emitted earlier when it is emitted no longer. */
  readonly ownership: Ownership;
  /** Whether an earlier run emitted it; `lost` when it did and its text is not known any more. */
  readonly recorded: "yes" | "no" | "lost";
  /** What is there now; `as-base` and `as-theirs` disregard line ends and byte order mark. */
  readonly disk: "absent" | "not-a-file" | "as-base" | "as-theirs" | "edited";
  /** Whether what we emit now differs from what we emitted. */
  readonly ours: "same" | "changed";
}

export interface Decision {
  readonly action: Action;
  readonly because: string;
}

type Row = readonly [
  emitted: Facts["emitted"] | "*",
  ownership: Facts["ownership"] | "*",
  recorded: Facts["recorded"] | "*",
  disk: Facts["disk"] | "*",
  ours: Facts["ours"] | "*",
  action: Action,
  because: string,
];

/** The first row that fits decides. `merge` becomes `conflict` where the two edits meet. */
const TABLE: readonly Row[] = [
  // emitted ownership   recorded disk       ours       action       because
  ["*",   "*",         "*",    "not-a-file", "*",       "keep",      "not a regular file, never written through"],
  ["no",  "*",         "*",    "absent",     "*",       "unchanged", "gone on both sides"],
  ["no",  "once",      "*",    "*",          "*",       "keep",      "written once, yours since then, no longer emitted"],
  ["no",  "generated", "yes",  "as-base",    "*",       "remove",    "no longer emitted, unedited"],
  ["no",  "generated", "lost", "*",          "*",       "keep",      "no longer emitted, and whether you edited it is not known"],
  ["no",  "generated", "*",    "*",          "*",       "keep",      "no longer emitted, edited by you"],
  ["yes", "*",         "no",   "absent",     "*",       "write",     "new"],
  ["yes", "*",         "*",    "absent",     "*",       "keep",      "deleted by you"],
  ["yes", "once",      "no",   "*",          "*",       "keep",      "written once, and yours was here first"],
  ["yes", "once",      "*",    "*",          "*",       "keep",      "written once, yours since then"],
  ["yes", "generated", "*",    "as-theirs",  "*",       "unchanged", "already as emitted"],
  ["yes", "generated", "no",   "*",          "*",       "conflict",  "yours was here first, with another text"],
  ["yes", "generated", "lost", "*",          "*",       "keep",      "the emitted text is lost, so every difference counts as yours"],
  ["yes", "generated", "yes",  "as-base",    "*",       "replace",   "unedited, changed by us"],
  ["yes", "generated", "yes",  "edited",     "same",    "keep",      "edited by you, unchanged by us"],
  ["yes", "generated", "yes",  "edited",     "changed", "merge",     "edited by you, changed by us in other places"],
];

/** What happens to a path. Every combination of facts has a row. */
export function decide(facts: Facts): Decision {
  const row = TABLE.find(
    ([emitted, ownership, recorded, disk, ours]) =>
      fits(emitted, facts.emitted) && fits(ownership, facts.ownership) && fits(recorded, facts.recorded) && fits(disk, facts.disk) && fits(ours, facts.ours),
  );
  if (row === undefined) throw new Error(`no row of the decision table fits ${JSON.stringify(facts)}`);
  return { action: row[5], because: row[6] };
}

const fits = <T extends string>(cell: T | "*", fact: T): boolean => cell === "*" || cell === fact;
