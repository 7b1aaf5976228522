import type { Path } from "../../document/index.ts";

type Schema = Readonly<Record<string, unknown>>;

/** A name that stands in more places than this says nothing about what was meant. */
const MEANINGFUL = 8;
const SHOWN = 3;

/** Where in a schema a property of that name exists: the first three places, or none when it is as common as `enabled`. */
export function elsewhere(root: Schema, name: string): Path[] {
  const defs = (root["$defs"] ?? {}) as Readonly<Record<string, Schema>>;
  const places: Path[] = [];
  const walk = (given: Schema, path: Path, within: readonly string[]): void => {
    const reference = typeof given["$ref"] === "string" ? given["$ref"].slice("#/$defs/".length) : undefined;
    if (reference !== undefined && within.includes(reference)) return;
    const schema = reference === undefined ? given : (defs[reference] ?? {});
    for (const [key, child] of Object.entries((schema["properties"] ?? {}) as Readonly<Record<string, Schema>>)) {
      if (key === name) places.push([...path, key]);
      walk(child, [...path, key], reference === undefined ? within : [...within, reference]);
    }
  };
  walk(root, [], []);
  return places.length > MEANINGFUL ? [] : places.slice(0, SHOWN);
}
