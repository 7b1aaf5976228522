import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { HelmSchemaOwner } from "./helm.ts";
import type { KindRecord, Schema } from "./record.ts";

const ROOT = join(dirname(fileURLToPath(import.meta.url)), "..", "..", "..");

/**
 * Writes what verification needs of every committed record, below `outDir`: `kinds/<key>.kind.js` and `helm/<chart>.chart.js`
 * with the schema, and in both folders `index.ts`, a table of dynamic imports, so that a run loads the kinds that it meets and
 * nothing else. Modules import nothing.
 *
 * They hold the schema as data for the structural validator of `generators/verify/schema`. Compiled by Ajv the same schemas are
 * ten times as large (8.6 MB against 0.8 MB) and take twice as long to load and three times as long for the first object of each
 * kind (20 kinds, 300 manifests); Ajv is the second opinion in the tests.
 *
 * Returns the bytes written.
 */
export async function buildValidators(outDir: string): Promise<number> {
  return buildKinds(join(outDir, "kinds")) + buildHelm(join(outDir, "helm"));
}

function buildKinds(folder: string): number {
  const source = join(ROOT, "schemas", "kubernetes");
  const modules = new Map<string, string>();
  const rows = Object.entries(readJson<{ [kind: string]: string }>(join(source, "index.json"))).map(([kind, file]) => {
    const record = readJson<KindRecord>(join(source, file));
    const name = file.replace(/\.json$/, ".kind.js");
    modules.set(name, module({ schema: record.schema, listKeys: keysWithDefaults(record), cel: record.cel, defaults: record.cel.length > 0 ? record.defaults : {} }));
    return `  ${JSON.stringify(kind)}: { scope: "${record.scope}", versions: ${JSON.stringify(record.versions)}, load: () => import("./${name}") },`;
  });
  return write(folder, modules, "kind", "KindModule", `${KINDS_HEAD}${rows.join("\n")}\n};\n`);
}

/** Two list items are the same when their keys are equal after the server has filled in what is absent. */
function keysWithDefaults(record: KindRecord): object {
  return Object.fromEntries(Object.entries(record.listKeys).map(([path, names]) => [path, names.map((key) => [key, record.defaults[`${path}[].${key}`] ?? null])]));
}

function buildHelm(folder: string): number {
  const source = join(ROOT, "schemas", "helm");
  const modules = new Map<string, string>();
  const rows = Object.entries(readJson<{ [file: string]: HelmSchemaOwner }>(join(source, "index.json"))).map(([file, { chart, version }]) => {
    const name = file.replace(/\.json$/, ".chart.js");
    modules.set(name, module({ schema: readJson<Schema>(join(source, file)) }));
    return `  { chart: ${JSON.stringify(chart)}, version: ${JSON.stringify(version)}, load: () => import("./${name}") },`;
  });
  return write(folder, modules, "chart", "ChartModule", `${CHARTS_HEAD}${rows.join("\n")}\n];\n`);
}

const readJson = <T>(file: string): T => JSON.parse(readFileSync(file, "utf8")) as T;

/** Parsing JSON from a string literal is faster than evaluating the same object literal. */
const module = (exports: object): string =>
  Object.entries(exports)
    .map(([name, value]) => `export const ${name} = JSON.parse(${singleQuoted(JSON.stringify(value))});\n`)
    .join("");

const singleQuoted = (text: string): string => `'${text.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;

function write(folder: string, modules: ReadonlyMap<string, string>, extension: string, type: string, index: string): number {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const files = new Map([...modules, ["index.ts", index], ["modules.d.ts", declarations(extension, type)]]);
  for (const [name, text] of files) writeFileSync(join(folder, name), text);
  return [...files.values()].reduce((sum, text) => sum + Buffer.byteLength(text), 0);
}

const KINDS_HEAD = `/** Made from schemas/kubernetes by packages/kind-records. */
export interface KindModule {
  readonly schema: Readonly<Record<string, unknown>>;
  /** Path of a list → the keys that tell its items apart, each with the value that stands for absence. */
  readonly listKeys: Readonly<Record<string, readonly (readonly [key: string, absent: unknown])[]>>;
  /** Rules in CEL by path, and what the server fills in before it evaluates them. */
  readonly cel: readonly { readonly path: string; readonly rule: string }[];
  readonly defaults: Readonly<Record<string, unknown>>;
}
export interface KindEntry {
  readonly scope: "Namespaced" | "Cluster";
  readonly versions: Readonly<Record<string, "served" | "unserved">>;
  readonly load: () => Promise<KindModule>;
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
  readonly load: () => Promise<ChartModule>;
}
export const charts: readonly ChartEntry[] = [
`;

/** The modules are plain JavaScript; their types are said once here. */
function declarations(extension: string, type: string): string {
  const members = type === "KindModule" ? ["schema", "listKeys", "cel", "defaults"] : ["schema"];
  const lines = members.map((member) => `  export const ${member}: import("./index.ts").${type}["${member}"];`);
  return `declare module "*.${extension}.js" {\n${lines.join("\n")}\n}\n`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const bytes = await buildValidators(join(ROOT, "build"));
  process.stderr.write(`kind and chart modules: ${Math.round(bytes / 1024)} KiB\n`);
}
