import { mergeLines, type Region } from "./merge-lines.ts";
import { ordered, type ValueClash } from "./merge-parts.ts";
import type { StructureMerge } from "./merge-yaml.ts";

/** A heading with everything up to the next one, without the blank lines at its end. The text before the first heading has no name. */
interface Section {
  readonly name: string;
  readonly lines: readonly string[];
  readonly blank: readonly string[];
  /** True for the last one of its text: the blank lines behind it are the text's. */
  readonly last: boolean;
  /** Line in the text, from 1. */
  readonly line: number;
}

/**
 * Merges two edits of one Markdown text by sections, which their headings name: different sections never meet, even next to each other.
 * Inside of a section lines decide, hunk by hunk; mine stays where both changed the same.
 * @returns undefined when two sections have the same heading below the same one: which of them was meant nobody can tell
 */
export function mergeSections(base: string, mine: string, theirs: string): StructureMerge | undefined {
  const twice = new Set([base, mine, theirs].flatMap(repeatedHeadings));
  const [b, m, t] = [base, mine, theirs].map((text) => sectionsOf(text, twice));
  if (b === undefined || m === undefined || t === undefined) return undefined;
  const clashes: ValueClash[] = [];
  const merged = new Map<string, Section>();
  let line = 1;
  for (const name of new Set([...m.keys(), ...t.keys()])) {
    const [before, here, now] = [b.get(name), m.get(name), t.get(name)];
    line = here?.line ?? line;
    const same = (one: Section | undefined, other: Section | undefined): boolean => one?.lines.join("\n") === other?.lines.join("\n");
    const clash = (): void => void clashes.push({ path: "", line, base: textOf(before), mine: textOf(here), theirs: textOf(now) });
    if (here !== undefined && now !== undefined) merged.set(name, { ...here, lines: inSection(before, here, now, clashes) });
    else if (before === undefined || !same(before, here ?? now)) {
      if (here !== undefined || before === undefined) merged.set(name, (here ?? now) as Section);
      if (before !== undefined) clash();
    }
  }
  const names = ordered({ base: [...b.keys()], mine: [...m.keys()], theirs: [...t.keys()] }, merged);
  const lines = names.flatMap((name, index) => linesOf(merged.get(name), index === names.length - 1, m));
  return { text: lines.map((each) => `${each}\n`).join("").replace(/\n$/, mine === "" || mine.endsWith("\n") ? "\n" : ""), clashes };
}

const textOf = (section: Section | undefined): string => (section === undefined ? "" : section.lines.join("\n"));

/** What was last in its text has a blank line behind it when something follows; what is last now ends as the text of mine did. */
function linesOf(section: Section | undefined, last: boolean, mine: ReadonlyMap<string, Section>): readonly string[] {
  if (section === undefined) return [];
  const end = last ? ([...mine.values()].at(-1)?.blank ?? []) : section.last && section.lines.length > 0 ? [""] : section.blank;
  return [...section.lines, ...end];
}

function inSection(base: Section | undefined, mine: Section, theirs: Section, clashes: ValueClash[]): readonly string[] {
  const before = base?.lines ?? mine.lines.slice(0, 1);
  return mergeLines(before, mine.lines, theirs.lines).flatMap((region: Region): readonly string[] => {
    if (region.from !== "conflict") return (region.from === "theirs" ? theirs : mine).lines.slice(region.start, region.start + region.length);
    const cut = (lines: readonly string[], { start, length }: { start: number; length: number }) => lines.slice(start, start + length);
    const kept = cut(mine.lines, region.mine);
    clashes.push({ path: "", line: mine.line + region.mine.start, base: cut(before, region.base).join("\n"), mine: kept.join("\n"), theirs: cut(theirs.lines, region.theirs).join("\n") });
    return kept;
  });
}

interface Heading {
  readonly at: number;
  readonly level: number;
  readonly text: string;
}

/** A `#` inside of a fence is no heading. */
function headingsOf(lines: readonly string[]): Heading[] {
  const headings: Heading[] = [];
  let fence: string | undefined;
  for (const [at, line] of lines.entries()) {
    const mark = /^ {0,3}(`{3,}|~{3,})/.exec(line)?.[1];
    if (mark !== undefined && (fence === undefined || mark.startsWith(fence))) fence = fence === undefined ? mark : undefined;
    const heading = fence === undefined ? /^(#{1,6})\s+(.*?)\s*$/.exec(line) : null;
    if (heading?.[1] !== undefined) headings.push({ at, level: heading[1].length, text: `${heading[1]} ${heading[2] ?? ""}` });
  }
  return headings;
}

const linesIn = (text: string): string[] => text.replace(/\n$/, "").split("\n");

function repeatedHeadings(text: string): string[] {
  const texts = headingsOf(linesIn(text)).map((heading) => heading.text);
  return texts.filter((each, index) => texts.indexOf(each) !== index);
}

/** Sections by their heading; a heading that some text has twice is named together with the one above it. */
function sectionsOf(text: string, twice: ReadonlySet<string>): ReadonlyMap<string, Section> | undefined {
  const lines = linesIn(text);
  const headings = headingsOf(lines);
  const starts = headings.map((heading, index) => {
    const above = headings.slice(0, index).findLast(({ level }) => level < heading.level);
    return { at: heading.at, name: twice.has(heading.text) ? `${above?.text ?? ""}\n${heading.text}` : heading.text };
  });
  if (starts[0]?.at !== 0) starts.unshift({ at: 0, name: "" });
  const sections = starts.map(({ at, name }, index): Section => {
    const all = lines.slice(at, starts[index + 1]?.at ?? lines.length);
    const length = all.findLastIndex((line) => line.trim() !== "") + 1;
    return { name, lines: all.slice(0, length), blank: all.slice(length), last: index === starts.length - 1, line: at + 1 };
  });
  return new Set(starts.map(({ name }) => name)).size === starts.length ? new Map(sections.map((section) => [section.name, section])) : undefined;
}
