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
    listsAt(data, pattern.split(".")).flatMap((path) => {
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

function listsAt(data: unknown, steps: readonly string[]): Path[] {
  const lists: Path[] = [];
  const walk = (value: unknown, depth: number, path: Path): void => {
    const step = steps[depth];
    if (step === undefined) return void (Array.isArray(value) && lists.push(path));
    if (typeof value !== "object" || value === null) return;
    if (step === "*") return Object.entries(value).forEach(([key, child]) => walk(child, depth + 1, [...path, key]));
    if (!step.endsWith("[]")) return walk(valueAt(value, [step]), depth + 1, [...path, step]);
    const name = step.slice(0, -2);
    const items = valueAt(value, [name]);
    if (Array.isArray(items)) items.forEach((item, at) => walk(item, depth + 1, [...path, name, at]));
  };
  walk(data, 0, []);
  return lists;
}
