import type { Path } from "../document/index.ts";
import { isMap, lookup, plain, type Traced, type TracedMap } from "./layers.ts";

/** One merged cluster as checks read it: values by path, and the line that each comes from. */
export interface ClusterView {
  readonly name: string;
  readonly merged: TracedMap;
  /** The plain value, or undefined. */
  readonly value: (...keys: readonly string[]) => unknown;
  readonly text: (...keys: readonly string[]) => string | undefined;
  /** Names in a map, in the order of the file; empty when there is no map. */
  readonly names: (...keys: readonly string[]) => readonly string[];
  /** Whether a value was said in some layer, but wrongly, and is left out for that. */
  readonly isSpoilt: (...keys: readonly string[]) => boolean;
  /** Path of the line that set a value; for what nobody said, its own path and the closest line around it. */
  readonly at: (...keys: readonly string[]) => { readonly path: Path; readonly from?: Path };
}

/** @param excused paths inside a cluster that were said, but wrongly */
export function viewOf(name: string, merged: TracedMap, excused: (path: Path) => boolean): ClusterView {
  const value = (...keys: readonly string[]): unknown => {
    const found = lookup(merged, ...keys);
    return found && plain(found);
  };
  return {
    name,
    merged,
    value,
    text: (...keys) => {
      const found = value(...keys);
      return typeof found === "string" ? found : undefined;
    },
    names: (...keys) => {
      const found = lookup(merged, ...keys);
      return isMap(found) ? [...found.entries.keys()] : [];
    },
    isSpoilt: (...keys) => excused(keys),
    at: (...keys) => {
      const path = ["clusters", name, ...keys];
      const found = lookup(merged, ...keys);
      return found ? { path: found.at } : { path, from: nearestLine(merged, keys, ["clusters", name]) };
    },
  };
}

/** The line of the closest thing around a path that somebody wrote. */
function nearestLine(merged: Traced, keys: readonly string[], fallback: Path): Path {
  for (let length = keys.length; length > 0; length -= 1) {
    const found = lookup(merged, ...keys.slice(0, length));
    if (found) return found.at;
  }
  return fallback;
}
