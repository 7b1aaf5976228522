import { checkSchema, type SchemaFault } from "./structural.ts";

/**
 * Whether a choice between alternatives, of which several fit, is settled by what a server fills in: one says `type: A`, another says
 * any type but A, and none is given. `defaults` has paths with `[]` for list items.
 */
export function isChosenByDefault({ keyword, path, value, expected }: SchemaFault, defaults: Readonly<Record<string, unknown>>): boolean {
  const { exactlyOne, taken } = (expected ?? {}) as { exactlyOne?: readonly Readonly<Record<string, unknown>>[]; taken?: number };
  if (keyword !== "choice" || exactlyOne === undefined || (taken ?? 0) < 2 || typeof value !== "object" || value === null) return false;
  const here = path.map((step) => (typeof step === "number" ? "[]" : `.${step}`)).join("").slice(1);
  const filled = { ...Object.fromEntries(Object.entries(defaults).flatMap(([at, given]) => (at.startsWith(`${here}.`) && !/[.[]/.test(at.slice(here.length + 1)) ? [[at.slice(here.length + 1), given]] : []))), ...value };
  return exactlyOne.filter((branch) => checkSchema(branch, filled).length === 0).length === 1;
}
