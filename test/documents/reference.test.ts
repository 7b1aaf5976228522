import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { commands } from "../../generators/cli/commands.ts";
import { EXIT_MEANINGS } from "../../generators/cli/exit-codes.ts";
import { referencePages } from "../../packages/build/reference-pages.ts";

const test = suite("the documentation of this project");
const root = new URL("../..", import.meta.url).pathname;
const pages = ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", ...readdirSync(join(root, "docs"), { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".md")).map((name) => `docs/${name}`)];
const read = (path: string): string => readFileSync(join(root, path), "utf8");

test("the reference of commands and answers is what their tables say (npm run docs)", () => {
  for (const [path, text] of referencePages()) assert.is(read(path), text, path);
});

test("every link inside the repository leads somewhere, headings included", () => {
  const broken: string[] = [];
  for (const page of pages) {
    for (const [, target = ""] of withoutCode(read(page)).matchAll(/\]\(([^)\s]+)\)/g)) {
      if (/^[a-z]+:/.test(target)) continue;
      const [path = "", heading] = target.split("#");
      const file = path === "" ? page : join(dirname(page), path);
      if (!existsSync(join(root, file)) || (heading !== undefined && !headings(read(file)).includes(heading))) broken.push(`${page}: ${target}`);
    }
  }
  assert.equal(broken, []);
});

test("every page of the documentation is reached from the README", () => {
  const reached = new Set<string>();
  const visit = (page: string): void => {
    if (reached.has(page) || !pages.includes(page)) return;
    reached.add(page);
    for (const [, target = ""] of read(page).matchAll(/\]\(([^)\s#]+)/g)) if (!/^[a-z]+:/.test(target)) visit(join(dirname(page), target));
  };
  visit("README.md");
  assert.equal(pages.filter((page) => !reached.has(page)), []);
});

test("every command line of the documentation names a command and options that exist", () => {
  const wrong: string[] = [];
  for (const page of pages) {
    for (const [line] of read(page).matchAll(/(?:npx |^)create-temporal-platform(?:@latest)? [a-z][^\n`|]*/gm)) {
      const words = line.replace(/^npx /, "").replace(/\s+#.*$/, "").split(/\s+/).slice(1);
      const command = commands.find(({ name }) => name === words.slice(0, 2).join(" ")) ?? commands.find(({ name }) => name === words[0]);
      const known = new Set([...(command?.options.map(({ name }) => `--${name}`) ?? []), "--help"]);
      const unknown = words.filter((word) => word.startsWith("--")).map((word) => word.split("=")[0] ?? "").filter((word) => !known.has(word));
      if (words[0] !== "COMMAND" && (command === undefined || unknown.length > 0)) wrong.push(`${page}: ${line}`);
    }
  }
  assert.equal(wrong, []);
});

test("the README's exit codes are those of the program", () => {
  for (const [code] of EXIT_MEANINGS) assert.match(read("README.md"), new RegExp(`^\\| ${code} \\|`, "m"));
});

const withoutCode = (text: string): string => text.replace(/```[\s\S]*?```/g, "").replace(/`[^`\n]*`/g, "``");

const headings = (text: string): string[] => [...withoutFences(text).matchAll(/^#+ (.*)$/gm)].map(([, title = ""]) => title.toLowerCase().replace(/[^\p{L}\p{N}\s_-]/gu, "").trim().replace(/\s/g, "-"));

const withoutFences = (text: string): string => text.replace(/```[\s\S]*?```/g, "");

test.run();
