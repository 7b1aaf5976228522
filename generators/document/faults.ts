import type { Finding, Place } from "../finding.ts";

/** What can be wrong with a YAML text, whatever it says. */

export const duplicateFault = (place: Place): Finding => ({
  ...place,
  code: "yaml/duplicate-key",
  severity: "error",
  reason: "This key stands twice in the same map; a reader keeps only one of the two values.",
  remedy: "Remove one of the two.",
});

export const tagFault = (place: Place, tag: string): Finding => ({
  ...place,
  code: "yaml/tag",
  severity: "error",
  reason: `The tag ${tag} gives this value a type of its own, which other readers of this file do not know.`,
  remedy: "Remove the tag; put the value in quotes where it must be a string.",
});

export const aliasFault = (place: Place): Finding => ({
  ...place,
  code: "yaml/alias",
  severity: "error",
  reason: "Anchors and aliases are not allowed here: what is merged by path needs every value written where it stands.",
  remedy: "Write the value out.",
});

export const anchorFault = (place: Place, name: string): Finding => ({
  ...place,
  code: "yaml/alias",
  severity: "error",
  reason: `There is no anchor \`&${name}\` before the alias \`*${name}\`.`,
  remedy: `Put it in quotes when it is meant as text: "*${name}".`,
});

export const manyAliasesFault = (place: Place, limit: number): Finding => ({
  ...place,
  code: "yaml/alias",
  severity: "error",
  reason: `More than ${limit} aliases, or aliases that multiply: such a file can expand to any size.`,
  remedy: "Write the repeated values out, or use `defaults` and `tiers`.",
});

export function depthFault(text: string, offset: number, file: string, limit: number): Finding {
  const before = text.slice(0, offset).split("\n");
  return {
    file,
    line: before.length,
    column: (before.at(-1) ?? "").length + 1,
    code: "yaml/too-deep",
    severity: "error",
    reason: `More than ${limit} maps or lists stand inside each other here.`,
    remedy: "Check the brackets and the indentation.",
  };
}

/** The place where an unfinished merge begins; it explains every other fault of a text. */
export const mergeMarker = (text: string): number | undefined => /^<{7} /m.exec(text)?.index;

export const unresolvedFault = (place: Place): Finding => ({
  ...place,
  code: "yaml/unresolved-merge",
  severity: "error",
  reason: "Here begins what a merge of Git could not join: both sides stand in the file, one after the other.",
  remedy: "Choose what is right, remove the lines with <<<<<<<, ======= and >>>>>>>, and `git add` the file.",
});
