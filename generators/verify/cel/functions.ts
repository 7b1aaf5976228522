import { CelScalar, celFunc, celMap, celMethod, listType, mapType, type CelFunc, type CelInput, type CelList, type CelMap, type CelValue } from "@bufbuild/cel";
import { addresses } from "./addresses.ts";
import { quantities } from "./quantities.ts";

/**
 * What Kubernetes adds to the language (the CEL libraries of an API server of 1.34), as far as the library has not got it: quantities,
 * addresses, URLs, searching by pattern, sums and order of lists, optional values. Values of types of their own are maps with one key
 * that no object has.
 */
const { BOOL, DYN, INT, STRING } = CelScalar;
const LIST = listType(DYN);
const MAP = mapType(DYN, DYN);

/** Begins the message of an error that is a limit of this program and says nothing of the data. */
export const NOT_HERE = "not supported here: ";

const OPTIONAL = "\0optional";
export const present = (value: CelInput): CelMap => celMap(new Map([[OPTIONAL, value]]));
export const none = (): CelMap => celMap(new Map([[`${OPTIONAL} none`, true]]));

const inside = (value: CelMap): CelValue | undefined => {
  if (value.get(OPTIONAL) === undefined && value.get(`${OPTIONAL} none`) === undefined) throw new Error("found no matching overload: an optional value is needed");
  return value.get(OPTIONAL);
};

const optionals: readonly CelFunc[] = [
  celFunc("optional.of", [DYN], MAP, (value) => present(value as CelInput)),
  celFunc("optional.none", [], MAP, none),
  celMethod("hasValue", MAP, [], BOOL, function () {
    return inside(this) !== undefined;
  }),
  celMethod("value", MAP, [], DYN, function () {
    const value = inside(this);
    if (value === undefined) throw new Error("optional.none() dereference");
    return value;
  }),
  celMethod("orValue", MAP, [DYN], DYN, function (other) {
    return inside(this) ?? other;
  }),
];

type Ordered = bigint | number | string;

function ordered(list: CelList): Ordered[] {
  const items = [...list];
  const isOrdered = (item: CelValue): item is Ordered => typeof item === "bigint" || typeof item === "number" || typeof item === "string";
  return items.map((item) => {
    if (!isOrdered(item)) throw new Error(`${NOT_HERE}the order of a list of other things than numbers and text`);
    return item;
  });
}

function extreme(list: CelList, isBetter: (a: Ordered, b: Ordered) => boolean): Ordered {
  const [first, ...rest] = ordered(list);
  if (first === undefined) throw new Error("min or max called on empty list");
  return rest.reduce((best, item) => (isBetter(item, best) ? item : best), first);
}

const equal = (a: CelValue, b: CelValue): boolean => (typeof a === "object" ? fail(`${NOT_HERE}looking for a map or list in a list`) : a === b);

function fail(message: string): never {
  throw new Error(message);
}

const lists: readonly CelFunc[] = [
  celMethod("isSorted", LIST, [], BOOL, function () {
    return ordered(this).every((item, at, all) => at === 0 || (all[at - 1] as Ordered) <= item);
  }),
  celMethod("sum", LIST, [], DYN, function () {
    const items = ordered(this);
    if (items.every((item) => typeof item === "bigint")) return items.reduce<bigint>((sum, item) => sum + (item as bigint), 0n);
    if (items.every((item) => typeof item === "number")) return items.reduce<number>((sum, item) => sum + (item as number), 0);
    throw new Error(`${NOT_HERE}the sum of other things than numbers`);
  }),
  celMethod("min", LIST, [], DYN, function () {
    return extreme(this, (a, b) => a < b);
  }),
  celMethod("max", LIST, [], DYN, function () {
    return extreme(this, (a, b) => a > b);
  }),
  celMethod("indexOf", LIST, [DYN], INT, function (wanted) {
    return BigInt([...this].findIndex((item) => equal(item, wanted as CelValue)));
  }),
  celMethod("lastIndexOf", LIST, [DYN], INT, function (wanted) {
    return BigInt([...this].findLastIndex((item) => equal(item, wanted as CelValue)));
  }),
];

/** The server's patterns are RE2; what JavaScript reads otherwise is refused, not guessed. */
function search(text: string, pattern: string): string[] {
  const ignoreCase = pattern.startsWith("(?i)");
  try {
    return [...text.matchAll(new RegExp(ignoreCase ? pattern.slice(4) : pattern, ignoreCase ? "giu" : "gu"))].map(([found]) => found);
  } catch {
    throw new Error(`${NOT_HERE}the pattern ${pattern}`);
  }
}

const patterns: readonly CelFunc[] = [
  celMethod("find", STRING, [STRING], STRING, function (pattern) {
    return search(this, pattern)[0] ?? "";
  }),
  celMethod("findAll", STRING, [STRING], LIST, function (pattern) {
    return search(this, pattern);
  }),
  celMethod("findAll", STRING, [STRING, INT], LIST, function (pattern, limit) {
    const all = search(this, pattern);
    return limit < 0n ? all : all.slice(0, Number(limit));
  }),
];

export const functions: CelFunc[] = [...optionals, ...lists, ...patterns, ...quantities, ...addresses];
