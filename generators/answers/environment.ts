import { isDeepStrictEqual } from "node:util";
import { valueAt } from "../document/index.ts";
import { mergeCluster, plain, substitute, textAt, trace } from "./layers.ts";

type Value = Readonly<Record<string, unknown>>;
type Words = Readonly<Record<string, string | undefined>>;

/** What names, hosts and paths of a cluster are made from. */
const WORDS = ["environment", "cloud", "region"];

/** Ids and addresses that somebody gave to one cluster alone. `*` is any one step, and everything below is meant too. */
const GIVEN = ["azure.identities", "aws.identities", "gcp.identities", "identity.*.client", "workers.*.identity", "exposure.loadBalancer.address"];

/** What else every environment has for itself: its load and the sizes that follow from it, its state, whom it replicates. */
const OWN = [...GIVEN, ...WORDS, "tier", "peak", "workload", "sizing", "shards", "services", "memoryBudget", "capacity", "state", "replicaOf", "failover", "frozen", "database.restoreFrom", "tenants"];

/** What two clusters may not share: taken over only where it follows from the name of the environment or the cluster, otherwise left out with what stands beside it. */
const UNSHARED = [
  "exposure.ui.host", "exposure.frontend.host", "encryption.codecServer.host", "encryption.*.vault", "encryption.*.key", "secrets.*.vault",
  "database.backup.to", "database.external.host", "visibility.*.url", "archival.to", "tls.serverName",
];

export interface Environment {
  /** Name of its cluster, made as those of the others are, or `<environment>-<cloud>-<region>`. */
  readonly name: string;
  readonly value: Value;
  /** Paths in it that its siblings say, each its own, so that nobody but a person can say them. */
  readonly unsaid: readonly string[];
}

/**
 * The cluster of a new environment: what is said about it, and what all clusters of its tier say alike, each for itself.
 * Nothing in it that `defaults`, its tier or a block of the file says already.
 * @param data answers as written, without faults
 * @param said what is said about it, in the shape of a cluster
 */
export function newEnvironment(data: Value, environment: string, said: Value): Environment {
  const siblings = siblingsOf(data, said);
  const own = { environment, ...fromSiblings(data, said, siblings), ...said };
  const words = wordsOf({ ...inherited(data, "", own), ...own });
  const name = nameFor(data, words);
  const common = alike(siblings);
  const derived = new Set(common.filter(({ value }) => /\{(?:environment|cluster)\}/.test(String(value))).map(({ path }) => path));
  const all = [...(siblings[0]?.leaves ?? [])].filter(([key]) => siblings.every(({ leaves }) => leaves.has(key))).map(([, { path }]) => path);
  const open = all.filter((path) => covers(UNSHARED, path) && !derived.has(path) && valueAt(own, path) === undefined);
  const copied = common.filter(({ path }) => !covers(OWN, path) && !open.some((one) => begins(path, one.slice(0, -1))));
  const whole = copied.reduce<Value>((made, { path, value }) => put(made, path, fill(value, { ...words, cluster: name })), own);
  const given = all.filter((path) => covers(GIVEN, path));
  const value = pruned(whole, substituted(inherited(data, name, own), { ...words, cluster: name }));
  return { name, value: { environment, ...value }, unsaid: [...given, ...open].filter((path) => valueAt(whole, path) === undefined).map((path) => path.join(".")) };
}

interface Leaf {
  readonly path: readonly string[];
  readonly value: unknown;
}

interface Sibling {
  readonly merged: Value;
  /** What it says for itself, with words in braces where a text holds them, by path. */
  readonly leaves: ReadonlyMap<string, Leaf>;
}

/** Clusters of the same tier, or all when there is none; those that stand by for another one say nothing by themselves. */
function siblingsOf(data: Value, said: Value): Sibling[] {
  const clusters = (data["clusters"] ?? {}) as Readonly<Record<string, Value>>;
  const all = Object.entries(clusters).filter(([, cluster]) => cluster["replicaOf"] === undefined).map(([name, cluster]): Sibling => {
    const merged = mergedOf(data, name);
    const words = { ...wordsOf(merged), cluster: name };
    return { merged, leaves: new Map(leavesOf(cluster).map(({ path, value }) => [JSON.stringify(path), { path, value: template(value, words) }])) };
  });
  const tier = said["tier"] ?? textAt(trace(data, [], () => false), "defaults", "tier");
  const same = all.filter(({ merged }) => merged["tier"] === tier);
  return same.length > 0 ? same : all;
}

