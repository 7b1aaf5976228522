import { choices, schemaAt } from "../answers/schema.ts";
import { setIn } from "../document/edit.ts";
import type { Path } from "../document/index.ts";
import { removeKeyIn } from "../document/keys.ts";

/** Other values that an answer could have, likeliest to be valid first: what the schema lists, the double, one more, a list one shorter. */
export function alternativesTo(path: Path, value: unknown): readonly unknown[] {
  const node = schemaAt(path);
  const listed = (node && choices(node)) ?? [];
  if (typeof value === "boolean") return [!value];
  if (typeof value === "number") return [value * 2, value + 1, value - 1].filter((each) => each !== value);
  if (Array.isArray(value)) return value.length > 0 ? [value.slice(0, -1)] : [];
  if (typeof value !== "string") return [];
  const quantity = /^(\d+(?:\.\d+)?)(.*)$/.exec(value);
  const numbers = quantity ? [`${Number(quantity[1]) * 2}${quantity[2]}`, `${Number(quantity[1]) + 1}${quantity[2]}`] : [];
  return [...listed, ...numbers, `${value}x`, `x${value}`].filter((each) => each !== value);
}

/** The answers with another value at a path, or without it; undefined where that cannot be written in place. */
export function changedAnswers(text: string, path: readonly string[], value: unknown): string | undefined {
  try {
    return value === undefined ? removeKeyIn(text, path) : setIn(text, path, value);
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}
