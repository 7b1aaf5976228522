import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { allCodes } from "../../generators/cli/all-codes.ts";
import { FINDINGS, findingPages } from "../../packages/build/finding-pages.ts";
import { TOOL_NAMES } from "../../generators/tools/index.ts";
import { root } from "./run.ts";

const test = suite("the table of codes");

/** First words of every code; a literal that begins with one of them and a slash is a code. */
const groups = [...new Set(Object.keys(allCodes).map((code) => code.slice(0, code.indexOf("/"))))];
const tables = sources(/(^|\/)codes\.ts$/);
const others = sources(/^(?!.*(^|\/)(codes|all-codes)\.ts$).*\.ts$/);

function sources(wanted: RegExp): { path: string; text: string }[] {
  const folder = join(root, "generators");
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && wanted.test(relative(folder, join(entry.parentPath, entry.name))))
    .map((entry) => ({ path: relative(root, join(entry.parentPath, entry.name)), text: readFileSync(join(entry.parentPath, entry.name), "utf8") }));
}

/** Codes that a source file writes, with the severity where it stands beside the code. */
function literals(text: string): { code: string; severity?: string | undefined }[] {
  // A path of a file or an import also begins with such a word; no code has a dot, except the one that names YAML 1.1.
  const code = new RegExp(`"((?:${groups.join("|")})/[a-z][a-z0-9-]*(?:1\\.1)?)"(?:,\\s*severity: "(error|warning|info)")?`, "g");
  return [...text.matchAll(code)].map((match) => ({ code: match[1] ?? "", severity: match[2] }));
}

/** Codes that are put together, and from what. */
const COMPOSED: Readonly<Record<string, RegExp>> = {
  "usage/unknown-command": /unknown\("command"/,
  "usage/unknown-option": /unknown\("option"/,
  "usage/unknown-format": /unknown\("format"/,
  "usage/unknown-tool": /unknown\("tool"/,
  "usage/unknown-code": /unknown\("code"/,
  ...Object.fromEntries(TOOL_NAMES.map((name) => [`verify/tool-${name}`, new RegExp(`said\\("${name}"`)])),
  "verify/unknown-field": /"unknown-field"/,
  "verify/missing-field": /"missing-field"/,
  "verify/wrong-value": /"wrong-value"/,
  "verify/empty-value": /"empty-value"/,
};

test("has a row for every code that is written anywhere", () => {
  const unlisted = others.flatMap(({ path, text }) => literals(text).flatMap(({ code }) => (Object.hasOwn(allCodes, code) ? [] : [`${path}: ${code}`])));
  assert.equal([...new Set(unlisted)], []);
});

test("has no row that nothing uses", () => {
  const written = new Set(others.flatMap(({ text }) => literals(text).map(({ code }) => code)));
  const everything = [...others, ...sourcesOfRecords()].map(({ text }) => text).join("\n");
  assert.equal(Object.keys(allCodes).filter((code) => !written.has(code) && !COMPOSED[code]?.test(everything)), []);
});

/** Validators are compiled from here, and say some slugs. */
function sourcesOfRecords(): { text: string }[] {
  const folder = join(root, "packages/kind-records/src");
  return readdirSync(folder).filter((name) => name.endsWith(".ts")).map((name) => ({ text: readFileSync(join(folder, name), "utf8") }));
}

test("says the severity that the code has where it is found", () => {
  const said = new Map<string, Set<string>>();
  for (const { code, severity } of others.flatMap(({ text }) => literals(text))) {
    if (severity !== undefined) said.set(code, (said.get(code) ?? new Set()).add(severity));
  }
  assert.ok(said.size > 20, "severities are still written beside codes");
  assert.equal([...said].flatMap(([code, severities]) => (severities.has(allCodes[code]?.[0] ?? "") ? [] : [code])), []);
});

test("keeps each code once, in the form of a slug, with a title of a few words and a page of one to six sentences", () => {
  const rows = tables.flatMap(({ text }) => [...text.matchAll(/^ {2}"([^"]+)": \[/gm)].map((match) => match[1] ?? ""));
  assert.equal(rows.length, new Set(rows).size);
  assert.equal(rows.toSorted(), Object.keys(allCodes).toSorted());
  for (const [code, [, title, page]] of Object.entries(allCodes)) {
    assert.match(code, /^[a-z]+\/[a-z0-9]+([-.][a-z0-9]+)*$/);
    assert.ok(title.length > 5 && title.length < 90 && !title.endsWith("."), `${code}: ${title}`);
    const sentences = page.replaceAll(/`[^`]*`/g, "").split(/[.!?](?:\s|$)/).length - 1;
    assert.ok(page.length > 60 && page.length < 900 && /[.`]$/.test(page) && sentences >= 1 && sentences <= 6, `${code}: ${page}`);
  }
});

test("is what the committed reference was made from (npm run docs)", () => {
  const pages = findingPages();
  for (const [path, text] of pages) assert.is(existsSync(join(root, path)) ? readFileSync(join(root, path), "utf8") : "", text, path);
  const committed = readdirSync(join(root, FINDINGS), { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).map((entry) => relative(root, join(entry.parentPath, entry.name)));
  assert.equal(committed.filter((path) => !pages.has(path)), []);
});

test.run();
