/**
 * Makes what is derived: `build/` (compiled templates, validators), then `dist/` (the published program).
 * Nothing in either folder is written by hand or committed.
 */
import { build } from "esbuild";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { compileTemplates } from "../template-compiler/src/index.ts";
import { buildValidators } from "../kind-records/src/validators.ts";
import { buildAnswersValidator } from "./answers-validator.ts";
import { SCHEMA_PATH } from "../../generators/answers/modeline.ts";
import { showFinding } from "../../generators/cli/show-findings.ts";

const root = new URL("../..", import.meta.url).pathname;
const derived = `${root}build`;
const published = `${root}dist`;

await rm(derived, { recursive: true, force: true });
await rm(published, { recursive: true, force: true });
await mkdir(derived, { recursive: true });

await compileTemplateFolder();
await buildAnswersValidator(derived);
await buildValidators(derived);
await bundle();

async function compileTemplateFolder(): Promise<void> {
  const schema = await readFile(`${root}schemas/answers.schema.json`, "utf8");
  const { typescript, verbatim, findings } = compileTemplates(`${root}templates`, { [SCHEMA_PATH]: schema });
  if (findings.length > 0) {
    for (const finding of findings) console.error(showFinding(finding, { color: false }));
    process.exit(1);
  }
  await writeFile(`${derived}/templates.ts`, typescript);
  await writeFile(`${derived}/verbatim.json`, JSON.stringify(verbatim));
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
    define: { GENERATOR_VERSION: JSON.stringify(version) },
    // Packages in CommonJS that bundle to ESM still ask for `require`.
    banner: { js: 'import { createRequire as __createRequire } from "node:module"; const require = __createRequire(import.meta.url);' },
    logLevel: "warning",
  });
}
