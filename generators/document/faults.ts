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

export const keyFault = (place: Place): Finding => ({
  ...place,
  code: "yaml/syntax",
  severity: "error",
  reason: "The key of this entry is a list or a map; JSON, which every manifest becomes, has only texts for keys.",
  remedy: "Write a text, or correct the brackets and the indentation if no such key is meant.",
});

export const mergeFault = (place: Place): Finding => ({
  ...place,
  code: "yaml/syntax",
  severity: "error",
  reason: "The key `<<` takes over the entries of another map, and what stands behind it is none.",
  remedy: "Name a map behind it, as in `<<: *common`; put the key in quotes when it is meant as text.",
});

export const sizeFault = (file: string, most: number): Finding => ({
  file,
  line: 1,
  column: 1,
  code: "yaml/too-large",
  severity: "error",
  reason: `This file has more than ${most} values or documents, and is not read: no manifest is so large, and reading it would fill the memory.`,
  remedy: "Split it, or keep data that is no manifest in a file with another ending.",
});

/** The place of an offset. */
export function placeIn(text: string, offset: number, file: string): Place {
  const start = text.lastIndexOf("\n", offset - 1) + 1;
  let line = 1;
  for (let at = text.indexOf("\n"); at >= 0 && at < start; at = text.indexOf("\n", at + 1)) line += 1;
  return { file, line, column: offset - start + 1 };
}

export function depthFault(text: string, offset: number, file: string, limit: number): Finding {
  return {
    ...placeIn(text, offset, file),
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
