import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { portablePattern } from "./pattern.ts";

/** A JSON Schema of one kind. A schema that should refuse unknown fields has to be closed itself: kubeconform's strict mode does not close it. */
export interface SchemaRecord {
  readonly apiVersion: string;
  readonly kind: string;
  readonly schema: Readonly<Record<string, unknown>>;
}

/** Without a `$schema` kubeconform reads draft 4, in which `const`, `if` and numeric `exclusiveMinimum` mean nothing. */
const draft = "http://json-schema.org/draft-07/schema#";

/**
 * Lays schemas out below a folder as kubeconform looks them up, and returns the schema location to give it: an absolute folder gives an absolute location.
 * kubeconform takes `v1` for the group of the core kinds, so that they lie in a folder of that name.
 * Throws for a pattern that kubeconform's regular expressions cannot say: it would leave the whole kind unchecked and only tell that there is no schema.
 */
export function writeSchemas(records: Iterable<SchemaRecord>, folder: string): string {
  for (const { apiVersion, kind, schema } of records) {
    const parts = apiVersion.split("/");
    const file = join(folder, parts[0] ?? "", `${kind.toLowerCase()}_${parts.at(-1)}.json`);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, JSON.stringify({ $schema: draft, ...portable(schema, `${apiVersion} ${kind}`) }));
  }
  return locationIn(folder);
}

/** The schema location for a folder that is laid out so. */
export const locationIn = (folder: string): string => join(folder, "{{.Group}}", "{{.ResourceKind}}_{{.ResourceAPIVersion}}.json");

type Schema = Readonly<Record<string, unknown>>;

const named = new Set(["properties", "patternProperties", "definitions", "$defs", "dependencies"]);
const data = new Set(["const", "enum", "default", "examples"]);

/** The same schema with each pattern in the conditions that kubeconform can read. Names of properties and plain data are left as they are. */
function portable(schema: Schema, kind: string): Schema {
  const { pattern, ...rest } = schema;
  const changed = Object.fromEntries(Object.entries(rest).map(([keyword, value]) => [keyword, data.has(keyword) ? value : named.has(keyword) ? mapValues(value, kind) : below(value, kind)]));
  if (typeof pattern !== "string") return schema["pattern"] === undefined ? changed : { ...changed, pattern };
  const conditions = portablePattern(pattern);
  if (conditions === undefined) throw new Error(`${kind}: kubeconform cannot read the pattern ${pattern}`);
  if (conditions.length === 1) return { ...changed, pattern };
  const all = conditions.map(({ pattern: text, not }) => (not ? { not: { pattern: text } } : { pattern: text }));
  return { ...changed, allOf: [...((changed["allOf"] as unknown[] | undefined) ?? []), ...all] };
}

const isSchema = (value: unknown): value is Schema => typeof value === "object" && value !== null && !Array.isArray(value);

const mapValues = (value: unknown, kind: string): unknown => (isSchema(value) ? Object.fromEntries(Object.entries(value).map(([name, item]) => [name, below(item, kind)])) : value);

function below(value: unknown, kind: string): unknown {
  if (Array.isArray(value)) return value.map((item) => (isSchema(item) ? portable(item, kind) : item));
  return isSchema(value) ? portable(value, kind) : value;
}
