import type { Path } from "../../document/index.ts";

/** A fault of data against a JSON Schema. `expected` depends on the keyword; `known` are the names that an object takes. */
export interface SchemaFault {
  readonly path: Path;
  readonly keyword: "type" | "enum" | "const" | "pattern" | "format" | "length" | "range" | "items" | "unique" | "properties" | "required" | "unknown" | "name" | "choice" | "forbidden";
  readonly value: unknown;
  readonly expected?: unknown;
  readonly known?: readonly string[];
  /** What the schema says about this value in its `$comment`. */
  readonly hint?: string;
}

type Schema = Readonly<Record<string, unknown>>;

export interface CheckOptions {
  /** A null is taken anywhere: Helm removes the default of that key. */
  readonly nullRemoves?: boolean;
}

/**
 * Checks data against a JSON Schema of the keywords that our records use; all faults at once, in document order.
 * A keyword that is not understood is ignored, so a test keeps the records within the set and Ajv as second opinion.
 */
export function checkSchema(root: Schema, data: unknown, options: CheckOptions = {}): SchemaFault[] {
  const faults: SchemaFault[] = [];
  check({ root, options, faults, path: [] }, root, data);
  return faults;
}

interface Run {
  readonly root: Schema;
  readonly options: CheckOptions;
  readonly faults: SchemaFault[];
  /** Where the check stands; copied into a fault, since nearly every place has none. */
  readonly path: (string | number)[];
}

function report(run: Run, keyword: SchemaFault["keyword"], value: unknown, expected?: unknown): void {
  run.faults.push({ path: [...run.path], keyword, value, ...(expected === undefined ? {} : { expected }) });
}

function checkAt(run: Run, step: string | number, schema: Schema, value: unknown): void {
  run.path.push(step);
  check(run, schema, value);
  run.path.pop();
}

/** What a reference into the same schema means; a chain that leads nowhere, or back to itself, allows everything. */
function resolved(root: Schema, given: Schema): Schema {
  let schema = given;
  for (let links = 0; typeof schema["$ref"] === "string"; links += 1) {
    const [, where, name] = /^#\/(\$defs|definitions)\/([^/]+)$/.exec(schema["$ref"]) ?? [];
    const target = where === undefined || name === undefined ? undefined : (root[where] as Readonly<Record<string, Schema>> | undefined)?.[name];
    if (target === undefined || links > 16) return {};
    schema = target;
  }
  return schema;
}

function check(run: Run, given: Schema, value: unknown): void {
  const schema = given["$ref"] === undefined ? given : resolved(run.root, given);
  if (value === null && run.options.nullRemoves === true) return;
  const before = run.faults.length;
  checkHere(run, schema, value);
  const hint = schema["$comment"];
  if (typeof hint !== "string") return;
  for (let at = before; at < run.faults.length; at += 1) {
    const fault = run.faults[at] as SchemaFault;
    if (fault.path.length === run.path.length) run.faults[at] = { ...fault, hint };
  }
}

function checkHere(run: Run, schema: Schema, value: unknown): void {
  const type = schema["type"];
  if (type !== undefined && !isOfType(type, value)) return report(run, "type", value, type);
  if (schema["enum"] !== undefined && !(schema["enum"] as unknown[]).includes(value)) report(run, "enum", value, schema["enum"]);
  if (schema["const"] !== undefined && schema["const"] !== value) report(run, "const", value, schema["const"]);
  if (typeof value === "string") checkString(run, schema, value);
  else if (typeof value === "number") checkNumber(run, schema, value);
  else if (Array.isArray(value)) checkList(run, schema, value);
  else if (typeof value === "object" && value !== null) checkObject(run, schema, value as Record<string, unknown>);
  if (schema["allOf"] ?? schema["anyOf"] ?? schema["oneOf"] ?? schema["not"] ?? schema["if"]) checkCombinators(run, schema, value);
}

const typeOf = (value: unknown): string => (value === null ? "null" : Array.isArray(value) ? "array" : typeof value);

function isOfType(type: unknown, value: unknown): boolean {
  if (Array.isArray(type)) return type.some((each) => isOfType(each, value));
  return type === "integer" ? Number.isInteger(value) : type === typeOf(value);
}

const expressions = new Map<string, RegExp>();

function matches(pattern: string, text: string): boolean {
  let expression = expressions.get(pattern);
  if (expression === undefined) expressions.set(pattern, (expression = new RegExp(pattern, "u")));
  return expression.test(text);
}

const FORMATS: Readonly<Record<string, RegExp>> = {
  byte: /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/,
  "date-time": /^\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(?:\.\d+)?(?:[Zz]|[+-]\d\d:\d\d)$/,
  ipv4: /^(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)\.){3}(?:25[0-5]|2[0-4]\d|1?\d?\d)$/,
  ipv6: /^(?=.*:)[0-9A-Fa-f:.]{2,45}$/,
};

