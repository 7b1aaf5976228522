import type { Path } from "../../document/index.ts";
import type { MergeKeys } from "./merge-keys.ts";

/**
 * Where the parts of a merged value come from. Without a trace a part is the target's, at the same place; `patch` is the path in the
 * patch that a part was taken from whole; `was` is the index that an item had in the target's list.
 */
export interface Trace {
  readonly patch?: Path;
  readonly was?: number;
  readonly children?: ReadonlyMap<string | number, Trace>;
}

export interface Merged {
  /** Undefined when the patch deletes it. */
  readonly value: unknown;
  readonly trace: Trace | undefined;
}

/** Thrown for a patch that does not fit what it is laid over; the message says where. */
export class MergeFault extends Error {}

/**
 * Lays a strategic merge patch over a value, as kustomize does: maps merge, null deletes, lists are replaced, except those with keys, which
 * are joined item by item with those of the patch first. `$patch: delete` and `$patch: replace` are heeded.
 */
export function strategicMerge(target: unknown, patch: unknown, keys: MergeKeys): Merged {
  return merge(target, patch, "", [], keys);
}

type Fields = Readonly<Record<string, unknown>>;

const isMap = (value: unknown): value is Fields => typeof value === "object" && value !== null && !Array.isArray(value);
const kindOf = (value: unknown): string => (Array.isArray(value) ? "a list" : isMap(value) ? "a map" : "a plain value");
const isNothing = (value: unknown): boolean => value === undefined || value === null;

/** `at` is the pattern of the place for the table of keys, `path` the place in the patch. */
function merge(target: unknown, patch: unknown, at: string, path: Path, keys: MergeKeys): Merged {
  if (patch === undefined) return { value: target, trace: undefined };
  if (patch === null) return { value: undefined, trace: undefined };
  if (!isNothing(target) && kindOf(target) !== kindOf(patch)) throw new MergeFault(`\`${at}\` is ${kindOf(target)} in what is patched and ${kindOf(patch)} in the patch`);
  if (isMap(patch)) return mergeMaps(target, patch, at, path, keys);
  const joined = keys.get(at);
  if (!Array.isArray(patch) || joined === undefined) return { value: patch, trace: { patch: path } };
  return joined.length === 0 ? joinSets(asList(target), patch, path) : joinLists(asList(target), patch, { at, path, keys, joined });
}

const asList = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

function mergeMaps(target: unknown, patch: Fields, at: string, path: Path, keys: MergeKeys): Merged {
  const directive = patch["$patch"];
  if (directive === "delete") return { value: undefined, trace: undefined };
  const replaces = directive === "replace";
  const old: Fields = replaces || isNothing(target) ? {} : (target as Fields);
  const value: Record<string, unknown> = Object.fromEntries(Object.entries(old));
  const children = new Map<string, Trace>();
  for (const [name, given] of Object.entries(patch)) {
    if (name === "$patch") continue;
    const child = merge(Object.hasOwn(old, name) ? old[name] : undefined, given, at === "" ? name : `${at}.${name}`, [...path, name], keys);
    if (child.value === undefined) delete value[name];
    else Object.defineProperty(value, name, { value: child.value, enumerable: true, configurable: true, writable: true });
    if (child.trace !== undefined) children.set(name, child.trace);
  }
  return { value, trace: replaces || isNothing(target) ? { patch: path, children } : { children } };
}

/** A list of plain values that counts as a set: those of the patch first. */
function joinSets(target: readonly unknown[], patch: readonly unknown[], path: Path): Merged {
  const rest = target.map((value, was) => ({ value, was })).filter(({ value }) => !patch.includes(value));
  const children = new Map<number, Trace>([...patch.map((_, at): [number, Trace] => [at, { patch: [...path, at] }]), ...rest.map(({ was }, at): [number, Trace] => [patch.length + at, { was }])]);
  return { value: [...patch, ...rest.map(({ value }) => value)], trace: { children } };
}

interface Joining {
  readonly at: string;
  readonly path: Path;
  readonly keys: MergeKeys;
  readonly joined: readonly string[];
}

function joinLists(target: readonly unknown[], patch: readonly unknown[], joining: Joining): Merged {
  const { at, path, keys, joined } = joining;
  const directive = patch.find((item) => isMap(item) && Object.keys(item).length === 1 && item["$patch"] !== undefined) as Fields | undefined;
  if (directive?.["$patch"] === "delete") return { value: undefined, trace: undefined };
  const over = directive?.["$patch"] === "replace" ? [] : target;
  const items: { readonly value: unknown; readonly trace: Trace }[] = [];
  for (const tuple of tuplesOf([...patch.filter((item) => item !== directive), ...over], joined)) {
    const is = (item: unknown): boolean => isMap(item) && joined.every((key, index) => tuple[index] === "" || textOf(item[key]) === tuple[index]);
    const [was, index] = [over.findIndex(is), patch.findIndex((item) => item !== directive && is(item))];
    const merged = index < 0 ? { value: over[was], trace: undefined } : merge(was < 0 ? undefined : over[was], patch[index], `${at}[]`, [...path, index], keys);
    const isGone = merged.value === undefined || (isMap(merged.value) && Object.keys(merged.value).length === 0);
    if (!isGone) items.push({ value: merged.value, trace: was < 0 ? { patch: [...path, index] } : { ...merged.trace, was } });
  }
  // Where several keys tell items apart, kustomize leaves those that were there in their order.
  if (joined.length > 1) items.sort((a, b) => (a.trace.was ?? -1) - (b.trace.was ?? -1));
  return { value: items.map(({ value }) => value), trace: { children: new Map(items.map(({ trace }, index) => [index, trace])) } };
}

const textOf = (value: unknown): string => (isNothing(value) ? "" : String(value));

/**
 * The values of the keys of every item, each once. A value that one item leaves out and another has counts as that one, as in
 * kustomize: an item of a patch without it is then not found and has no effect.
 */
function tuplesOf(items: readonly unknown[], joined: readonly string[]): string[][] {
  const tuples = items.filter(isMap).map((item) => joined.map((key) => textOf(item[key])));
  const complete = joined.length < 2 ? tuples : tuples.map((tuple) => tuples.reduce((known, other) => (agree(known, other) ? known.map((value, at) => value || (other[at] ?? "")) : known), tuple));
  return [...new Map(complete.filter((tuple) => tuple.some((value) => value !== "")).map((tuple) => [JSON.stringify(tuple), tuple])).values()];
}

const agree = (a: readonly string[], b: readonly string[]): boolean => a.some((value, at) => value !== "" && value === b[at]) && a.every((value, at) => value === "" || b[at] === "" || value === b[at]);

/** A place in what was merged as a place in the patch or in the target. */
export function sourceOf(trace: Trace | undefined, path: Path): { readonly patch: Path } | { readonly target: Path } {
  let node: Trace | undefined = trace;
  const target: (string | number)[] = [];
  let from = node?.patch;
  for (const [at, step] of path.entries()) {
    node = node?.children?.get(step);
    if (node?.patch !== undefined) from = node.patch;
    else if (from !== undefined) from = [...from, step];
    target.push(node?.was ?? step);
    if (node === undefined) return from === undefined ? { target: [...target, ...path.slice(at + 1)] } : { patch: [...from, ...path.slice(at + 1)] };
  }
  return from === undefined ? { target } : { patch: from };
}
