import { formatPath, outline, textOf, type Part, type Path } from "../document/index.ts";
import { identify } from "../document/identity.ts";
import { identitiesOf } from "./list-identity.ts";
import { mergeItems, type Merging } from "./merge-items.ts";
import { asCollection, at, leadOf, sameData, sameText, saysTheSame, withChildren, type Identities, type Sides } from "./parts.ts";

/** One value that both sides changed, each to something else. Texts are the parts' own, mine stays. */
export interface ValueClash {
  readonly path: string;
  /** Line in mine, from 1. */
  readonly line: number;
  readonly base: string;
  readonly mine: string;
  readonly theirs: string;
}

export interface YamlMerge {
  readonly text: string;
  readonly clashes: readonly ValueClash[];
}

/**
 * Merges two edits of one YAML text by structure: entries of maps by key, items of lists by identity or by their place among the others,
 * documents by the resource that they are. What only one side changed is taken from that side, with its comments; everything else keeps the bytes of mine.
 * @returns undefined when a text has something that parts cannot say, or when the result does not read back as what was merged
 */
export function mergeYaml(base: string, mine: string, theirs: string): YamlMerge | undefined {
  const [b, m, t] = [base, mine, theirs].map(outline);
  if (b === undefined || m === undefined || t === undefined || m.length === 0) return undefined;
  const merger = new Merger(m);
  const documents = merger.children({ base: b, mine: m, theirs: t }, identitiesOfDocuments(b, m, t), [], 0);
  const text = documents.map(textOf).join("");
  const back = outline(text);
  const faithful = back !== undefined && back.length === documents.length && documents.every((part, index) => sameData(part.data, back[index]?.data));
  return faithful ? { text, clashes: merger.clashes } : undefined;
}

function identitiesOfDocuments(base: readonly Part[], mine: readonly Part[], theirs: readonly Part[]): Identities {
  const names = (parts: readonly Part[]) => parts.map(({ data }, index) => identify(data)?.key ?? `document ${index}`);
  const all = { base: names(base), mine: names(mine), theirs: names(theirs) };
  return Object.values(all).every((side) => new Set(side).size === side.length) ? all : undefined;
}

/** One merge: remembers what clashed, and where parts of mine stand. */
class Merger implements Merging {
  readonly clashes: ValueClash[] = [];
  readonly #lines = new Map<Part, number>();

  constructor(mine: readonly Part[]) {
    let line = 1;
    const place = (part: Part): void => {
      this.#lines.set(part, line + lineCount(part.lead));
      line += lineCount(part.lead + part.head);
      part.children.forEach(place);
      line += lineCount((part.children.length > 0 ? "" : part.value) + part.tail);
    };
    mine.forEach(place);
  }

  /** Children in the order of mine, or of theirs where only theirs changed the order. @param column where those of mine stand */
  children(sides: Sides, identities: Identities, path: Path, column: number): readonly Part[] {
    if (identities === undefined) return mergeItems(sides, path, column, this);
    const [base, mine, theirs] = (["base", "mine", "theirs"] as const).map((side) => new Map(sides[side].map((part, index) => [identities[side][index] ?? "", part])));
    if (base === undefined || mine === undefined || theirs === undefined) return [];
    const merged = new Map<string, Part>();
    for (const [name, part] of mine) {
      const [before, now] = [base.get(name), theirs.get(name)];
      const here = within(path, part, name);
      if (now !== undefined) merged.set(name, this.part(before, part, now, here));
      else if (before === undefined) merged.set(name, part);
      else if (!saysTheSame(before, part)) merged.set(name, this.clash(before, part, undefined, here));
    }
    let after: string | undefined;
    for (const [name, part] of theirs) {
      const before = base.get(name);
      if (!mine.has(name) && before === undefined) {
        merged.set(name, at(part, column));
      } else if (!mine.has(name) && before !== undefined && !saysTheSame(before, part)) this.clash(before, undefined, part, within(path, part, name), after === undefined ? undefined : mine.get(after));
      if (merged.has(name)) after = name;
    }
    return ordered(identities, merged).flatMap((name) => merged.get(name) ?? []);
  }

