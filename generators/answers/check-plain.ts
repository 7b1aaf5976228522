import type { Path } from "../document/index.ts";
import type { Fault } from "./codes.ts";

/**
 * YAML can say more than answers may hold: values inside themselves, dates, sets, bytes. After this check data is a plain tree, and every other check may walk it.
 * @returns faults; with any, the data must not be read further
 */
export function checkPlain(data: unknown): Fault[] {
  const faults: Fault[] = [];
  const walk = (value: unknown, path: Path, around: ReadonlySet<object>): void => {
    if (typeof value !== "object" || value === null) {
      if (typeof value === "bigint" || (typeof value === "number" && !Number.isFinite(value))) faults.push(notPlain(path, "a number that has no end"));
      return;
    }
    if (around.has(value)) return void faults.push(notPlain(path, "an alias of something that it stands in itself"));
    if (!Array.isArray(value) && Object.getPrototypeOf(value) !== Object.prototype) return void faults.push(notPlain(path, "a value with a type of its own"));
    const inside = new Set([...around, value]);
    for (const [key, inner] of Object.entries(value)) walk(inner, [...path, Array.isArray(value) ? Number(key) : key], inside);
  };
  walk(data, [], new Set());
  return faults;
}

const notPlain = (path: Path, what: string): Fault => ({
  code: "answers/not-plain",
  path,
  at: "value",
  reason: `This is ${what}; answers are made of maps, lists, texts, numbers and true or false.`,
  remedy: "Write the value out, without tag and without alias.",
});

/**
 * A cluster that is an alias, or has an anchor that something else refers to, cannot get permanent choices of its own: they would appear in two places.
 * YAML gives an alias the very object of its anchor, which is how it is told here.
 */
export function checkShared(data: Readonly<Record<string, unknown>>): Fault[] {
  const { clusters } = data;
  if (!isObject(clusters)) return [];
  const places = new Map<object, Path[]>();
  const count = (value: unknown, path: Path): void => {
    if (!isObject(value)) return;
    const known = places.get(value);
    places.set(value, [...(known ?? []), path]);
    if (known === undefined) for (const [key, inner] of Object.entries(value)) count(inner, [...path, key]);
  };
  count(data, []);
  const kept = [clusters, ...Object.values(clusters), ...Object.values(clusters).flatMap((cluster) => (isObject(cluster) ? frozenMaps(cluster["frozen"]) : []))];
  return [...new Set(kept.filter(isObject))].flatMap((map) =>
    (places.get(map) ?? []).slice(1).map((path) => ({
      code: "answers/shared",
      path,
      at: "value",
      reason: "A cluster is written once and used twice by an alias, but its permanent choices are its own.",
      remedy: "Write the cluster out; what clusters have in common belongs into `defaults` or a tier.",
    })),
  );
}

/** The block of permanent choices and the maps in it. */
function frozenMaps(frozen: unknown): unknown[] {
  return isObject(frozen) ? [frozen, ...Object.values(frozen)] : [];
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> => typeof value === "object" && value !== null;
