import { Ajv } from "ajv";
import standalone from "ajv/dist/standalone/index.js";
import { build } from "esbuild";
import { mkdir, readFile, writeFile } from "node:fs/promises";

const SCHEMA = new URL("../../schemas/answers.schema.json", import.meta.url);

/** Notes for prompts, documents and the reader of answers. None of them changes what is valid, so the compiled code goes without. */
const NOTES = new Set(["title", "description", "examples", "default", "x-owner", "x-permanent", "x-unit", "x-address", "x-required", "x-note", "x-ask", "defaultSnippets"]);

const DECLARATION = `/** One broken rule of the schema: where in the data (JSON pointer), and which. */
export interface Violation {
  readonly instancePath: string;
  readonly keyword: string;
  readonly params: Readonly<Record<string, unknown>>;
}
export const validate: { (data: unknown): boolean; errors?: readonly Violation[] | null };
/** The schema itself, as committed. */
export const schema: unknown;
`;

/**
 * Writes `answers-validator.js` (ESM, imports nothing) and its declaration into a folder: the schema of the answers as compiled code, and the schema.
 * Throws when the schema is not valid in Ajv's strict mode.
 */
export async function buildAnswersValidator(outDir: string): Promise<void> {
  const schema: Record<string, unknown> = JSON.parse(await readFile(SCHEMA, "utf8"));
  // Messages are written from the schema itself; without inlining, each definition becomes one function instead of one copy per use.
  const ajv = new Ajv({ allErrors: true, allowUnionTypes: true, strict: true, messages: false, inlineRefs: false, code: { source: true, esm: true } });
  ajv.addSchema(withoutNotes(schema), "answers");
  const code = collectInPlace(standalone.default(ajv, { validate: "answers" }));
  await mkdir(outDir, { recursive: true });
  await build({
    stdin: { contents: `${code}\nexport const schema = JSON.parse(${JSON.stringify(JSON.stringify(schema))});`, resolveDir: new URL(".", import.meta.url).pathname, loader: "js" },
    outfile: `${outDir}/answers-validator.js`,
    bundle: true,
    format: "esm",
    platform: "neutral",
    target: "node20",
    minify: true,
    logLevel: "warning",
  });
  await writeFile(`${outDir}/answers-validator.d.ts`, DECLARATION);
}

/**
 * Ajv copies all violations so far whenever a definition adds some, which is quadratic in their number; a file of a mebibyte can have sixty thousand.
 * The list that is extended belongs to a call that has ended, so nobody else reads it.
 */
function collectInPlace(code: string): string {
  const copying = /vErrors === null \? (\w+)\.errors : vErrors\.concat\(\1\.errors\)/g;
  if (!copying.test(code)) throw new Error("Ajv's code no longer has the expression that is replaced here: look at what it does instead.");
  return `${code.replace(copying, "append(vErrors, $1.errors)")}\nfunction append(all, more) { if (all === null) return more; for (const one of more) all.push(one); return all; }`;
}

/** Keys of `properties` and `$defs` are names of the format, which may be called like a note. */
function withoutNotes(node: object, named = false): object {
  if (Array.isArray(node)) return node.map((item) => (typeof item === "object" && item !== null ? withoutNotes(item) : item));
  return Object.fromEntries(
    Object.entries(node)
      .filter(([key]) => named || !NOTES.has(key))
      .map(([key, value]) => [key, typeof value === "object" && value !== null ? withoutNotes(value, !named && (key === "properties" || key === "$defs")) : value]),
  );
}
