import { outline, textOf, type Part } from "../document/index.ts";
import { identify } from "../document/identity.ts";
import type { MergeInside } from "./merge-block.ts";
import { Merger, type ValueClash } from "./merge-parts.ts";
import { sameData, YAML, type Identities, type Sides } from "./parts.ts";

export interface StructureMerge {
  readonly text: string;
  readonly clashes: readonly ValueClash[];
}

/**
 * Merges two edits of one YAML text by structure: entries of maps by key, items of lists by identity or by their place among the others,
 * documents by the resource that they are. What only one side changed is taken from that side, with its comments; everything else keeps the bytes of mine.
 * @param inside how texts inside of block scalars are merged
 * @returns undefined when a text has something that parts cannot say, or when the result does not read back as what was merged
 */
export function mergeYaml(base: string, mine: string, theirs: string, inside: MergeInside): StructureMerge | undefined {
  const [b, m, t] = [base, mine, theirs].map((text) => outline(text));
  if (b === undefined || m === undefined || t === undefined || m.length === 0) return undefined;
  const merger = new Merger(m, YAML, inside);
  const sides: Sides = { base: b, mine: m, theirs: t };
  const names = namesOfDocuments(sides);
  const documents = merger.children(sides, names, [], 0, names !== undefined && severalDocuments(sides));
  const text = documents.map((part, index) => textOf(index > 0 ? marked(part) : part)).join("");
  const back = outline(text);
  const faithful = back !== undefined && back.length === documents.length && documents.every((part, index) => sameData(part.data, back[index]?.data));
  return faithful ? { text, clashes: merger.clashes } : undefined;
}

/** A document behind another one begins with a marker, wherever it stood before. */
function marked(part: Part): Part {
  return /^---/m.test(part.head) ? part : { ...part, head: `---\n${part.head}` };
}

/**
 * Documents by the resource that they are; undefined when a side has one of them twice. One whose namespace alone changed is the one that the base has:
 * its namespace is a value like the others.
 */
export function namesOfDocuments(sides: Sides): Identities {
  const identities = (parts: readonly Part[]) => parts.map(({ data }, index): Name => {
    const { key, group, kind, name } = identify(data) ?? { key: `document ${index}`, group: "", kind: "", name: "" };
    return { key, anywhere: name === "" ? undefined : `${group}/${kind}/${name}` };
  });
  const base = identities(sides.base);
  const all = { base: base.map(({ key }) => key), mine: asInBase(base, identities(sides.mine)), theirs: asInBase(base, identities(sides.theirs)) };
  return Object.values(all).every((side) => new Set(side).size === side.length) ? all : undefined;
}

interface Name {
  readonly key: string;
  /** The resource without its namespace, where it has a name. */
  readonly anywhere: string | undefined;
}

function asInBase(base: readonly Name[], side: readonly Name[]): string[] {
  const onlyIn = (one: readonly Name[], other: readonly Name[]) => one.filter(({ key }) => !other.some((each) => each.key === key));
  const [gone, come] = [onlyIn(base, side), onlyIn(side, base)];
  return side.map((name) => {
    if (name.anywhere === undefined || !come.includes(name)) return name.key;
    const [before, ...others] = gone.filter(({ anywhere }) => anywhere === name.anywhere);
    const alone = come.filter(({ anywhere }) => anywhere === name.anywhere).length === 1;
    return before !== undefined && others.length === 0 && alone ? before.key : name.key;
  });
}

/** Where a file has several documents, a path begins with the name of one: lines move, and two documents have the same fields. */
export const severalDocuments = ({ base, mine, theirs }: Sides): boolean => base.length > 1 || mine.length > 1 || theirs.length > 1;
