import type { Expression } from "./parse.ts";

type Scope = Readonly<Record<string, unknown>>;

/** A length of time, in milliseconds. */
interface Duration {
  readonly milliseconds: number;
}

/**
 * The value of an expression. Throws where the language has an error, such as a field that is not there:
 * whether that refuses an object is for the caller to say.
 */
export function evaluate(expression: Expression, scope: Scope): unknown {
  switch (expression.is) {
    case "literal":
      return expression.value;
    case "name":
      if (!Object.hasOwn(scope, expression.name)) throw new Error(`${expression.name} is not known`);
      return scope[expression.name];
    case "field":
      return member(evaluate(expression.of, scope), expression.name);
    case "item":
      return member(evaluate(expression.of, scope), evaluate(expression.at, scope));
    case "list":
      return expression.items.map((item) => evaluate(item, scope));
    case "choice":
      return evaluate(truth(evaluate(expression.when, scope)) ? expression.then : expression.otherwise, scope);
    case "not":
      return !truth(evaluate(expression.of, scope));
    case "minus":
      return -Number(evaluate(expression.of, scope));
    case "operation":
      return operate(expression, scope);
    case "call":
      return call(expression, scope);
  }
}

function member(value: unknown, key: unknown): unknown {
  if (typeof value !== "object" || value === null || !Object.hasOwn(value, key as string)) throw new Error(`no such key: ${String(key)}`);
  return (value as Record<string, unknown>)[key as string];
}

function truth(value: unknown): boolean {
  if (typeof value !== "boolean") throw new Error("no boolean");
  return value;
}

function operate({ by, left, right }: Expression & { readonly is: "operation" }, scope: Scope): unknown {
  if (by === "&&" || by === "||") return decide(by === "||", left, right, scope);
  const [a, b] = [evaluate(left, scope), evaluate(right, scope)];
  switch (by) {
    case "==":
      return same(a, b);
    case "!=":
      return !same(a, b);
    case "in":
      return Array.isArray(b) ? b.some((each) => same(each, a)) : Object.hasOwn(b as object, a as string);
    case "+":
      return Array.isArray(a) && Array.isArray(b) ? [...(a as unknown[]), ...(b as unknown[])] : typeof a === "string" ? a + String(b) : Number(a) + Number(b);
    case "-":
      return amount(a) - amount(b);
    case "*":
      return amount(a) * amount(b);
    case "/":
      return Math.trunc(amount(a) / amount(b));
    case "%":
      return amount(a) % amount(b);
    default:
      return compare(by, a, b);
  }
}

/** One side that decides is enough, even when the other is an error. */
function decide(deciding: boolean, left: Expression, right: Expression, scope: Scope): boolean {
  let failure: unknown;
  for (const side of [left, right]) {
    try {
      if (truth(evaluate(side, scope)) === deciding) return deciding;
    } catch (error) {
      failure = error;
    }
  }
  if (failure !== undefined) throw failure;
  return !deciding;
}

const isDuration = (value: unknown): value is Duration => typeof value === "object" && value !== null && Object.hasOwn(value, "milliseconds");

function amount(value: unknown): number {
  if (isDuration(value)) return value.milliseconds;
  if (typeof value !== "number") throw new Error("no number");
  return value;
}

function compare(by: string, a: unknown, b: unknown): boolean {
  const [x, y] = typeof a === "string" && typeof b === "string" ? [a, b] : [amount(a), amount(b)];
  return by === "<" ? x < y : by === "<=" ? x <= y : by === ">" ? x > y : x >= y;
}

function same(a: unknown, b: unknown): boolean {
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return a === b;
  const [keys, others] = [Object.keys(a), Object.keys(b)];
  return Array.isArray(a) === Array.isArray(b) && keys.length === others.length && keys.every((key) => Object.hasOwn(b, key) && same((a as Record<string, unknown>)[key], (b as Record<string, unknown>)[key]));
}

type Call = Expression & { readonly is: "call" };

function call(expression: Call, scope: Scope): unknown {
  const { name, of, with: given } = expression;
  if (name === "has") return has(given[0] as Expression, scope);
  if (of !== undefined && given[0]?.is === "name" && QUANTIFIERS.has(name)) return quantify(name, evaluate(of, scope), given[0].name, given[1] as Expression, scope);
  const values = [...(of === undefined ? [] : [of]), ...given].map((each) => evaluate(each, scope));
  const apply = Object.hasOwn(FUNCTIONS, name) ? FUNCTIONS[name] : undefined;
  if (apply === undefined) throw new Error(`${name} is not known`);
  return apply(...values);
}

function has(expression: Expression, scope: Scope): boolean {
  if (expression.is !== "field") throw new Error("has() takes a field");
  const value = evaluate(expression.of, scope);
  return typeof value === "object" && value !== null && Object.hasOwn(value, expression.name);
}

const QUANTIFIERS = new Set(["all", "exists", "exists_one", "filter", "map"]);

function quantify(name: string, over: unknown, variable: string, body: Expression, scope: Scope): unknown {
  if (typeof over !== "object" || over === null) throw new Error("no list or map");
  const items: readonly unknown[] = Array.isArray(over) ? over : Object.keys(over);
  const of = (item: unknown): unknown => evaluate(body, { ...scope, [variable]: item });
  if (name === "all") return items.every((item) => truth(of(item)));
  if (name === "exists") return items.some((item) => truth(of(item)));
  if (name === "exists_one") return items.filter((item) => truth(of(item))).length === 1;
  return name === "filter" ? items.filter((item) => truth(of(item))) : items.map(of);
}

const text = (value: unknown): string => {
  if (typeof value !== "string") throw new Error("no text");
  return value;
};

const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, us: 1e-3, µs: 1e-3, ns: 1e-6 };

function duration(value: unknown): Duration {
  const source = text(value);
  if (!/^([0-9.]+(ns|us|µs|ms|s|m|h))+$/.test(source)) throw new Error("no duration");
  return { milliseconds: [...source.matchAll(/([0-9.]+)(ns|us|µs|ms|s|m|h)/g)].reduce((sum, [, count, unit]) => sum + Number(count) * (UNITS[unit as string] as number), 0) };
}

function matches(value: unknown, pattern: unknown): boolean {
  const source = text(pattern);
  return new RegExp(source.replaceAll("(?i)", ""), source.includes("(?i)") ? "i" : "").test(text(value));
}

const FUNCTIONS: Readonly<Record<string, (...values: unknown[]) => unknown>> = {
  size: (value) => (typeof value === "string" ? [...value].length : Object.keys(value as object).length),
  contains: (value, part) => text(value).includes(text(part)),
  startsWith: (value, part) => text(value).startsWith(text(part)),
  endsWith: (value, part) => text(value).endsWith(text(part)),
  matches,
  split: (value, by) => text(value).split(text(by)),
  substring: (value, from, to) => text(value).substring(Number(from), to === undefined ? undefined : Number(to)),
  lowerAscii: (value) => text(value).toLowerCase(),
  duration,
  getSeconds: (value) => Math.trunc(amount(value) / 1000),
  getMilliseconds: (value) => Math.trunc(amount(value)),
  isIP: (value) => /^(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)(?:\.(?!$)|$)){4}$/.test(text(value)) || (/^[0-9A-Fa-f:.]{2,45}$/.test(text(value)) && text(value).split(":").length > 2),
  string: (value) => String(value),
  int: (value) => Math.trunc(Number(value)),
};
