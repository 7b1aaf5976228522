import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import type { Tree } from "../../generators/tree.ts";
import { compileTemplates } from "../../packages/template-compiler/src/index.ts";

export const root = fileURLToPath(new URL("../../", import.meta.url));
export const fixtures = join(root, "test/fixtures/template-compiler");

export interface Project {
  readonly dir: string;
  readonly render: (model: unknown) => Tree;
  readonly model: unknown;
  readonly remove: () => void;
}

/** A project of its own: a fixture's model and compiled templates around the render stage as it is. */
export async function projectOf(fixture: string): Promise<Project> {
  const dir = mkdtempSync(join(tmpdir(), "templates-"));
  const from = join(fixtures, fixture);
  for (const path of ["generators/render", "generators/document/characters.ts", "generators/document/path.ts", "generators/finding.ts", "generators/tree.ts"]) cpSync(join(root, path), join(dir, path), { recursive: true });
  mkdirSync(join(dir, "generators/model"));
  for (const file of ["model.ts", "data.ts"]) cpSync(join(from, file), join(dir, "generators/model", file));
  const { typescript, verbatim, sources } = compileTemplates(join(from, "templates"));
  mkdirSync(join(dir, "build"));
  writeFileSync(join(dir, "build/templates.ts"), typescript);
  writeFileSync(join(dir, "build/verbatim.json"), JSON.stringify(verbatim));
  writeFileSync(join(dir, "build/sources.json"), JSON.stringify(sources));
  writeFileSync(join(dir, "package.json"), JSON.stringify({ type: "module", imports: { "#build/*": "./build/*" } }));
  const { render } = (await import(pathToFileURL(join(dir, "generators/render/render.ts")).href)) as { render: (model: unknown) => Tree };
  const { model } = (await import(pathToFileURL(join(dir, "generators/model/data.ts")).href)) as { model: unknown };
  return { dir, render, model, remove: () => rmSync(dir, { recursive: true }) };
}

/** Prepares a project for TypeScript with the settings of this one. */
export function withTypes(project: Project): void {
  symlinkSync(join(root, "node_modules"), join(project.dir, "node_modules"));
  writeFileSync(join(project.dir, "tsconfig.json"), JSON.stringify({ extends: join(root, "tsconfig.json"), include: ["build", "generators"], exclude: [] }));
}

/** Files below a folder, path to text. */
export function filesOf(dir: string): Map<string, string> {
  const paths = (readdirSync(dir, { recursive: true, withFileTypes: true }) as { isFile(): boolean; parentPath: string; name: string }[])
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(dir.length + 1))
    .sort();
  return new Map(paths.map((path) => [path, readFileSync(join(dir, path), "utf8")]));
}
