import { celList, celMap, type CelInput } from "@bufbuild/cel";

export type Schema = Readonly<Record<string, unknown>>;

const asSchema = (value: unknown): Schema => (typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Schema) : {});

const DEFINITION = /^#\/\$defs\/(.+)$/;

/** The schema that a reference into the same record stands for. */
function resolved(root: Schema, schema: Schema): Schema {
  const name = typeof schema["$ref"] === "string" ? DEFINITION.exec(schema["$ref"])?.[1] : undefined;
  return name === undefined ? schema : asSchema(asSchema(root["$defs"])[name]);
}

/** The schema of what stands at a pattern such as `spec.rules[].matches[]`; one that allows everything where the record says nothing. */
export function schemaAt(root: Schema, pattern: string): Schema {
  let schema = root;
  for (const part of pattern === "" ? [] : pattern.replaceAll("[]", ".[]").split(".")) {
    const here = resolved(root, schema);
    schema = asSchema(part === "[]" ? here["items"] : part === "*" ? here["additionalProperties"] : (asSchema(here["properties"])[part] ?? here["additionalProperties"]));
  }
  return resolved(root, schema);
}

/**
 * Data as a rule sees it. JSON has one kind of number and CEL has two: a whole number is an `int` unless the schema says `number`.
 * Nulls that the schema does not allow are dropped, as a server drops them, and names of fields are escaped as a server escapes them;
 * keys of maps are not.
 */
export function celValue(value: unknown, root: Schema, given: Schema): CelInput {
  const schema = resolved(root, given);
  if (typeof value === "number") return Number.isInteger(value) && schema["type"] !== "number" ? BigInt(value) : value;
  if (Array.isArray(value)) return celList(value.map((item) => celValue(item, root, asSchema(schema["items"]))));
  if (typeof value === "object" && value !== null) {
    const fields = asSchema(schema["properties"]);
    const others = asSchema(schema["additionalProperties"]);
    const entries = new Map<string, CelInput>();
    for (const [name, child] of Object.entries(value)) {
      const isField = Object.hasOwn(fields, name);
      const of = isField ? asSchema(fields[name]) : others;
      if (child !== null || allowsNull(resolved(root, of))) entries.set(isField ? escaped(name) : name, celValue(child, root, of));
    }
    return celMap(entries);
  }
  if (typeof value === "string" && schema["format"] === "byte") return Buffer.from(value, "base64");
  return typeof value === "string" || typeof value === "boolean" ? value : null;
}

const allowsNull = ({ type }: Schema): boolean => type === undefined || type === "null" || (Array.isArray(type) && type.includes("null"));

/** Words of the language, which cannot be names of fields. */
const RESERVED = new Set("true false null in as break const continue else for function if import let loop package namespace return var void while".split(" "));

/** How Kubernetes spells a field that the language cannot: `namespace` is `__namespace__`, `a-b` is `a__dash__b`. */
function escaped(name: string): string {
  if (RESERVED.has(name)) return `__${name}__`;
  return /__|[./-]/.test(name) ? name.replace(/__|[./-]/g, (part) => ESCAPES[part] as string) : name;
}

const ESCAPES: Readonly<Record<string, string>> = { __: "__underscores__", ".": "__dot__", "-": "__dash__", "/": "__slash__" };
