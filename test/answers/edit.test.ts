import { isDeepStrictEqual } from "node:util";
import fc from "fast-check";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { insertAllIn, insertIn, setIn } from "../../generators/document/edit.ts";
import { parseYaml } from "../../generators/document/index.ts";
import { data, written, type Data } from "./written-yaml.ts";

const test = suite("document/edit");

const read = (text: string): unknown => {
  const { documents, findings } = parseYaml(text, "f");
  assert.equal(findings, []);
  return documents[0]?.data ?? {};
};

const paths = fc.array(fc.constantFrom("a", "b", "c", "clusters", "um890", "frozen", "shards", "a.b", "constructor"), { minLength: 1, maxLength: 4 });

/** What the data has to be afterwards, or undefined when the path leads through something that is no map. */
function expected(value: Data, path: readonly string[], wanted: Data, replace: boolean): Data | undefined {
  const [step, ...rest] = path;
  if (step === undefined) return replace ? wanted : value;
  if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
  const map = value as Readonly<Record<string, Data>>;
  const old = Object.hasOwn(map, step) ? map[step] : undefined;
  const fresh = old === undefined || (old === null && rest.length > 0);
  const inner = fresh ? rest.reduceRight<Data>((below, key) => ({ [key]: below }), wanted) : expected(old, rest, wanted, replace);
  if (inner === undefined) return undefined;
  return Object.fromEntries([...Object.entries(map).filter(([key]) => key !== step), [step, inner]]);
}

/** Characters that begin or end both texts alike. */
function sharedEnds(before: string, after: string): number {
  const shorter = Math.min(before.length, after.length);
  let start = 0;
  while (start < shorter && before[start] === after[start]) start += 1;
  let end = 0;
  while (end < shorter - start && before.at(-1 - end) === after.at(-1 - end)) end += 1;
  return start + end;
}

test("a written text means the data that it was written from", () => {
  fc.assert(fc.property(written, ({ text, data: value }) => assert.ok(isDeepStrictEqual(read(text), value))));
});

test("an insertion says what was asked for and keeps every byte", () => {
  fc.assert(
    fc.property(written, paths, data, ({ text, data: value }, path, wanted) => {
      const result = expected(value, path, wanted, false);
      if (result === undefined) return void assert.throws(() => insertIn(text, path, wanted), (error: unknown) => error instanceof RangeError);
      const after = insertIn(text, path, wanted);
      assert.ok(isDeepStrictEqual(read(after), result));
      const emptied = text.includes("null") ? "null".length : 0;
      assert.ok(sharedEnds(text, after) >= text.length - emptied, JSON.stringify(after));
    }),
    { numRuns: 500 },
  );
});

test("a replacement says what was asked for", () => {
  fc.assert(
    fc.property(written, paths, data, ({ text, data: value }, path, wanted) => {
      const result = expected(value, path, wanted, true);
      if (result === undefined) return void assert.throws(() => setIn(text, path, wanted), (error: unknown) => error instanceof RangeError);
      assert.ok(isDeepStrictEqual(read(setIn(text, path, wanted)), result));
    }),
    { numRuns: 500 },
  );
});

