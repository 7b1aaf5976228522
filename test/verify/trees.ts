import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join, relative } from "node:path";
import type { Finding } from "../../generators/finding.ts";
import type { Expectations, Texts } from "../../generators/verify/index.ts";

export const fixtures = join(new URL(".", import.meta.url).pathname, "..", "fixtures", "verify");

/** The files below a folder, as a tree. */
export function treeOf(folder: string): Map<string, { readonly text: string }> {
  const tree = new Map<string, { readonly text: string }>();
  const walk = (at: string): void => {
    for (const name of readdirSync(at).sort()) {
      const path = join(at, name);
      if (statSync(path).isDirectory()) walk(path);
      else tree.set(relative(folder, path), { text: readFileSync(path, "utf8") });
    }
  };
  walk(folder);
  return tree;
}

export interface Case {
  readonly name: string;
  readonly tree: Texts;
  readonly expectations: Expectations | undefined;
  readonly expected: readonly string[];
}

/** Every folder with an `expect.txt`: a `tree`, perhaps `expectations.json`, and one line for each finding. */
export function cases(): Case[] {
  return readdirSync(fixtures)
    .filter((name) => existsSync(join(fixtures, name, "expect.txt")))
    .map((name) => {
      const folder = join(fixtures, name);
      const given = join(folder, "expectations.json");
      return {
        name,
        tree: treeOf(join(folder, "tree")),
        expectations: existsSync(given) ? (JSON.parse(readFileSync(given, "utf8")) as Expectations) : undefined,
        expected: readFileSync(join(folder, "expect.txt"), "utf8").split("\n").filter((line) => line !== ""),
      };
    });
}

/** `code file:line:column path`, as the fixtures write a finding; the code alone for one about the whole tree. */
export const lineOf = ({ code, file, line, column, path }: Finding): string => (file === undefined ? code : `${code} ${file}:${line}:${column}${path === undefined ? "" : ` ${path}`}`);

/** A tree of the given texts. */
export const tree = (files: Readonly<Record<string, string>>): Texts => new Map(Object.entries(files).map(([path, text]) => [path, { text }]));
