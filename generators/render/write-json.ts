import type { Scalar } from "./write-scalar.ts";

/** A whole JSON value, nested ones over several lines. `indent` is the column of the line on which it starts. */
export function value(data: Scalar | object, indent: number): string {
  const text = JSON.stringify(data, null, 2);
  return text.replaceAll("\n", `\n${" ".repeat(indent)}`);
}
