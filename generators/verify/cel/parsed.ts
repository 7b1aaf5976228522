import { parse } from "@bufbuild/cel";

/** A rule as its parser leaves it; undefined stands for the empty rule. */
export type Expression = ReturnType<typeof parse>["expr"];

/** Parses a rule; throws what its parser throws. */
export const parseRule = (rule: string): Expression => parse(rule).expr;

/**
 * A parsed rule as text, for rules that are parsed when the package is built: parsing takes longer than everything else that is done
 * with a rule. Undefined for what text cannot say. The names of message types are left out, since nothing asks for them.
 */
export function writeExpression(expression: Expression): string | undefined {
  let isSayable = true;
  const text = JSON.stringify(expression, (key, value: unknown) => {
    if (value instanceof Uint8Array || (typeof value === "number" && (!Number.isFinite(value) || Object.is(value, -0)))) isSayable = false;
    return key === "$typeName" ? undefined : typeof value === "bigint" ? (key === "id" ? Number(value) : `${value}`) : value;
  });
  return isSayable ? text : undefined;
}
