/** Rules in CEL that were parsed when the package was built. */
import parsedRules from "#build/rules.json" with { type: "json" };
import { evaluateBy, readExpression, type Bindings, type Verdict } from "./evaluate.ts";

export { celValue, optional, schemaAt } from "./evaluate.ts";

/** Evaluates a rule of the records of the kinds. Each text is read once. */
export const evaluate = (rule: string, bindings: Bindings): Verdict => evaluateBy((text) => readExpression((parsedRules as Readonly<Record<string, string>>)[text] as string), rule, bindings);
