import { valueAt, type Path } from "../../document/index.ts";
import { evaluate } from "./evaluate.ts";
import { parseExpression, type Expression } from "./parse.ts";

export interface CelRule {
  readonly path: string;
  readonly rule: string;
}

export interface Violation {
  readonly path: Path;
  readonly rule: string;
}

const parsed = new Map<string, Expression>();

/**
 * The rules that an object breaks, after the server's defaults are filled in. Paths use `[]` for list items and `*` for map values.
 * A rule that cannot be evaluated on this object is passed over: the server reports what is wrong with it in other words.
 */
export function brokenRules(data: unknown, rules: readonly CelRule[], defaults: Readonly<Record<string, unknown>>): Violation[] {
  if (rules.length === 0) return [];
  const filled = withDefaults(data, defaults);
  return rules.flatMap(({ path, rule }) =>
    placesOf(filled, path === "" ? [] : path.split("."), []).flatMap((place): Violation[] => {
      const self = valueAt(filled, place);
      return self === undefined || self === null || holds(rule, self) !== false ? [] : [{ path: place, rule }];
    }),
  );
}

/** Whether a rule holds, or undefined when it cannot be told. */
function holds(rule: string, self: unknown): boolean | undefined {
  let expression = parsed.get(rule);
  if (expression === undefined) parsed.set(rule, (expression = parseExpression(rule)));
  try {
    const verdict = evaluate(expression, { self });
    return typeof verdict === "boolean" ? verdict : undefined;
  } catch {
    return undefined;
  }
}

/** A copy in which absent fields have the server's defaults, wherever the object around them is there. */
function withDefaults(data: unknown, defaults: Readonly<Record<string, unknown>>): unknown {
  const entries = Object.entries(defaults);
  if (entries.length === 0) return data;
  const copy: unknown = structuredClone(data);
  for (const [path, value] of entries.sort(([a], [b]) => a.length - b.length)) {
    const steps = path.split(".");
    const last = steps.pop() as string;
    if (last === "*" || last.endsWith("[]")) continue;
    for (const place of placesOf(copy, steps, [])) {
      const around = valueAt(copy, place);
      if (typeof around === "object" && around !== null && !Array.isArray(around) && !Object.hasOwn(around, last)) (around as Record<string, unknown>)[last] = structuredClone(value);
    }
  }
  return copy;
}

function placesOf(data: unknown, steps: readonly string[], path: Path): Path[] {
  const [step, ...rest] = steps;
  if (step === undefined) return [path];
  const value = valueAt(data, path);
  if (typeof value !== "object" || value === null) return [];
  if (step === "*") return Object.keys(value).flatMap((key) => placesOf(data, rest, [...path, key]));
  const name = step.replace(/(\[\])+$/, "");
  let places: Path[] = [[...path, name]];
  for (let depth = (step.length - name.length) / 2; depth > 0; depth -= 1) {
    places = places.flatMap((place) => {
      const list = valueAt(data, place);
      return Array.isArray(list) ? list.map((_, at): Path => [...place, at]) : [];
    });
  }
  return places.flatMap((place) => (valueAt(data, place) === undefined ? [] : placesOf(data, rest, place)));
}