  /** One thing that mine and theirs both have. */
  part(base: Part | undefined, mine: Part, theirs: Part, path: Path): Part {
    if (sameText(mine, theirs) || (base !== undefined && sameText(base, theirs))) return mine;
    if (base !== undefined && sameText(base, mine)) return at(theirs, mine.column, mine);
    const lead = leadOf(base, mine, theirs);
    const [before, here, now] = [base && asCollection(base), asCollection(mine), asCollection(theirs)];
    if (here.kind !== "leaf" && here.kind === now.kind && (before === undefined || before.kind === here.kind)) {
      const sides: Sides = { base: before?.children ?? [], mine: here.children, theirs: now.children };
      const children = this.children(sides, here.kind === "map" ? keysOf(sides) : identitiesOf(String(path.findLast((step) => typeof step === "string") ?? ""), sides), path, here.children[0]?.column ?? here.column + 2);
      return withChildren({ ...here, ...lead }, children, dataOf(here, children));
    }
    if (sameData(mine.data, theirs.data) || (base !== undefined && sameData(base.data, theirs.data))) return { ...mine, ...lead };
    // A block that was only commented or restyled would lose that: its own text decides then.
    if (base !== undefined && sameData(base.data, mine.data) && mine.kind === "leaf" && theirs.kind === "leaf") {
      const tail = mine.tail === base.tail ? theirs.tail : mine.tail;
      return { ...at(theirs, mine.column, mine), ...lead, ...(theirs.value.endsWith("\n") ? {} : { tail: tail === "" ? "\n" : tail }) };
    }
    return this.clash(base, mine, theirs, path);
  }

  /** Keeps mine and says so. @param near what stands before the place in mine, for something that mine has not */
  clash(base: Part | undefined, mine: Part | undefined, theirs: Part | undefined, path: Path, near?: Part): Part {
    const bare = (part: Part | undefined): string => (part === undefined ? "" : textOf({ ...part, lead: "" }).trimEnd());
    this.clashes.push({ path: formatPath(path), line: this.#lineOf(mine ?? near), base: bare(base), mine: bare(mine), theirs: bare(theirs) });
    return mine ?? NOTHING;
  }

  #lineOf(part: Part | undefined): number {
    return (part && this.#lines.get(part)) ?? 1;
  }
}

/** What is gone in mine stays gone. */
const NOTHING: Part = { key: "", kind: "leaf", lead: "", head: "", value: "", tail: "", children: [], column: 0, data: undefined };

const lineCount = (text: string): number => text.split("\n").length - 1;

/** Documents add no step: the line tells which one it is. */
const within = (path: Path, part: Part, name: string): Path => (part.key !== "" ? [...path, part.key] : path.length === 0 ? [] : [...path, name]);

function keysOf({ base, mine, theirs }: Sides): Identities {
  const keys = (parts: readonly Part[]) => parts.map(({ key }) => key);
  return { base: keys(base), mine: keys(mine), theirs: keys(theirs) };
}

const dataOf = ({ kind }: Part, children: readonly Part[]): unknown => (kind === "map" ? Object.fromEntries(children.map(({ key, data }) => [key, data])) : children.map(({ data }) => data));

/** Order of the side that changed it, mine when both did; what the other side added follows what it followed there. */
function ordered(identities: NonNullable<Identities>, merged: ReadonlyMap<string, unknown>): string[] {
  const { base, mine, theirs } = identities;
  const common = (names: readonly string[]) => names.filter((name) => base.includes(name) && mine.includes(name) && theirs.includes(name)).join("\n");
  const [first, second] = common(mine) === common(base) && common(theirs) !== common(base) ? [theirs, mine] : [mine, theirs];
  const order = first.filter((name) => merged.has(name));
  let after = -1;
  for (const name of second) {
    if (!merged.has(name)) continue;
    const found = order.indexOf(name);
    if (found >= 0) after = found;
    else order.splice((after += 1), 0, name);
  }
  return order;
}
