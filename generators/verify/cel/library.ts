/** Rules in CEL of any origin: parsed here and evaluated. */
import { evaluateBy, type Bindings, type Verdict } from "./evaluate.ts";
import { parseRule } from "./parsed.ts";

export { celValue, optional, schemaAt } from "./evaluate.ts";

/** Evaluates a rule. Each text is parsed once. */
export const evaluate = (rule: string, bindings: Bindings): Verdict => evaluateBy(parseRule, rule, bindings);