function checkString(run: Run, schema: Schema, value: string): void {
  const { pattern, format, minLength, maxLength } = schema as { pattern?: string; format?: string; minLength?: number; maxLength?: number };
  if (pattern !== undefined && !matches(pattern, value)) report(run, "pattern", value, pattern);
  if (format !== undefined && FORMATS[format]?.test(value) === false) report(run, "format", value, format);
  if (minLength === undefined && maxLength === undefined) return;
  const length = [...value].length;
  if (length < (minLength ?? 0) || length > (maxLength ?? Infinity)) report(run, "length", value, [minLength, maxLength]);
}

function checkNumber(run: Run, schema: Schema, value: number): void {
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum, multipleOf } = schema as Record<string, number | undefined>;
  const outside =
    value < (minimum ?? -Infinity) ||
    value > (maximum ?? Infinity) ||
    (exclusiveMinimum !== undefined && value <= exclusiveMinimum) ||
    (exclusiveMaximum !== undefined && value >= exclusiveMaximum) ||
    (multipleOf !== undefined && !Number.isInteger(value / multipleOf));
  if (outside) report(run, "range", value, [minimum ?? exclusiveMinimum, maximum ?? exclusiveMaximum]);
}

function checkList(run: Run, schema: Schema, value: readonly unknown[]): void {
  const { minItems, maxItems, items } = schema as { minItems?: number; maxItems?: number; items?: Schema };
  if (value.length < (minItems ?? 0) || value.length > (maxItems ?? Infinity)) report(run, "items", value, [minItems, maxItems]);
  if (schema["uniqueItems"] === true) {
    const seen = new Set<string>();
    value.forEach((item, at) => {
      const text = JSON.stringify(item);
      if (seen.has(text)) run.faults.push({ path: [...run.path, at], keyword: "unique", value: item });
      seen.add(text);
    });
  }
  if (items !== undefined) value.forEach((item, at) => checkAt(run, at, items, item));
}

function checkObject(run: Run, schema: Schema, value: Readonly<Record<string, unknown>>): void {
  const { properties, additionalProperties, propertyNames, required, minProperties, maxProperties } = schema as {
    properties?: Readonly<Record<string, Schema>>;
    additionalProperties?: boolean | Schema;
    propertyNames?: Schema;
    required?: readonly string[];
    minProperties?: number;
    maxProperties?: number;
  };
  const lacking = new Set<string>();
  for (const name of required ?? []) {
    if (Object.hasOwn(value, name) && !(value[name] === null && isDropped(run, properties?.[name]))) continue;
    lacking.add(name);
    report(run, "required", value, name);
  }
  const names = Object.keys(value);
  if (names.length < (minProperties ?? 0) || names.length > (maxProperties ?? Infinity)) report(run, "properties", value, [minProperties, maxProperties]);
  for (const name of names) {
    if (lacking.has(name)) continue;
    const own = properties !== undefined && Object.hasOwn(properties, name) ? properties[name] : undefined;
    if (own !== undefined) checkAt(run, name, own, value[name]);
    else if (additionalProperties === false) run.faults.push({ path: [...run.path, name], keyword: "unknown", value: value[name], known: Object.keys(properties ?? {}) });
    else if (typeof additionalProperties === "object") checkAt(run, name, additionalProperties, value[name]);
    if (propertyNames !== undefined && !accepts(run, propertyNames, name)) run.faults.push({ path: [...run.path, name], keyword: "name", value: name, expected: propertyNames["pattern"] });
  }
}

/** A server drops a field without a value before it looks for what is required, unless the field may be null. */
const isDropped = (run: Run, schema: Schema | undefined): boolean => run.options.nullRemoves !== true && schema !== undefined && !accepts(run, schema, null);

function accepts(run: Run, schema: Schema, value: unknown): boolean {
  const faults: SchemaFault[] = [];
  check({ ...run, faults, path: [] }, schema, value);
  return faults.length === 0;
}

function checkCombinators(run: Run, schema: Schema, value: unknown): void {
  const { allOf, anyOf, oneOf, not } = schema as { allOf?: readonly Schema[]; anyOf?: readonly Schema[]; oneOf?: readonly Schema[]; not?: Schema };
  const { if: when, then, else: otherwise } = schema as { if?: Schema; then?: Schema; else?: Schema };
  const chosen = when === undefined ? undefined : accepts(run, when, value) ? then : otherwise;
  if (chosen !== undefined) check(run, chosen, value);
  for (const branch of allOf ?? []) check(run, branch, value);
  if (anyOf !== undefined && !anyOf.some((branch) => accepts(run, branch, value))) report(run, "choice", value, { atLeastOne: anyOf });
  if (oneOf !== undefined) {
    const taken = oneOf.filter((branch) => accepts(run, branch, value)).length;
    if (taken !== 1) report(run, "choice", value, { exactlyOne: oneOf, taken });
  }
  if (not !== undefined && accepts(run, not, value)) report(run, "forbidden", value, not);
}
