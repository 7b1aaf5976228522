/**
 * Makes what is derived: `build/` (compiled templates, validators), then `dist/` (the published program).
 * Nothing in either folder is written by hand or committed.
 */
import { build, type Plugin } from "esbuild";
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { copyFile, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { basename } from "node:path";
import { gzipSync } from "node:zlib";
import type { Verbatim } from "../../generators/render/sink.ts";
import { compileTemplates, type CompiledTemplates } from "../template-compiler/src/index.ts";
import { buildValidators, RECORD_FILES } from "../kind-records/src/validators.ts";
import { buildAnswersValidator } from "./answers-validator.ts";
import { SCHEMA_PATH } from "../../generators/answers/modeline.ts";
import { showFinding } from "../../generators/cli/show-findings.ts";

const root = new URL("../..", import.meta.url).pathname;
const derived = `${root}build`;
const published = `${root}dist`;
const VERBATIM = "verbatim.json";
const SOURCES = "sources.json";
const RULES = "rules.json";
/** Packages in CommonJS that bundle to ESM still ask for `require`. */
const REQUIRE = 'import { createRequire as __createRequire } from "node:module"; const require = __createRequire(import.meta.url);';
/** JSON is read as a file beside the code: within the code it would be parsed as a program, in four times the time; packed, it is a seventh of the size. */
const dataBeside: Plugin = {
  name: "data beside the code",
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^#build\/.*\.json$/ }, ({ path }) => ({ path: basename(path), namespace: "data" }));
    onLoad({ filter: /.*/, namespace: "data" }, ({ path }) => ({ contents: `import { readFileSync } from "node:fs"; import { gunzipSync } from "node:zlib"; export default JSON.parse(gunzipSync(readFileSync(new URL("./${path}.gz", import.meta.url))).toString("utf8"));` }));
  },
};

await emptyDerived();
await rm(published, { recursive: true, force: true });

const verbatim = await compileTemplateFolder();
await buildAnswersValidator(derived);
buildValidators(derived);
await writeFile(`${derived}/${RULES}`, JSON.stringify(await parsedRules()));
await writeFile(`${derived}/${VERBATIM}`, JSON.stringify(await withData(verbatim)));
await bundle();

/** Platforms that were generated into this folder, as the README's commands do, are somebody's to read: they stay. */
async function emptyDerived(): Promise<void> {
  await mkdir(derived, { recursive: true });
  await Promise.all(derivedPaths().map((path) => rm(`${root}${path}`, { recursive: true, force: true })));
}

function derivedPaths(): string[] {
  return readdirSync(derived).filter((name) => !existsSync(`${derived}/${name}/platform.yaml`)).map((name) => `build/${name}`);
}

async function compileTemplateFolder(): Promise<CompiledTemplates["verbatim"]> {
  const schema = await readFile(`${root}schemas/answers.schema.json`, "utf8");
  const { typescript, verbatim, sources, findings } = compileTemplates(`${root}templates`, { [SCHEMA_PATH]: schema });
  if (findings.length > 0) {
    for (const finding of findings) console.error(showFinding(finding, { color: false }));
    process.exit(1);
  }
  await writeFile(`${derived}/templates.ts`, typescript);
  await writeFile(`${derived}/${SOURCES}`, JSON.stringify(sources));
  return verbatim;
}

/** Verbatim YAML is read and checked here, so that no run has to. What checks it needs the records of the kinds, so it is loaded late. */
async function withData(verbatim: CompiledTemplates["verbatim"]): Promise<Readonly<Record<string, Verbatim>>> {
  const { readAhead } = await import("../../generators/verify/read-ahead.ts");
  const entries = Object.entries(verbatim).map(async ([path, file]) => {
    const data = path.endsWith(".yaml") ? await readAhead(path, file.text) : undefined;
    return [path, data === undefined ? file : { ...file, data }] as const;
  });
  return Object.fromEntries(await Promise.all(entries));
}

/** The rules in CEL of all kinds, parsed: no run has to. What cannot be parsed or written stays to the run, which says why. */
async function parsedRules(): Promise<Readonly<Record<string, string>>> {
  const [{ kinds }, { parseRule, writeExpression }] = await Promise.all([import("../../build/kinds/index.ts"), import("../../generators/verify/cel/parsed.ts")]);
  const rules = new Set(Object.values(kinds).flatMap(({ load }) => [...load().cel, ...load().transitions].map(({ rule }) => rule)));
  return Object.fromEntries([...rules].flatMap((rule) => {
    try {
      const text = writeExpression(parseRule(rule));
      return text === undefined ? [] : [[rule, text] as const];
    } catch {
      return [];
    }
  }));
}

/** SHA-256 over every file of the folders: two programs with the same one do the same. */
function digestOf(paths: readonly string[]): string {
  const hash = createHash("sha256");
  const files = paths.flatMap((path) => (statSync(`${root}${path}`).isDirectory() ? readdirSync(`${root}${path}`, { recursive: true, encoding: "utf8" }).map((name) => `${path}/${name}`) : [path])).filter((path) => statSync(`${root}${path}`).isFile());
  for (const file of files.sort()) hash.update(`${file}\0`).update(readFileSync(`${root}${file}`)).update("\0");
  return hash.digest("hex");
}

/** Nearly every file goes without `require`, and making one takes a fifth of a millisecond. */
async function dropUnusedRequire(): Promise<void> {
  for (const name of readdirSync(published, { recursive: true, encoding: "utf8" }).filter((each) => each.endsWith(".js"))) {
    const code = await readFile(`${published}/${name}`, "utf8");
    const rest = code.replace(`${REQUIRE}\n`, "");
    if (!/\brequire\b/.test(rest)) await writeFile(`${published}/${name}`, rest);
  }
}

/** One entry, split into chunks by dynamic imports, so that `--version` loads a few kilobytes and each command only what it needs. */
async function bundle(): Promise<void> {
  const { version } = JSON.parse(await readFile(`${root}package.json`, "utf8")) as { version: string };
  await build({
    absWorkingDir: root,
    entryPoints: { "create-temporal-platform": "generators/cli/main.ts", index: "generators/index.ts" },
    outdir: published,
    bundle: true,
    splitting: true,
    format: "esm",
    platform: "node",
    target: "node20",
    minifySyntax: true,
    minifyWhitespace: true,
    legalComments: "none",
    chunkNames: "chunks/[name]-[hash]",
    define: { GENERATOR_VERSION: JSON.stringify(version), BUILD_DIGEST: JSON.stringify(digestOf(["generators", ...derivedPaths(), "package-lock.json"])) },
    banner: { js: REQUIRE },
    plugins: [dataBeside],
    logLevel: "warning",
  });
  await dropUnusedRequire();
  for (const file of [VERBATIM, SOURCES, RULES]) await writeFile(`${published}/chunks/${file}.gz`, gzipSync(await readFile(`${derived}/${file}`), { level: 9 }));
  for (const file of RECORD_FILES) await copyFile(`${derived}/${file}`, `${published}/chunks/${basename(file)}`);
}
