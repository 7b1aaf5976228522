import { outline, type Part } from "../document/index.ts";
import type { TextMerge } from "./clash.ts";
import { mergeByLines } from "./merge-by-lines.ts";
import { mergeJson } from "./merge-json.ts";
import { mergeSections } from "./merge-sections.ts";
import { mergeYaml, type StructureMerge } from "./merge-yaml.ts";
import { saysTheSame } from "./parts.ts";
import { plainOf, styledLike, withoutByteOrderMark } from "./text.ts";

/** Merges contents without style; undefined when the text is not of the kind that its name says. */
type StructuralMerge = (base: string, mine: string, theirs: string) => StructureMerge | undefined;

/** What a name ends in → the merge that knows this kind of file, and whether a merge by lines that found no clash is as good as its result. */
const KINDS: readonly { readonly name: RegExp; readonly merge: StructuralMerge; readonly proves: (byLines: string, byStructure: string) => boolean }[] = [
  { name: /\.ya?ml$/, merge: (base, mine, theirs) => mergeYaml(base, mine, theirs, inside), proves: sameYaml },
  { name: /\.json$/, merge: mergeJson, proves: sameJson },
  // Prose has no other proof; a heading that one side changed is followed by lines alone.
  { name: /\.md$/, merge: mergeSections, proves: () => true },
];

/**
 * Merges two edits of one text by the structure that its kind has: YAML and JSON by keys and identities, Markdown by sections. A merge by lines is
 * taken instead where it says the same data with the same comments, because it keeps more of the bytes. Every other text is merged by lines.
 */
export function mergeText(path: string, base: string, mine: string, theirs: string): TextMerge {
  const byLines = mergeByLines(path, base, mine, theirs);
  const kind = KINDS.find(({ name }) => name.test(path));
  const byStructure = kind && styled(kind.merge, base, mine, theirs);
  if (kind === undefined || byStructure === undefined) return byLines;
  const clean = "clashes" in byLines && byLines.text !== undefined && byLines.clashes.length === 0;
  if (clean && (byStructure.clashes.length === 0 || kind.merge === mergeSections) && (byLines.text === byStructure.text || kind.proves(byLines.text ?? "", byStructure.text))) return byLines;
  return { text: byStructure.text, clashes: byStructure.clashes.map(({ base, mine, theirs, line, path }) => ({ line, path, base: linesOf(base), mine: linesOf(mine), theirs: linesOf(theirs) })) };
}

/** A text inside of a value: the same merges, by the name of its key. */
function inside(name: string, base: string, mine: string, theirs: string) {
  const merged = mergeText(name, base, mine, theirs);
  return "fault" in merged || merged.text === undefined ? undefined : { text: merged.text, clashes: merged.clashes };
}

const linesOf = (text: string): string[] => (text === "" ? [] : text.split("\n"));

/** Structure is read without line ends, which come back. */
function styled(merge: StructuralMerge, base: string, mine: string, theirs: string): StructureMerge | undefined {
  const merged = merge(plainOf(base), plainOf(mine), plainOf(theirs));
  return merged && { ...merged, text: styledLike(merged.text, mine) };
}

/** Whether two texts have equal data and equal comments, document by document. */
function sameYaml(a: string, b: string): boolean {
  const [one, other] = [outline(plainOf(a)), outline(plainOf(b))];
  return one !== undefined && one.length === other?.length && one.every((part, index) => saysTheSame(part, other[index] as Part));
}

/** The order of keys counts: it is what a person sees in a diff. */
function sameJson(a: string, b: string): boolean {
  const said = (text: string): string => JSON.stringify(JSON.parse(withoutByteOrderMark(text)));
  return said(a) === said(b);
}
