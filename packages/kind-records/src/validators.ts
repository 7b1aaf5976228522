import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import type { HelmSchemaOwner } from "./helm.ts";
import type { KindRecord, Schema } from "./record.ts";

const ROOT = join(dirname(fileURLToPath(import.meta.url)), "..", "..", "..");

/**
 * Writes what verification needs of every committed record, below `outDir`: `kinds/kinds.jsonl.gz` and `helm/charts.jsonl.gz` with one
 * record a line, and beside each `index.ts`, a table of functions that parse one line, so that a run reads one file and parses the
 * kinds that it meets. A module for each kind takes ten times as long: loading one costs more than parsing it.
 *
 * They hold the schema as data for the structural validator of `generators/verify/schema`. Compiled by Ajv the same schemas are
 * ten times as large (8.6 MB against 0.8 MB) and take twice as long to load and three times as long for the first object of each
 * kind (20 kinds, 300 manifests); Ajv is the second opinion in the tests.
 *
 * Returns the bytes written.
 */
export function buildValidators(outDir: string): number {
  return buildKinds(join(outDir, "kinds")) + buildHelm(join(outDir, "helm"));
}

/** Files that the built program reads from beside its code. */
export const RECORD_FILES = ["kinds/kinds.jsonl.gz", "helm/charts.jsonl.gz"] as const;

function buildKinds(folder: string): number {
  const source = join(ROOT, "schemas", "kubernetes");
  const lines: string[] = [];
  const rows = Object.entries(readJson<{ [kind: string]: string }>(join(source, "index.json"))).map(([kind, file]) => {
    const record = readJson<KindRecord>(join(source, file));
    lines.push(JSON.stringify({ schema: record.schema, listKeys: keysWithDefaults(record), cel: record.cel, transitions: record.immutable, defaults: defaultsForRules(record) }));
    return `  ${JSON.stringify(kind)}: { scope: "${record.scope}", versions: ${JSON.stringify(record.versions)}${holdsChanges(record)}, load: () => record(${lines.length - 1}) as KindModule },`;
  });
  return write(folder, "kinds.jsonl.gz", lines, `${KINDS_HEAD}${rows.join("\n")}\n};\n`);
}

/** Said in the table, so that a record need not be loaded to know that it has no such rule. */
function holdsChanges({ immutable }: KindRecord): string {
  return immutable.length === 0 ? "" : `, changes: ${immutable.some(({ optionalOldSelf }) => optionalOldSelf) ? '"and creation"' : "true"}`;
}

/** Defaults that a rule can see: inside the value it stands at, or on the way to it. */
function defaultsForRules({ cel, immutable, defaults }: KindRecord): object {
  const isWithin = (path: string, around: string): boolean => around === "" || path === around || path.startsWith(`${around}.`) || path.startsWith(`${around}[]`);
  return Object.fromEntries(Object.entries(defaults).filter(([path]) => [...cel, ...immutable].some((rule) => isWithin(path, rule.path) || isWithin(rule.path, path))));
}

/** Two list items are the same when their keys are equal after the server has filled in what is absent. */
function keysWithDefaults(record: KindRecord): object {
  return Object.fromEntries(Object.entries(record.listKeys).map(([path, names]) => [path, names.map((key) => [key, record.defaults[`${path}[].${key}`] ?? null])]));
}

function buildHelm(folder: string): number {
  const source = join(ROOT, "schemas", "helm");
  const lines: string[] = [];
  const rows = Object.entries(readJson<{ [file: string]: HelmSchemaOwner }>(join(source, "index.json"))).map(([file, { chart, version }]) => {
    lines.push(JSON.stringify({ schema: readJson<Schema>(join(source, file)) }));
    return `  { chart: ${JSON.stringify(chart)}, version: ${JSON.stringify(version)}, load: () => record(${lines.length - 1}) as ChartModule },`;
  });
  return write(folder, "charts.jsonl.gz", lines, `${CHARTS_HEAD}${rows.join("\n")}\n];\n`);
}

const readJson = <T>(file: string): T => JSON.parse(readFileSync(file, "utf8")) as T;

function write(folder: string, data: string, lines: readonly string[], index: string): number {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  // Packed, it is an eighth of the package; unpacking takes a few milliseconds.
  const files = new Map([[data, gzipSync(lines.join("\n"), { level: 9 })], ["index.ts", Buffer.from(`${READER.replace("FILE", data)}${index}`)]]);
  for (const [name, bytes] of files) writeFileSync(join(folder, name), bytes);
  return [...files.values()].reduce((sum, bytes) => sum + bytes.length, 0);
}

const READER = `import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";

let lines: readonly string[] | undefined;
const known = new Map<number, unknown>();
/** A line of the data beside this code, parsed once. */
function record(line: number): unknown {
  lines ??= gunzipSync(readFileSync(new URL("./FILE", import.meta.url))).toString("utf8").split("\\n");
  if (!known.has(line)) known.set(line, JSON.parse(lines[line] as string));
  return known.get(line);
}

`;

const KINDS_HEAD = `/** Made from schemas/kubernetes by packages/kind-records. */
export interface KindModule {
  readonly schema: Readonly<Record<string, unknown>>;
  /** Path of a list → the keys that tell its items apart, each with the value that stands for absence. */
  readonly listKeys: Readonly<Record<string, readonly (readonly [key: string, absent: unknown])[]>>;
  /** Rules in CEL by path, and what the server fills in before it evaluates them. */
  readonly cel: readonly KindRule[];
  /** Rules that hold a change against what was there before. */
  readonly transitions: readonly KindRule[];
  readonly defaults: Readonly<Record<string, unknown>>;
}
export interface KindRule {
  readonly path: string;
  readonly rule: string;
  /** Held against new objects too, of which there is no past. */
  readonly optionalOldSelf?: true;
  /** The field of the value that the rule is about. */
  readonly field?: string;
}
export interface KindEntry {
  readonly scope: "Namespaced" | "Cluster";
  readonly versions: Readonly<Record<string, "served" | "unserved">>;
  /** Whether rules hold changes against the past, and creation as well. */
  readonly changes?: true | "and creation";
  readonly load: () => KindModule;
}
/** \`apiVersion/Kind\` → how to load what is known about it. */
export const kinds: Readonly<Record<string, KindEntry>> = {
`;

const CHARTS_HEAD = `/** Made from schemas/helm by packages/kind-records. */
export interface ChartModule {
  readonly schema: Readonly<Record<string, unknown>>;
}
export interface ChartEntry {
  readonly chart: string;
  readonly version: string;
  readonly load: () => ChartModule;
}
export const charts: readonly ChartEntry[] = [
`;

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const bytes = buildValidators(join(ROOT, "build"));
  process.stderr.write(`records of kinds and charts: ${Math.round(bytes / 1024)} KiB\n`);
}