const cases: readonly { readonly name: string; readonly before: string; readonly path: readonly string[]; readonly value: Data; readonly after: string; readonly comment?: string }[] = [
  { name: "a new key follows the last line of its map, and comments that belong to it", before: "a:\n  b: 1 # one\n  # of a\n# of c\nc: 2\n", path: ["a", "d"], value: 3, after: "a:\n  b: 1 # one\n  # of a\n  d: 3\n# of c\nc: 2\n" },
  { name: "maps on the way are made", before: "a: 1\n", path: ["b", "c", "d"], value: "x", after: "a: 1\nb:\n  c:\n    d: x\n" },
  { name: "a blank line parts what is parted already", before: "a: 1\n\n# two\nb: 2\n", path: ["c"], value: 3, comment: "three", after: "a: 1\n\n# two\nb: 2\n\n# three\nc: 3\n" },
  { name: "braces grow inside, their comment goes above their line", before: "a:\n    b: {c: 1} # why\n", path: ["a", "b", "d"], value: { e: 2 }, comment: "new", after: "a:\n    # new\n    b: {c: 1, d: { e: 2 }} # why\n" },
  { name: "empty braces are filled", before: "a: {}\n", path: ["a", "b"], value: 1, after: "a: {b: 1}\n" },
  { name: "braces over several lines keep their comments", before: "{\n  a: 1, # one\n  b: 2 # two\n}\n", path: ["c"], value: 3, after: "{\n  a: 1, # one\n  b: 2, c: 3 # two\n}\n" },
  { name: "a comma behind the last pair stays the last", before: "{ a: 1, }\n", path: ["b"], value: 2, after: "{ a: 1, b: 2, }\n" },
  { name: "a key without a value gets one below it", before: "a: # todo\nb: 1\n", path: ["a", "c"], value: 2, after: "a: # todo\n  c: 2\nb: 1\n" },
  { name: "null is a value to fill", before: "a: null # todo\nb: 1\n", path: ["a", "c"], value: 2, after: "a: # todo\n  c: 2\nb: 1\n" },
  { name: "a file without a line end at its end gets one where needed", before: "a:\n  b: 1", path: ["a", "c"], value: 2, after: "a:\n  b: 1\n  c: 2\n" },
  { name: "line ends are kept", before: "a:\r\n  b: 1\r\n", path: ["a", "c"], value: { d: 2 }, after: "a:\r\n  b: 1\r\n  c:\r\n    d: 2\r\n" },
  { name: "a byte order mark is no column", before: "\ufeffa: 1\n", path: ["b"], value: 2, after: "\ufeffa: 1\nb: 2\n" },
  { name: "a file of comments gets its first map", before: "# nothing yet", path: ["a"], value: 1, after: "# nothing yet\na: 1\n" },
  { name: "the end of a document stays behind", before: "---\na: 1\n...\n", path: ["b"], value: 2, after: "---\na: 1\nb: 2\n...\n" },
  { name: "a map in a list of maps is not reached, but its neighbours are", before: "l:\n  - a: 1\n    b: 2\nm: 3\n", path: ["k"], value: 4, after: "l:\n  - a: 1\n    b: 2\nm: 3\nk: 4\n" },
  { name: "texts that YAML would misread are quoted", before: "a: 1\n", path: ["b"], value: { no: "yes", i: "12", u: "1_000", e: "" }, after: 'a: 1\nb:\n  "no": "yes"\n  i: "12"\n  u: "1_000"\n  e: ""\n' },
];

for (const { name, before, path, value, after, comment } of cases) {
  test(name, () => assert.is(insertIn(before, path, value, comment), after));
}

test("several insertions share one pass, innermost lines first", () => {
  const before = "a:\n  b:\n    c: 1\nz: 0";
  const after = insertAllIn(before, [{ path: ["a", "e"], value: 3 }, { path: ["a", "b", "d"], value: 2 }, { path: ["w"], value: 4 }, { path: ["x"], value: 5 }]);
  assert.is(after, "a:\n  b:\n    c: 1\n    d: 2\n  e: 3\nz: 0\nw: 4\nx: 5\n");
});

test("a replaced value keeps the comment on its line and everything around it", () => {
  assert.is(setIn("a: 1 # one\nb: 2\n", ["a"], "x"), "a: x # one\nb: 2\n");
  assert.is(setIn("state: running # or stopped\n", ["state"], "stopped"), "state: stopped # or stopped\n");
  assert.is(setIn("a: 'x' # one\n", ["a"], "x"), "a: 'x' # one\n");
  assert.is(setIn("a: # why\n  b: 1\nc: 2\n", ["a"], 3), "a: 3 # why\nc: 2\n");
  assert.is(setIn("a: 1 # why\nc: 2\n", ["a"], { b: 1 }), "a: # why\n  b: 1\nc: 2\n");
  assert.is(setIn("a: |\n  text\nc: 2\n", ["a"], "x"), "a: x\nc: 2\n");
  assert.is(setIn("{ a: [1, 2], b: 3 }\n", ["a"], { c: [4] }), "{ a: { c: [ 4 ] }, b: 3 }\n");
});

test("what an alias shares cannot be edited, and neither can a text with faults", () => {
  const refused = (error: unknown): boolean => error instanceof RangeError;
  assert.throws(() => insertIn("a: &a { b: 1 }\nc: *a\n", ["a", "d"], 2), refused);
  assert.throws(() => insertIn("a: &a { b: 1 }\nc: *a\n", ["c", "d"], 2), refused);
  assert.throws(() => setIn("a: &a 1\nc: *a\n", ["a"], 2), refused);
  assert.throws(() => insertIn("a: [\n", ["b"], 2), refused);
  assert.throws(() => insertIn("a: 1\n", ["a", "b"], 2), refused);
  assert.throws(() => insertAllIn("a: 1\n", [{ path: ["b", "c"], value: 1 }, { path: ["b", "d"], value: 2 }]), refused);
});

test.run();
