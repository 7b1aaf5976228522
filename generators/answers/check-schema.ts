import { validate, type Violation } from "#build/answers-validator.js";
import { valueAt, type Path } from "../document/index.ts";
import { checkAddress } from "./check-addresses.ts";
import type { Fault } from "./codes.ts";
import { badKey, badValue, forbiddenKey, missingKey, unknownKey } from "./explain.ts";
import { hasPlaceholder } from "./layers.ts";
import { parseQuantity } from "./quantities.ts";
import { child, resolve, schemaAt, type SchemaNode } from "./schema.ts";

/** What a violation inside `then` or about a key is reported by twice. */
const ECHOES = new Set(["if"]);

/** Of several violations at one place the first of these explains the others. */
const WEIGHT = ["false schema", "type", "enum", "pattern"];

/**
 * Every place where data breaks the schema, one fault for each.
 * @param data the parsed file: plain values without circles
 */
export function checkSchema(data: unknown): Fault[] {
  const [faults, addresses] = checkForms(data);
  const seen = new Set(faults.map((fault) => JSON.stringify(fault.path)));
  if (validate(data)) return [...faults, ...addresses];
  const violations = [...(validate.errors ?? [])].filter(({ keyword }) => !ECHOES.has(keyword)).sort((a, b) => weight(a) - weight(b));
  for (const violation of violations) {
    if (isAboutKey(violation, data) || willShrink(violation, data)) continue;
    const fault = explain(violation, data);
    const key = JSON.stringify(fault.path);
    if (!seen.has(key)) faults.push(fault);
    seen.add(key);
  }
  return withoutHints([...faults, ...addresses.filter(({ path }) => !seen.has(JSON.stringify(path)))]);
}

const weight = ({ keyword }: Violation): number => (WEIGHT.includes(keyword) ? WEIGHT.indexOf(keyword) : WEIGHT.length);

/** What is wrong with a key is reported at its map, beside a violation of `propertyNames` that names the key. */
function isAboutKey({ keyword, instancePath }: Violation, data: unknown): boolean {
  return /^(?:pattern|enum|m(?:ax|in)Length)$/.test(keyword) && resolve(schemaAt(stepsOf(instancePath, data)) ?? {}).propertyNames !== undefined;
}

/** The length of a text with words in braces is known once they are filled in. */
const willShrink = ({ keyword, instancePath }: Violation, data: unknown): boolean => keyword === "maxLength" && hasPlaceholder(valueAt(data, stepsOf(instancePath, data)));

function explain({ instancePath, keyword, params }: Violation, data: unknown): Fault {
  const path = stepsOf(instancePath, data);
  const node = schemaAt(path) ?? {};
  switch (keyword) {
    case "propertyNames":
      return badKey([...path, String(params["propertyName"])], resolve(node).propertyNames ?? {});
    case "additionalProperties":
      return unknownKey([...path, String(params["additionalProperty"])], node);
    case "required":
      return missingKey([...path, String(params["missingProperty"])], node);
    case "false schema":
      return forbiddenKey(path);
    default:
      return badValue(path, valueAt(data, path), node, keyword, params);
  }
}

/** A JSON pointer as steps; a number only where the data has a list. */
function stepsOf(pointer: string, data: unknown): Path {
  const path: (string | number)[] = [];
  for (const part of pointer.split("/").slice(1)) {
    const step = part.replaceAll("~1", "/").replaceAll("~0", "~");
    path.push(Array.isArray(valueAt(data, path)) ? Number(step) : step);
  }
  return path;
}

/** Amounts are read by the parser that also explains what is wrong with them, addresses by one that knows hosts; the schema's patterns serve editors. */
function checkForms(data: unknown): readonly [quantities: Fault[], addresses: Fault[]] {
  const faults: Fault[] = [];
  const addresses: Fault[] = [];
  const walk = (value: unknown, node: SchemaNode | undefined, path: Path): void => {
    if (node === undefined) return;
    if (Array.isArray(value)) return value.forEach((item, index) => walk(item, child(node, index), [...path, index]));
    if (typeof value === "object" && value !== null) {
      for (const [key, inner] of Object.entries(value)) walk(inner, child(node, key), [...path, key]);
      return;
    }
    if (typeof value === "string") addresses.push(...checkAddress(path, value, node));
    const unit = resolve(node)["x-unit"];
    if (unit === undefined || (typeof value !== "string" && typeof value !== "number")) return;
    const parsed = parseQuantity(unit, String(value));
    if ("problem" in parsed) faults.push(badValue(path, value, node, "quantity", { problem: parsed.problem }));
  };
  walk(data, schemaAt([]), []);
  return [faults, addresses];
}

/** A key that is missing because it was misspelt beside it is one mistake, told where the misspelling stands. */
function withoutHints(faults: readonly Fault[]): Fault[] {
  const meant = new Set(faults.flatMap((fault) => ("meant" in fault ? [JSON.stringify(fault.meant)] : [])));
  return faults.filter((fault) => fault.code !== "answers/missing" || !meant.has(JSON.stringify(fault.path)));
}
