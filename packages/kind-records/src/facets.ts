import { isSchema, type Json, type Rule, type Schema } from "./record.ts";

export interface Facets {
  readonly defaults: Record<string, Json>;
  readonly listKeys: Record<string, readonly string[]>;
  readonly immutable: Rule[];
  readonly cel: Rule[];
}

/** What a raw schema says beside types, by path. The status is the server's and is left out. */
export function facetsOf(schema: Schema): Facets {
  const facets: Facets = { defaults: {}, listKeys: {}, immutable: [], cel: [] };
  collect(schema, "", facets);
  return facets;
}

function collect(schema: Schema, path: string, facets: Facets): void {
  if (schema["default"] !== undefined && !meansUnset(path, schema["default"])) facets.defaults[path] = schema["default"];
  const keys = schema["x-kubernetes-list-map-keys"];
  if (Array.isArray(keys)) facets.listKeys[path] = keys.map(String);
  const rules = schema["x-kubernetes-validations"];
  for (const rule of Array.isArray(rules) ? rules : []) if (isSchema(rule)) addRule(rule, path, facets);
  const properties = schema["properties"];
  if (isSchema(properties)) {
    for (const [name, child] of Object.entries(properties)) {
      if (isSchema(child) && !(path === "" && name === "status")) collect(child, path === "" ? name : `${path}.${name}`, facets);
    }
  }
  if (isSchema(schema["items"])) collect(schema["items"], `${path}[]`, facets);
  if (isSchema(schema["additionalProperties"])) collect(schema["additionalProperties"], `${path}.*`, facets);
}

function addRule(rule: Schema, path: string, facets: Facets): void {
  const text = String(rule["rule"]).replace(/\s+/g, " ").trim();
  const transition = /\boldSelf\b/.test(text);
  const field = /^\.([A-Za-z0-9]+)$/.exec(String(rule["fieldPath"] ?? ""))?.[1];
  (transition ? facets.immutable : facets.cel).push({ path, rule: text, ...(rule["optionalOldSelf"] === true && { optionalOldSelf: true }), ...(field !== undefined && { field }) });
}

/** Generated definitions give the name in every reference the default `""`: the server stores it, and it says no more than absence. */
const meansUnset = (path: string, value: Json): boolean => value === "" && /\.(name|service)$/.test(path);
