import { valueAt, type Path } from "../../document/index.ts";

export interface Repetition {
  readonly path: Path;
  readonly keys: readonly string[];
}

/**
 * Items that a server takes for the same one: lists by path, each with the keys that tell items apart and the value that stands for
 * an absent key. Paths use `[]` for list items and `*` for map values.
 */
export function repeatedItems(data: unknown, lists: Readonly<Record<string, readonly (readonly [key: string, absent: unknown])[]>>): Repetition[] {
  return Object.entries(lists).flatMap(([pattern, keys]) =>
    listsAt(data, pattern.split("."), []).flatMap((path) => {
      const seen = new Set<string>();
      return (valueAt(data, path) as readonly unknown[]).flatMap((item, at): Repetition[] => {
        const values = keys.map(([key, absent]) => valueAt(item, [key]) ?? absent);
        if (values.every((value) => value === null)) return [];
        const identity = JSON.stringify(values);
        if (!seen.has(identity)) {
          seen.add(identity);
          return [];
        }
        return [{ path: [...path, at], keys: keys.map(([key], index) => `${key} ${JSON.stringify(values[index])}`) }];
      });
    }),
  );
}

function listsAt(data: unknown, steps: readonly string[], path: Path): Path[] {
  const [step, ...rest] = steps;
  const value = valueAt(data, path);
  if (step === undefined) return Array.isArray(value) ? [path] : [];
  if (typeof value !== "object" || value === null) return [];
  if (step === "*") return Object.keys(value).flatMap((key) => listsAt(data, rest, [...path, key]));
  if (!step.endsWith("[]")) return listsAt(data, rest, [...path, step]);
  const list = [...path, step.slice(0, -2)];
  const items = valueAt(data, list);
  return Array.isArray(items) ? items.flatMap((_, at) => listsAt(data, rest, [...list, at])) : [];
}
