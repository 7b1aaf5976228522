import { isSchema, type Json, type Schema } from "./record.ts";
import { portablePattern } from "./pattern.ts";

const KEPT = [
  "enum",
  "const",
  "pattern",
  "minLength",
  "maxLength",
  "multipleOf",
  "minItems",
  "maxItems",
  "uniqueItems",
  "minProperties",
  "maxProperties",
  "required",
] as const;

/** Formats that a validator can check on a string; the number formats say no more than the type does. */
const STRING_FORMATS = new Set(["byte", "date-time", "ipv4", "ipv6"]);

const COMBINATORS = ["allOf", "anyOf", "oneOf"] as const;

/**
 * Turns a structural OpenAPI schema into a JSON Schema that accepts what a strict API server accepts.
 * Objects are closed unless the server keeps unknown fields there; descriptions, defaults and extensions are left out.
 */
export function convert(raw: Schema): Schema {
  const properties = isSchema(raw["properties"]) ? raw["properties"] : undefined;
  const out: Record<string, Json> = {};
  const type = typeOf(raw);
  if (type !== undefined) out["type"] = type;
  const keepsUnknown = raw["x-kubernetes-preserve-unknown-fields"] === true;
  for (const key of KEPT) if (raw[key] !== undefined) out[key] = key === "pattern" ? portablePattern(String(raw[key])) : raw[key];
  bounds(raw, out);
  if (typeof raw["format"] === "string" && STRING_FORMATS.has(raw["format"])) out["format"] = raw["format"];
  if (raw["x-kubernetes-list-type"] === "set") out["uniqueItems"] = true;
  if (isSchema(raw["items"])) out["items"] = convert(raw["items"]);
  if (properties !== undefined) out["properties"] = mapValues(properties, (value) => (isSchema(value) ? convert(value) : value));
  if (isSchema(raw["propertyNames"])) out["propertyNames"] = raw["propertyNames"];
  const additional = raw["additionalProperties"];
  if (isSchema(additional)) out["additionalProperties"] = convert(additional);
  else if (raw["type"] === "object" && !keepsUnknown && additional !== true) out["additionalProperties"] = false;
  if (raw["x-kubernetes-int-or-string"] !== true) {
    for (const key of COMBINATORS) if (Array.isArray(raw[key])) out[key] = (raw[key] as Json[]).map(branch);
    if (isSchema(raw["not"])) out["not"] = branch(raw["not"]);
  }
  return out;
}

function typeOf(raw: Schema): Json | undefined {
  const nullable = raw["nullable"] === true;
  const type: Json | undefined = raw["x-kubernetes-int-or-string"] === true ? ["integer", "string"] : raw["type"];
  if (type === undefined || !nullable) return type;
  return [...(Array.isArray(type) ? type : [type]), "null"];
}

/** Draft 4 writes an exclusive bound as a flag beside the bound. */
function bounds(raw: Schema, out: Record<string, Json>): void {
  for (const [bound, exclusive] of [
    ["minimum", "exclusiveMinimum"],
    ["maximum", "exclusiveMaximum"],
  ] as const) {
    if (raw[exclusive] === true && raw[bound] !== undefined) out[exclusive] = raw[bound];
    else if (raw[bound] !== undefined) out[bound] = raw[bound];
    if (typeof raw[exclusive] === "number") out[exclusive] = raw[exclusive];
  }
}

/** Inside a combinator the server only checks values: nothing is closed and no type is added there. */
function branch(raw: Json): Json {
  if (Array.isArray(raw)) return raw.map(branch);
  if (!isSchema(raw)) return raw;
  const out: Record<string, Json> = {};
  for (const [key, value] of Object.entries(raw)) {
    if (key === "description" || key === "default" || key === "format" || key.startsWith("x-")) continue;
    if (key === "properties" && isSchema(value)) out[key] = mapValues(value, branch);
    else if (key === "pattern") out[key] = portablePattern(String(value));
    else if (key === "items" || key === "not" || key === "additionalProperties" || key === "allOf" || key === "anyOf" || key === "oneOf") out[key] = branch(value);
    else out[key] = value;
  }
  bounds(raw, out);
  if (out["exclusiveMinimum"] === true || out["exclusiveMinimum"] === false) delete out["exclusiveMinimum"];
  if (out["exclusiveMaximum"] === true || out["exclusiveMaximum"] === false) delete out["exclusiveMaximum"];
  return out;
}

export function mapValues(object: Schema, change: (value: Json, key: string) => Json): Schema {
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [key, change(value, key)]));
}
