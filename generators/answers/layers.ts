import type { Path } from "../document/index.ts";

/**
 * A value that remembers where it was written. Maps are Maps, so that no name is special.
 * One merge rule for everything: maps merge, anything else is replaced by the higher layer.
 */
export type Traced =
  | { readonly at: Path; readonly entries: ReadonlyMap<string, Traced> }
  | { readonly at: Path; readonly value: unknown };

export type TracedMap = Extract<Traced, { entries: unknown }>;

/** Words that may stand in braces in any text of a cluster. */
export const PLACEHOLDERS: readonly string[] = ["environment", "region", "cluster"];

export const hasPlaceholder = (value: unknown): boolean => typeof value === "string" && PLACEHOLDERS.some((word) => value.includes(`{${word}}`));

/** Top-level blocks that are the lowest layer of the same-named block of every cluster. */
export const LAYERED_BLOCKS: readonly string[] = ["temporal", "workers", "apis", "tenants", "delivery", "alerts"];

/** Never inherited from a peer: who it replicates, and what can never change in that one cluster. */
const OWN: readonly string[] = ["replicaOf", "frozen"];

export const isMap = (traced: Traced | undefined): traced is TracedMap => traced !== undefined && "entries" in traced;

/** Data with its place in the file; `dropped` decides which paths are left out because they are wrong. */
export function trace(data: unknown, at: Path, dropped: (path: Path) => boolean): Traced {
  if (typeof data !== "object" || data === null || Array.isArray(data)) return { at, value: data };
  const entries = new Map<string, Traced>();
  for (const [key, inner] of Object.entries(data)) if (!dropped([...at, key])) entries.set(key, trace(inner, [...at, key], dropped));
  return { at, entries };
}

/** The one merge rule. Associative as long as a path is a map in all layers or in none. */
export function merge(low: Traced, high: Traced): Traced {
  if (!isMap(low) || !isMap(high)) return high;
  const entries = new Map(low.entries);
  for (const [key, inner] of high.entries) {
    const below = entries.get(key);
    entries.set(key, below ? merge(below, inner) : inner);
  }
  return { at: high.at, entries };
}

/** The value behind keys, or undefined. */
export function lookup(traced: Traced | undefined, ...keys: readonly string[]): Traced | undefined {
  let found = traced;
  for (const key of keys) found = isMap(found) ? found.entries.get(key) : undefined;
  return found;
}

/** A text behind keys, or undefined. */
export function textAt(traced: Traced | undefined, ...keys: readonly string[]): string | undefined {
  const found = lookup(traced, ...keys);
  return found && !isMap(found) && typeof found.value === "string" ? found.value : undefined;
}

/** Plain data again. A key such as `__proto__` becomes an own property like any other. */
export function plain(traced: Traced): unknown {
  return isMap(traced) ? Object.fromEntries([...traced.entries].map(([key, inner]) => [key, plain(inner)])) : traced.value;
}

/** Names of the clusters that a cluster takes over from, nearest first; ends before a name that is unknown or comes twice. */
export function peersOf(clusters: Traced | undefined, name: string): string[] {
  const peers: string[] = [];
  for (let next = textAt(clusters, name, "replicaOf"); next !== undefined; next = textAt(clusters, next, "replicaOf")) {
    if (next === name || peers.includes(next) || !isMap(lookup(clusters, next))) break;
    peers.push(next);
  }
  return peers;
}

/**
 * One cluster with everything that it inherits, weakest first: top-level blocks, `defaults`, its tier, the peer it replicates (and that one's peers), itself.
 * Short forms are written out layer by layer, so that a short form of a higher layer wins over the long form of a lower one.
 */
export function mergeCluster(root: Traced, name: string): TracedMap {
  const clusters = lookup(root, "clusters");
  const own = [...peersOf(clusters, name).reverse().map((peer) => without(lookup(clusters, peer), OWN)), lookup(clusters, name)];
  const tier = [...own].reverse().map((layer) => textAt(layer, "tier")).find((said) => said !== undefined) ?? textAt(root, "defaults", "tier");
  const blocks: Traced = { at: [], entries: new Map(LAYERED_BLOCKS.flatMap((block) => entry(block, lookup(root, block)))) };
  const layers = [lookup(root, "defaults"), tier === undefined ? undefined : lookup(root, "tiers", tier), ...own].filter(isMap).map(writeOut);
  const merged = layers.reduce<Traced>(merge, blocks);
  return isMap(merged) ? merged : { at: ["clusters", name], entries: new Map() };
}

const entry = (key: string, traced: Traced | undefined): [string, Traced][] => (traced ? [[key, traced]] : []);

function without(layer: Traced | undefined, keys: readonly string[]): Traced | undefined {
  return isMap(layer) ? { at: layer.at, entries: new Map([...layer.entries].filter(([key]) => !keys.includes(key))) } : layer;
}

/** Short forms and what they are short for. They stay beside it, so that their own place is found too. */
const SHORT_FORMS: readonly { readonly short: string; readonly long: readonly [string, string] }[] = [
  { short: "peak", long: ["workload", "peak"] },
  { short: "kubernetesNamespace", long: ["kubernetesNamespaces", "server"] },
];

/** Short forms of a layer that are contradicted by their long form in the same layer. */
export function doubleForms(layer: Traced | undefined): { readonly short: Traced; readonly long: Traced }[] {
  return SHORT_FORMS.flatMap(({ short, long }) => {
    const [brief, full] = [lookup(layer, short), lookup(layer, ...long)];
    return brief && full ? [{ short: brief, long: full }] : [];
  });
}

function writeOut(layer: TracedMap): Traced {
  return SHORT_FORMS.reduce<Traced>((written, { short, long: [block, key] }) => {
    const said = lookup(layer, short);
    if (said === undefined) return written;
    const entries = new Map([[key, said]]);
    return merge({ at: layer.at, entries: new Map([[block, { at: said.at, entries }]]) }, written);
  }, layer);
}

/** Fills in the words in braces; those without a value stay as they are. */
export function substitute(traced: Traced, words: Readonly<Record<string, string | undefined>>): Traced {
  const fill = (value: unknown): unknown => {
    if (typeof value === "string") return value.replace(/\{([a-z]+)\}/g, (whole, word: string) => (Object.hasOwn(words, word) ? words[word] : undefined) ?? whole);
    return Array.isArray(value) ? value.map(fill) : value;
  };
  if (!isMap(traced)) return { at: traced.at, value: fill(traced.value) };
  return { at: traced.at, entries: new Map([...traced.entries].map(([key, inner]) => [key, substitute(inner, words)])) };
}
