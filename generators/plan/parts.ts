import { isDeepStrictEqual } from "node:util";
import { textOf, type Part } from "../document/index.ts";
import { mergeLines } from "./merge-lines.ts";

export interface Sides {
  readonly base: readonly Part[];
  readonly mine: readonly Part[];
  readonly theirs: readonly Part[];
}

/** Names of the children of each side, equal when they are the same thing; undefined when children have no names. */
export type Identities = { readonly [side in keyof Sides]: readonly string[] } | undefined;

const shapes = new WeakMap<Part, string>();

/** The text of a part wherever it stands, so that the same thing in another place is the same; indentation inside of it counts, since it is somebody's style. */
function shapeOf(part: Part): string {
  const known = shapes.get(part);
  if (known !== undefined) return known;
  const value = part.value.includes("\n") ? part.value.replace(new RegExp(`\\n {0,${part.column}}`, "g"), "\n") : part.value;
  const shape = [trimmed(part.lead), part.kind === "leaf" ? part.head.trimStart() : part.head.trim(), value, part.tail.trim(), ...part.children.map((child) => `${child.column - part.column}${shapeOf(child)}`)].join("\u0000");
  shapes.set(part, shape);
  return shape;
}

const trimmed = (text: string): string => text.replace(/^[ \t]+/gm, "");

export const sameText = (a: Part, b: Part): boolean => shapeOf(a) === shapeOf(b);

/** Whether two parts say the same with the same comments, however they are written. */
export const saysTheSame = (a: Part, b: Part): boolean => sameText(a, b) || (sameData(a.data, b.data) && commentsOf(a).join("\n") === commentsOf(b).join("\n"));

/** Comments of a part and of everything in it. */
export function commentsOf(part: Part): string[] {
  // The head of a leaf is its key, which may have a `#` inside quotes; only a line of its own has room for a comment.
  const head = part.kind === "leaf" && !part.head.includes("\n") ? "" : part.head;
  const lines = `${part.lead}\n${head}\n${part.tail}`.split("\n");
  const own = lines.flatMap((line) => /(?:^|\s)#.*$/.exec(line)?.[0].trim() ?? []);
  return [...own, ...(/\s#/.test(part.value) ? [part.value] : []), ...part.children.flatMap(commentsOf)];
}

export const sameData = (a: unknown, b: unknown): boolean => isDeepStrictEqual(a, b);

/** A part of theirs at a column of mine. Where it stands in for one of mine, it begins like that: behind a dash, or on a line of its own. */
export function at(part: Part, column: number, instead?: Part): Part {
  const moved = shift(part, column - part.column);
  return instead === undefined ? moved : beginLike(moved, /^[ \t]/.test(instead.head) || instead.column === 0);
}

/** Whole lines move; what stands behind a dash moves with it. */
function shift(part: Part, by: number): Part {
  const column = part.column + by;
  if (by === 0) return part;
  const move = (text: string): string => text.replace(/^[ ]+(?=\S)/gm, (indent) => " ".repeat(Math.max(0, indent.length + by)));
  const moveInside = (text: string): string => text.replace(/\n([ ]*)(?=[^\s])/g, (_, indent: string) => `\n${" ".repeat(Math.max(0, indent.length + by))}`);
  const indented = (text: string): string => (by > 0 ? text.replace(/^(?=[^\s])/gm, " ".repeat(by)) : text);
  const lead = part.column === 0 ? indented(part.lead) : move(part.lead);
  const head = part.column === 0 ? " ".repeat(Math.max(0, by)) + part.head : /^[ ]/.test(part.head) ? move(part.head) : part.head;
  const tail = part.children.length > 0 ? move(part.tail) : part.tail;
  return { ...part, lead, head, value: moveInside(part.value), tail, column, children: part.children.map((child) => shift(child, by)) };
}

function beginLike(part: Part, ownLine: boolean): Part {
  const bare = part.head.trimStart();
  return { ...part, head: ownLine ? " ".repeat(part.column) + bare : bare };
}

/** Children as they stand in their parent: the first one behind its dash when the parent's line has no end, the others on lines of their own. */
export function childrenInPlace(parent: Part, children: readonly Part[]): readonly Part[] {
  const inline = !parent.head.endsWith("\n") && parent.head !== "";
  return children.map((child, index) => {
    const behindDash = inline && index === 0;
    if (behindDash && /^[ \t]/.test(child.head)) return { ...beginLike(child, false), lead: "" };
    if (!behindDash && child.column > 0 && !/^[ \t]/.test(child.head)) return beginLike(child, true);
    return child;
  });
}

/** Comments before a part, merged by lines; mine where both changed the same ones. */
export function leadOf(base: Part | undefined, mine: Part, theirs: Part): { readonly lead: string } {
  const lines = (part: Part | undefined): string[] => (part === undefined || part.lead === "" ? [] : trimmed(part.lead).replace(/\n$/, "").split("\n"));
  const [m, t] = [lines(mine), lines(theirs)];
  const merged = mergeLines(lines(base), m, t).flatMap((region) => {
    if (region.from === "conflict") return m.slice(region.mine.start, region.mine.start + region.mine.length);
    return (region.from === "theirs" ? t : m).slice(region.start, region.start + region.length);
  });
  if (merged.join("\n") === m.join("\n")) return { lead: mine.lead };
  return { lead: merged.map((line) => `${line === "" ? "" : " ".repeat(mine.column)}${line}\n`).join("") };
}

/** What a language of parts does in its own way. */
export interface Dialect {
  readonly textOf: (part: Part) => string;
  /** A part whose value is empty brackets as a collection without children; any other as it is. */
  readonly asCollection: (part: Part) => Part;
  /** A collection with its merged children; brackets when none is left. */
  readonly withChildren: (part: Part, children: readonly Part[], data: unknown) => Part;
}

export const YAML: Dialect = {
  textOf,
  asCollection(part) {
    if (!isEmptyBrackets(part) || part.value.includes("#")) return part;
    return { ...part, kind: Array.isArray(part.data) ? "list" : "map", head: `${part.head.trimEnd()}${part.tail.trim() === "" ? "" : part.tail.trimEnd()}\n`, value: "", tail: "" };
  },
  withChildren(part, children, data) {
    if (children.length > 0) return { ...part, children: childrenInPlace(part, children), data };
    const [, key = "", comment = ""] = /^([^\n#]*?)\s*(#[^\n]*)?\n?$/.exec(part.head) ?? [];
    return { ...part, kind: "leaf", head: `${key} `, value: part.kind === "map" ? "{}" : "[]", tail: `${comment === "" ? "" : ` ${comment}`}\n`, children: [], data };
  },
};

export const isEmptyBrackets = ({ kind, data }: Part): boolean => kind === "leaf" && typeof data === "object" && data !== null && Object.keys(data).length === 0;
