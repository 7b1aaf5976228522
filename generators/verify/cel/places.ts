import { valueAt, type Path } from "../../document/index.ts";

/** The data with the server's defaults where a field is absent and the object around it is there; what stays as it is is no copy. */
export function withDefaults(data: unknown, defaults: Readonly<Record<string, unknown>>): unknown {
  const entries = Object.entries(defaults).sort(([a], [b]) => a.length - b.length);
  return entries.reduce((filled, [path, value]) => fill(filled, path.replaceAll("[]", ".[]").split("."), 0, value), data);
}

/** Steps are names, `[]` for every item and `*` for every value; an item or value itself is never absent. */
function fill(data: unknown, steps: readonly string[], at: number, missing: unknown): unknown {
  const step = steps[at] as string;
  const isLast = at === steps.length - 1;
  if (typeof data !== "object" || data === null || Array.isArray(data) !== (step === "[]") || (isLast && (step === "*" || step === "[]"))) return data;
  if (Array.isArray(data)) {
    const items = data.map((item) => fill(item, steps, at + 1, missing));
    return items.every((item, index) => item === data[index]) ? data : items;
  }
  const fields = data as Readonly<Record<string, unknown>>;
  // A null where the server fills in a default is dropped by it first.
  if (isLast) return valueAt(fields, [step]) !== undefined && fields[step] !== null ? data : { ...fields, [step]: missing };
  const names = step === "*" ? Object.keys(fields) : Object.hasOwn(fields, step) ? [step] : [];
  const changed = names.flatMap((name) => {
    const child = fill(fields[name], steps, at + 1, missing);
    return child === fields[name] ? [] : [[name, child] as const];
  });
  return changed.length === 0 ? data : { ...fields, ...Object.fromEntries(changed) };
}

export interface Located {
  readonly path: Path;
  readonly value: unknown;
}

/** Every place of the data that fits a pattern such as `spec.rules[].matches[]` and has a value. The empty pattern is the whole. */
export function placesOf(data: unknown, pattern: string): Located[] {
  const steps = pattern === "" ? [] : pattern.split(".");
  const places = steps.reduce<Located[]>((found, step) => found.flatMap((place) => descend(place, step)), [{ path: [], value: data }]);
  return places.filter(({ value }) => value !== undefined && value !== null);
}

function descend({ path, value }: Located, step: string): Located[] {
  if (typeof value !== "object" || value === null) return [];
  const name = step.replace(/(\[\])+$/, "");
  let places: Located[] = name === "*" ? (Array.isArray(value) ? [] : Object.entries(value).map(([key, child]) => ({ path: [...path, key], value: child as unknown }))) : [{ path: [...path, name], value: valueAt(value, [name]) }];
  for (let depth = (step.length - name.length) / 2; depth > 0; depth -= 1) {
    places = places.flatMap((list) => (Array.isArray(list.value) ? list.value.map((item: unknown, at) => ({ path: [...list.path, at], value: item })) : []));
  }
  return places;
}

/** List → the keys that tell its items apart, each with the value that stands for absence. */
export type ListKeys = Readonly<Record<string, readonly (readonly [key: string, absent: unknown])[]>>;

/**
 * The value that a place of the new data had in the old data: items of a list are found by their keys, as on a server, and an item of
 * a list without keys, or one that was not there, has none.
 */
export function correlate(path: Path, now: unknown, before: unknown, listKeys: ListKeys): unknown {
  let [current, old] = [now, before];
  let pattern = "";
  for (const step of path) {
    const next = valueAt(current, [step]);
    if (typeof step === "number") {
      const keys = listKeys[pattern];
      old = keys === undefined || !Array.isArray(old) ? undefined : old.find((item) => keys.every(([key, absent]) => same(valueAt(item, [key]) ?? absent, valueAt(next, [key]) ?? absent)));
      pattern += "[]";
    } else {
      old = valueAt(old, [step]);
      pattern = pattern === "" ? step : `${pattern}.${step}`;
    }
    if (old === undefined) return undefined;
    current = next;
  }
  return old;
}

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);
