import { formatPath, type Part, type Path } from "../document/index.ts";
import { identitiesOf } from "./list-identity.ts";
import { mergeBlock, type MergeInside } from "./merge-block.ts";
import { mergeItems, type Merging } from "./merge-items.ts";
import { at, leadOf, sameData, sameText, saysTheSame, type Dialect, type Identities, type Sides } from "./parts.ts";

/** One value that both sides changed, each to something else. Texts are the parts' own, mine stays. */
export interface ValueClash {
  readonly path: string;
  /** Line in mine, from 1. */
  readonly line: number;
  readonly base: string;
  readonly mine: string;
  readonly theirs: string;
}

/** One merge: remembers what clashed, and where parts of mine stand. */
export class Merger implements Merging {
  readonly clashes: ValueClash[] = [];
  readonly #lines = new Map<Part, number>();

  readonly #dialect: Dialect;
  readonly #inside: MergeInside | undefined;

  /** @param inside how texts inside of values are merged; without it such a value is one thing */
  constructor(mine: readonly Part[], dialect: Dialect, inside?: MergeInside) {
    this.#dialect = dialect;
    this.#inside = inside;
    let line = 1;
    const place = (part: Part): void => {
      this.#lines.set(part, line + lineCount(part.lead));
      line += lineCount(part.lead + part.head);
      part.children.forEach(place);
      line += lineCount((part.children.length > 0 ? "" : part.value) + part.tail);
    };
    mine.forEach(place);
  }

  /**
   * Children in the order of mine, or of theirs where only theirs changed the order.
   * @param column where those of mine stand
   * @param named false for what adds no step to a path: the one document of a file
   */
  children(sides: Sides, identities: Identities, path: Path, column: number, named = true): readonly Part[] {
    const within = (part: Part, name: string): Path => (named ? [...path, part.key !== "" ? part.key : name] : path);
    if (identities === undefined) return mergeItems(sides, path, column, this);
    const [base, mine, theirs] = (["base", "mine", "theirs"] as const).map((side) => new Map(sides[side].map((part, index) => [identities[side][index] ?? "", part])));
    if (base === undefined || mine === undefined || theirs === undefined) return [];
    const merged = new Map<string, Part>();
    for (const [name, part] of mine) {
      const [before, now] = [base.get(name), theirs.get(name)];
      const here = within(part, name);
      if (now !== undefined) merged.set(name, this.part(before, part, now, here));
      else if (before === undefined) merged.set(name, part);
      else if (!saysTheSame(before, part)) merged.set(name, this.clash(before, part, undefined, here));
    }
    let after: string | undefined;
    for (const [name, part] of theirs) {
      const before = base.get(name);
      if (!mine.has(name) && before === undefined) {
        merged.set(name, at(part, column));
      } else if (!mine.has(name) && before !== undefined && !saysTheSame(before, part)) this.clash(before, undefined, part, within(part, name), after === undefined ? undefined : mine.get(after));
      if (merged.has(name)) after = name;
    }
    return ordered(identities, merged).flatMap((name) => merged.get(name) ?? []);
  }

  /** One thing that mine and theirs both have. */
  part(base: Part | undefined, mine: Part, theirs: Part, path: Path): Part {
    if (sameText(mine, theirs) || (base !== undefined && sameText(base, theirs))) return mine;
    if (base !== undefined && sameText(base, mine)) return at(theirs, mine.column, mine);
    const lead = leadOf(base, mine, theirs);
    const [before, here, now] = [base && this.#dialect.asCollection(base), this.#dialect.asCollection(mine), this.#dialect.asCollection(theirs)];
    if (here.kind !== "leaf" && here.kind === now.kind && (before === undefined || before.kind === here.kind)) {
      const sides: Sides = { base: before?.children ?? [], mine: here.children, theirs: now.children };
      const children = this.children(sides, here.kind === "map" ? keysOf(sides) : identitiesOf(String(path.findLast((step) => typeof step === "string") ?? ""), sides), path, here.children[0]?.column ?? here.column + 2);
      return this.#dialect.withChildren({ ...here, ...lead }, children, dataOf(here, children));
    }
    if (sameData(mine.data, theirs.data) || (base !== undefined && sameData(base.data, theirs.data))) return { ...mine, ...lead };
    // A block that was only commented or restyled would lose that: its own text decides then.
    if (base !== undefined && sameData(base.data, mine.data) && mine.kind === "leaf" && theirs.kind === "leaf") {
      const tail = mine.tail === base.tail ? theirs.tail : mine.tail;
      const written = theirs.value.includes("\n") ? {} : { tail: tail === "" ? "\n" : tail, ...(mine.value.includes("\n") ? {} : { head: mine.head }) };
      return { ...at(theirs, mine.column, mine), ...lead, ...written };
    }
    const block = base && this.#inside && mergeBlock(base, mine, theirs, this.#inside);
    if (block === undefined) return this.clash(base, mine, theirs, path);
    for (const each of block.clashes) this.clashes.push({ path: formatPath(path), line: this.#lineOf(mine) + each.line, base: each.base.join("\n"), mine: each.mine.join("\n"), theirs: each.theirs.join("\n") });
    return { ...block.part, ...lead };
  }

  /** Keeps mine and says so. @param near what stands before the place in mine, for something that mine has not */
  clash(base: Part | undefined, mine: Part | undefined, theirs: Part | undefined, path: Path, near?: Part): Part {
    const bare = (part: Part | undefined): string => (part === undefined ? "" : this.#dialect.textOf({ ...part, lead: "" }).trimEnd());
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

function keysOf({ base, mine, theirs }: Sides): Identities {
  const keys = (parts: readonly Part[]) => parts.map(({ key }) => key);
  return { base: keys(base), mine: keys(mine), theirs: keys(theirs) };
}

const dataOf = ({ kind }: Part, children: readonly Part[]): unknown => (kind === "map" ? Object.fromEntries(children.map(({ key, data }) => [key, data])) : children.map(({ data }) => data));

/** Order of the side that changed it, mine when both did; what the other side added follows what it followed there. */
export function ordered(identities: NonNullable<Identities>, merged: ReadonlyMap<string, unknown>): string[] {
  const { base, mine, theirs } = identities;
  const sets = [base, mine, theirs].map((names) => new Set(names));
  const common = (names: readonly string[]) => names.filter((name) => sets.every((set) => set.has(name))).join("\n");
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
