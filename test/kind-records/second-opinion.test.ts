import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv } from "ajv";
import fc from "fast-check";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { checkSchema } from "../../generators/verify/schema/structural.ts";

const schemas = join(new URL(".", import.meta.url).pathname, "..", "..", "schemas");
const test = suite("validator against Ajv");

type Schema = Readonly<Record<string, unknown>>;

const read = (...path: string[]): unknown => JSON.parse(readFileSync(join(schemas, ...path), "utf8"));
const kinds = Object.entries(read("kubernetes", "index.json") as Record<string, string>).map(([kind, file]) => ({ name: kind, schema: (read("kubernetes", file) as { schema: Schema }).schema }));
const charts = Object.keys(read("helm", "index.json") as object).map((file) => ({ name: file, schema: read("helm", file) as Schema }));
const subjects = [...kinds, ...charts];

/** Compiling is the cost, so each schema is compiled when a run first draws it. */
const ajv = new Ajv({
  allErrors: true,
  strict: false,
  validateSchema: false,
  formats: {
    byte: /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/,
    "date-time": /^\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(?:\.\d+)?(?:[Zz]|[+-]\d\d:\d\d)$/,
    ipv4: /^(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)\.){3}(?:25[0-5]|2[0-4]\d|1?\d?\d)$/,
    ipv6: /^(?=.*:)[0-9A-Fa-f:.]{2,45}$/,
  },
});
const compiled = new Map<string, ReturnType<typeof ajv.compile>>();
const second = ({ name, schema }: (typeof subjects)[number]): ReturnType<typeof ajv.compile> => {
  const known = compiled.get(name) ?? ajv.compile(schema);
  compiled.set(name, known);
  return known;
};

/** A small generator of numbers from a seed, so that a failing case can be repeated. */
function randomFrom(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

const ODD: readonly unknown[] = ["", "x", "Always", "a b", "1", "10Mi", 0, -1, 1, 1.5, 70000, true, false, null, [], {}, ["x", "x"], { x: 1 }, "2026-01-31T12:00:00Z", "1.2.3.4", "🙂🙂🙂"];

/** Data that follows a schema most of the time and breaks it now and then. */
function sample(root: Schema, random: (below: number) => number): unknown {
  const defs = (root["$defs"] ?? {}) as Record<string, Schema>;
  const make = (given: Schema, depth: number): unknown => {
    const schema = typeof given["$ref"] === "string" ? (defs[given["$ref"].slice(8)] as Schema) : given;
    if (random(14) === 0) return ODD[random(ODD.length)];
    if (schema["const"] !== undefined) return schema["const"];
    if (Array.isArray(schema["enum"])) return (schema["enum"] as unknown[])[random((schema["enum"] as unknown[]).length)];
    const types = [schema["type"] ?? "string"].flat() as string[];
    const type = types[random(types.length)];
    if (type === "object") return object(schema, depth);
    if (type === "array") return Array.from({ length: depth > 5 ? 0 : random(3) }, () => make((schema["items"] ?? {}) as Schema, depth + 1));
    if (type === "integer" || type === "number") return Number(schema["minimum"] ?? 1) + random(3);
    if (type === "boolean") return random(2) === 0;
    return type === "null" ? null : (["x", "10Mi", "5m", "name", "v1"][random(5)] as string);
  };
  const object = (schema: Schema, depth: number): unknown => {
    const properties = (schema["properties"] ?? {}) as Record<string, Schema>;
    const names = Object.keys(properties);
    const chosen = new Set([...((schema["required"] ?? []) as string[]), ...Array.from({ length: depth > 5 ? 0 : Math.min(3, names.length) }, () => names[random(names.length)] as string)]);
    if (random(10) === 0) chosen.add("unheardOf");
    const additional = schema["additionalProperties"];
    if (typeof additional === "object" && additional !== null && random(2) === 0) chosen.add("some.key/name");
    return Object.fromEntries([...chosen].map((name) => [name, make(properties[name] ?? ((typeof additional === "object" && additional !== null ? additional : {}) as Schema), depth + 1)]));
  };
  return make(root, 0);
}

test("both take and refuse the same data, and find the same unknown fields", () => {
  fc.assert(
    fc.property(fc.constantFrom(...subjects), fc.nat(), (subject, seed) => {
      const data = sample(subject.schema, randomFrom(seed));
      const validate = second(subject);
      const accepted = validate(data) as boolean;
      const faults = checkSchema(subject.schema, data);
      assert.is(faults.length === 0, accepted, `${subject.name}\n${JSON.stringify(data)}\n${JSON.stringify(faults)}\n${JSON.stringify(validate.errors)}`);
      const unknown = (validate.errors ?? []).filter(({ keyword }) => keyword === "additionalProperties").length;
      assert.is(faults.filter(({ keyword }) => keyword === "unknown").length, unknown, subject.name);
    }),
    { numRuns: 3000 },
  );
});

test("samples are accepted often enough for acceptance to mean something", () => {
  const verdicts = subjects.flatMap(({ schema }) => Array.from({ length: 20 }, (_, seed) => checkSchema(schema, sample(schema, randomFrom(seed))).length === 0));
  const share = verdicts.filter(Boolean).length / verdicts.length;
  assert.ok(share > 0.05 && share < 0.95, `${Math.round(share * 100)} % accepted`);
});

test.run();
