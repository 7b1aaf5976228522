import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { parseAllDocuments } from "yaml";
import { libraryShapes } from "../../generators/document/library-shapes.ts";
import { outline } from "../../generators/document/outline.ts";
import { quickShapes } from "../../generators/document/quick-shapes.ts";
import { quickParse } from "../../generators/document/quick.ts";
import { parseYaml, type Path } from "../../generators/document/index.ts";
import { parseWhole } from "../../generators/document/parse.ts";

const test = suite("the reader of plain YAML");
const root = join(new URL(".", import.meta.url).pathname, "..", "..");

/** What the library makes of a text; undefined when it finds fault with it, or when keys would not be texts. */
function byLibrary(text: string): unknown[] | undefined {
  const documents = parseAllDocuments(text, { uniqueKeys: true, merge: false, logLevel: "silent" });
  if (!Array.isArray(documents)) return [];
  if (documents.some(({ errors }) => errors.length > 0)) return undefined;
  return documents.flatMap((document) => (document.contents === null ? [] : [document.toJS() as unknown]));
}

/** Equal in the order of keys as well, everything at the same place, and cut into the same parts. */
function agrees(text: string): boolean {
  const quick = quickParse(text)?.data;
  if (quick === undefined) return false;
  assert.is(JSON.stringify(quick), JSON.stringify(byLibrary(text)), JSON.stringify(text));
  const [own, library] = [parseYaml(text, "").documents, parseWhole(text, "", {}).documents];
  for (const [at, document] of own.entries()) {
    for (const path of pathsOf(document.data)) {
      for (const of of ["key", "value"] as const) assert.equal(document.placeOf(path, of), library[at]?.placeOf(path, of), `${of} of ${path.join(".")} in ${JSON.stringify(text)}`);
    }
  }
  if (quick.length > 0) assert.equal(outline(text, quickShapes), outline(text, libraryShapes), JSON.stringify(text));
  return true;
}

/** Every path of the data, and below each one that is not there. */
function pathsOf(data: unknown, path: Path = []): Path[] {
  const inside = typeof data === "object" && data !== null ? Object.entries(data).flatMap(([key, child]) => pathsOf(child, [...path, Array.isArray(data) ? Number(key) : key])) : [];
  return [path, [...path, "absent", 7], ...inside];
}

const texts = (folder: string): string[] =>
  readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
    // Templates of charts are a language of their own.
    .filter((name) => existsSync(join(root, folder, name)) && /\.ya?ml$/.test(name) && !/charts\/[^/]+\/templates\//.test(name))
    .map((name) => readFileSync(join(root, folder, name), "utf8"));

const emitted = texts("test/golden");
const foreign = [...texts("test/fixtures"), ...texts("templates"), ...texts("examples")];

test("takes everything that is emitted, and reads it as the library does", () => {
  const left = emitted.filter((text) => !agrees(text) && !text.includes("yaml-language-server"));
  assert.equal(left, []);
});

test("reads every other text as the library does, or leaves it alone", () => {
  assert.ok(foreign.filter(agrees).length > foreign.length / 2);
});

test("reads whatever is cut out of, doubled in or added to a text as the library does, or leaves it alone", () => {
  const pieces = ["\n", " ", "  ", "- ", ": ", ":", "#", " # x", "|", "|-\n", "|+\n", ">\n", '"', "'", "\\n", "---\n", "...\n", "{}", "[]", "[a]", "&a ", "*a", "!t ", "? ", "null", "~", "true", "0644", "1e3", ".5", "5.", "0x1F", "-0", "+1", "1_000", "a: b\n", "- - x\n", "<<: x\n", "\t", "é", "x:\n- y\n", "  # c\n", "=", "%a", "@", "[x, y z, -1]", "{a: b, c: {d: [e]}}", ", ", "[", "}", "`", "- a: 1\n  b: 2\n", "\n\n    ", "\n  c", '"a" b', "12345678901234567890"];
  const small = [...emitted, ...foreign].filter((text) => text.length < 4000);
  const changed = fc.tuple(fc.constantFrom(...small), fc.array(fc.tuple(fc.nat(), fc.nat(6), fc.oneof(fc.constantFrom(...pieces), fc.string({ maxLength: 4 }))), { minLength: 1, maxLength: 4 })).map(([text, edits]) =>
    edits.reduce((before, [place, length, piece]) => {
      const at = before.length === 0 ? 0 : place % before.length;
      return before.slice(0, at) + piece + before.slice(at + length);
    }, text),
  );
  let taken = 0;
  fc.assert(fc.property(changed, (text) => void (taken += agrees(text) ? 1 : 0)), { numRuns: 1500 });
  assert.ok(taken > 100, `only ${taken} of the changed texts were taken`);
});

test("reads texts made of lines at random as the library does, or leaves them alone", () => {
  const line = fc.tuple(fc.nat(4), fc.constantFrom("a: 1", "b:", "- x", "- c: d", "-", "e: |", "f: 'g'", 'h: "i\\nj"', "# k", "", "l", "m: {}", "- []", "n: - o", "p: q: r", "s:t", "u: v #w", "x: y#z", "---", "- |-", "  text", "'k': 1", '"k 2": 2', "1: 2", "null: 3", "z: ~", "- - a", "g: 'h", "i'", "j: \"k", "l\\n\"", "m n", "o: p q", "r # s", "t: [u, 1]", "- {v: w, x: [y z, 'a''b']}", 'b: {"c": d:e, f: {g: ~}} # h', "- [-1, --i, [ ], { }]", "j: [k,", "l: {m: n, m: o}", "p: [q: r]", "s: [t] u", "v: {w}")).map(([indent, text]) => " ".repeat(indent) + text);
  let taken = 0;
  fc.assert(fc.property(fc.array(line, { maxLength: 8 }), (lines) => void (taken += agrees(lines.join("\n")) ? 1 : 0)), { numRuns: 4000 });
  assert.ok(taken > 200, `only ${taken} of the texts were taken`);
});

test("leaves alone what only the library reads", () => {
  for (const text of ["a: [b,\n c]\n", "a: {b: *c}\n", "a: &x b\nc: *x\n", "a: !!str 1\n", "a: >\n  b\n", "a:\tb\n", "? a\n: b\n", "a: b\n c: d\n", "a: 1\na: 2\n", "a: 1e3\n", "a: 0x1F\n", "__proto__: 1\n", "1: a\n", "a\n", "a: 'b\nc'\n", "%YAML 1.2\n---\na: b\n", "a: \ud800\n", "a: |+\n  b\n\n"]) assert.is(quickParse(text), undefined, text);
});

test("leaves alone in no time what is long and ends too soon", () => {
  for (const text of [`a: ["${"x".repeat(50_000)}\n`, `a: {'${"x".repeat(50_000)}\n`, `a: [${"x y ".repeat(20_000)}\n`, `a: "${"x".repeat(50_000)}\n`, `a: [${"a:".repeat(20_000)} \n`]) assert.is(quickParse(text), undefined);
});

test("a place in a text that was read quickly is the place that the library knows", () => {
  const text = "a:\n  - b: 1\n---\n# comment\nc: |\n  d\n";
  const { documents } = parseYaml(text, "x.yaml");
  assert.equal(documents[0]?.placeOf(["a", 0, "b"]), { file: "x.yaml", line: 2, column: 8 });
  assert.equal(documents[1]?.placeOf(["c"], "key"), { file: "x.yaml", line: 5, column: 1 });
});

test.run();