/** Tier, cloud and region that nobody said and all siblings share. */
function fromSiblings(data: Value, said: Value, siblings: readonly Sibling[]): Value {
  const below = inherited(data, "", said);
  return Object.fromEntries(["tier", "cloud", "region"].flatMap((key) => {
    const values = new Set(siblings.map(({ merged }) => merged[key]));
    const [value] = values;
    return said[key] === undefined && below[key] === undefined && values.size === 1 && value !== undefined ? [[key, value]] : [];
  }));
}

/** What every sibling says, and says alike. */
function alike(siblings: readonly Sibling[]): Leaf[] {
  const [first, ...others] = siblings;
  return [...(first?.leaves ?? [])].filter(([key, { value }]) => others.every(({ leaves }) => isDeepStrictEqual(leaves.get(key)?.value, value))).map(([, leaf]) => leaf);
}

/** What a cluster of that name would be without saying anything but its tier and whom it replicates. */
function inherited(data: Value, name: string, { tier, replicaOf }: Value): Value {
  const probe = { ...(tier !== undefined && { tier }), ...(replicaOf !== undefined && { replicaOf }) };
  const { tier: same, ...merged } = mergedOf({ ...data, clusters: { ...(data["clusters"] as Value), [name]: probe } }, name);
  return same !== undefined && (data["defaults"] as Value | undefined)?.["tier"] === same ? { ...merged, tier: same } : merged;
}

const mergedOf = (data: Value, name: string): Value => plain(mergeCluster(trace(data, [], () => false), name)) as Value;

const substituted = (value: Value, words: Words): Value => plain(substitute(trace(value, [], () => false), words)) as Value;

const wordsOf = (merged: Value): Words => Object.fromEntries(WORDS.map((word) => [word, typeof merged[word] === "string" ? merged[word] : undefined]));

/** Made as the names of all others are, where those follow from the environment. */
function nameFor(data: Value, words: Words): string {
  const patterns = new Set(Object.keys((data["clusters"] ?? {}) as Value).map((name) => String(template(name, wordsOf(mergedOf(data, name))))));
  const [pattern = ""] = patterns;
  if (patterns.size === 1 && pattern.includes("{environment}")) return String(fill(pattern, words)).replace(/-?\{region\}/, "");
  return WORDS.flatMap((word) => words[word] ?? []).join("-");
}

/** A text with the words of its cluster in braces, where it holds them as whole words. */
function template(value: unknown, words: Words): unknown {
  if (Array.isArray(value)) return value.map((item) => template(item, words));
  if (typeof value !== "string") return value;
  return ["cluster", ...WORDS].reduce((text, word) => {
    const found = words[word];
    return found === undefined || found === "" ? text : text.replace(new RegExp(`(?<![A-Za-z0-9{])${found.replace(/[^A-Za-z0-9]/g, "\\$&")}(?![A-Za-z0-9}])`, "g"), `{${word}}`);
  }, value);
}

function fill(value: unknown, words: Words): unknown {
  if (Array.isArray(value)) return value.map((item) => fill(item, words));
  return typeof value === "string" ? value.replace(/\{([a-z]+)\}/g, (whole, word: string) => words[word] ?? whole) : value;
}

const isMap = (value: unknown): value is Value => typeof value === "object" && value !== null && !Array.isArray(value);

function leavesOf(value: unknown, path: readonly string[] = []): Leaf[] {
  if (!isMap(value) || Object.keys(value).length === 0) return [{ path, value }];
  return Object.entries(value).flatMap(([key, inner]) => leavesOf(inner, [...path, key]));
}

/** Whether a path lies at one of the patterns, or below it. */
const covers = (patterns: readonly string[], path: readonly string[]): boolean => patterns.some((pattern) => pattern.split(".").every((step, index) => index < path.length && (step === "*" || step === path[index])));

const begins = (path: readonly string[], start: readonly string[]): boolean => start.every((step, index) => path[index] === step);

/** The map with a value at a path where nothing was said yet. */
function put(map: Value, [key = "", ...rest]: readonly string[], value: unknown): Value {
  const there = Object.hasOwn(map, key) ? map[key] : undefined;
  if (rest.length === 0) return there === undefined ? { ...map, [key]: value } : map;
  return there === undefined || isMap(there) ? { ...map, [key]: put(there ?? {}, rest, value) } : map;
}

/** The map without what is inherited with the same value; maps that held nothing else go with it. */
function pruned(map: Value, below: unknown): Value {
  return Object.fromEntries(Object.entries(map).flatMap(([key, value]): [string, unknown][] => {
    const other = isMap(below) && Object.hasOwn(below, key) ? below[key] : undefined;
    if (!isMap(value) || Object.keys(value).length === 0) return isDeepStrictEqual(value, other) ? [] : [[key, value]];
    const left = pruned(value, other);
    return Object.keys(left).length === 0 ? [] : [[key, left]];
  }));
}
