/** Rules in CEL, evaluated by the library. It is loaded when a rule applies; its parser is another part, for rules that were not parsed when the package was built. */
import { celEnv, isCelError, plan, type CelInput } from "@bufbuild/cel";
import { strings } from "@bufbuild/cel/ext";
import { NOT_HERE, functions, none, present } from "./functions.ts";
import type { Expression } from "./parsed.ts";

export { celValue, schemaAt } from "./values.ts";

/** Whether a rule holds; or what a server would say instead; or why this program cannot tell. */
export type Verdict = { readonly is: "held" | "broken" } | { readonly is: "failed" | "unknown"; readonly because: string };

export interface Bindings {
  readonly self: CelInput;
  /** What was there before the update. */
  readonly oldSelf?: CelInput;
}

type Program = (bindings: Record<string, CelInput>) => unknown;

const environment = celEnv({ funcs: [...strings, ...functions] });
const programs = new Map<string, Program | Verdict>();

/**
 * Evaluates a rule. Each text is parsed once.
 * @param parse may throw: then nobody can tell whether the rule holds
 */
export function evaluateBy(parse: (rule: string) => Expression, rule: string, bindings: Bindings): Verdict {
  let program = programs.get(rule);
  if (program === undefined) programs.set(rule, (program = compile(parse, rule)));
  if (typeof program !== "function") return program;
  const result = program({ ...bindings });
  if (typeof result === "boolean") return { is: result ? "held" : "broken" };
  if (!isCelError(result)) return { is: "unknown", because: "its value is neither true nor false" };
  return { is: isOurs(result.message) ? "unknown" : "failed", because: result.message };
}

/** As `oldSelf` of a rule that also holds for objects that are new. */
export const optional = (value: CelInput | undefined): CelInput => (value === undefined ? none() : present(value));

/** A rule that `writeExpression` wrote. Whole numbers are written as text. */
export function readExpression(text: string): Expression {
  return JSON.parse(text, (key, value: unknown) => {
    const { case: kind, value: written } = key === "constantKind" ? (value as { readonly case?: string; readonly value?: unknown }) : {};
    return kind === "int64Value" || kind === "uint64Value" ? { case: kind, value: BigInt(written as string) } : value;
  }) as Expression;
}

/** Operators take every type that the language gives them, so a mismatch there is the data's; a function that is not found may be missing here. */
const isOurs = (message: string): boolean => message.startsWith(NOT_HERE) || /^found no matching overload for '[A-Za-z]/.test(message);

function compile(parse: (rule: string) => Expression, rule: string): Program | Verdict {
  try {
    const parsed = parse(rule);
    const missing = unknownFunction(parsed);
    return missing === undefined ? (plan(environment, parsed) as Program) : { is: "unknown", because: `the function ${missing} is not known here` };
  } catch (error) {
    return { is: "unknown", because: `it cannot be parsed: ${(error instanceof Error ? error.message : String(error)).split("\n")[0]}` };
  }
}

/** The first function of an expression that is not there. It is looked for at once: evaluation may never reach it, and would then hide it. */
function unknownFunction(expression: Expression | undefined): string | undefined {
  const kind = expression?.exprKind;
  const first = (...parts: readonly (Expression | undefined)[]): string | undefined => {
    for (const part of parts) {
      const missing = unknownFunction(part);
      if (missing !== undefined) return missing;
    }
    return undefined;
  };
  switch (kind?.case) {
    case "callExpr": {
      const { function: name, target, args } = kind.value;
      const space = target?.exprKind.case === "identExpr" ? target.exprKind.value.name : undefined;
      const isKnown = !/^[A-Za-z]/.test(name) || environment.funcs.find(name) !== undefined || (space !== undefined && environment.funcs.find(`${space}.${name}`) !== undefined);
      return isKnown ? first(target, ...args) : name;
    }
    case "selectExpr":
      return first(kind.value.operand);
    case "listExpr":
      return first(...kind.value.elements);
    case "structExpr":
      return first(...kind.value.entries.flatMap(({ value, keyKind }) => [value, keyKind.case === "mapKey" ? keyKind.value : undefined]));
    case "comprehensionExpr":
      return first(kind.value.iterRange, kind.value.accuInit, kind.value.loopCondition, kind.value.loopStep, kind.value.result);
    default:
      return undefined;
  }
}
