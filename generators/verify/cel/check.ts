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
    placesOf(filled, path === "" ? [] : path.split(".")).flatMap(({ path: place, value: self }): Violation[] => {
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

/** The data with the server's defaults where a field is absent and the object around it is there; what stays as it is is no copy. */
function withDefaults(data: unknown, defaults: Readonly<Record<string, unknown>>): unknown {
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
  if (isLast) return Object.hasOwn(fields, step) ? data : { ...fields, [step]: missing };
  const names = step === "*" ? Object.keys(fields) : Object.hasOwn(fields, step) ? [step] : [];
  const changed = names.flatMap((name) => {
    const child = fill(fields[name], steps, at + 1, missing);
    return child === fields[name] ? [] : [[name, child] as const];
  });
  return changed.length === 0 ? data : { ...fields, ...Object.fromEntries(changed) };
}

interface Located {
  readonly path: Path;
  readonly value: unknown;
}

/** Every place of the data that fits a pattern such as `spec.rules[].matches[]`. */
function placesOf(data: unknown, steps: readonly string[]): Located[] {
  return steps.reduce<Located[]>((places, step) => places.flatMap((place) => descend(place, step)), [{ path: [], value: data }]);
}

function descend({ path, value }: Located, step: string): Located[] {
  if (typeof value !== "object" || value === null) return [];
  if (step === "*") return Object.entries(value).map(([key, child]) => ({ path: [...path, key], value: child as unknown }));
  const name = step.replace(/(\[\])+$/, "");
  let places: Located[] = [{ path: [...path, name], value: valueAt(value, [name]) }];
  for (let depth = (step.length - name.length) / 2; depth > 0; depth -= 1) {
    places = places.flatMap((list) => (Array.isArray(list.value) ? list.value.map((item: unknown, at) => ({ path: [...list.path, at], value: item })) : []));
  }
  return places.filter((place) => place.value !== undefined);
}
