import { execFileSync } from "node:child_process";
import fc from "fast-check";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import * as json from "../../generators/render/write-json.ts";
import * as shell from "../../generators/render/write-shell.ts";
import { anyString, treacherous, wellFormed } from "./strings.ts";

const test = suite("values in shell scripts and JSON");

const word = wellFormed.filter((text) => !text.includes("\0"));

function runs(values: readonly string[]): void {
  const script = `# ${shell.comment(values.join(" "))}\nset -eu\n${values.map((value, i) => `V${i}=${shell.word(value)}\nprintf '%s\\0' "$V${i}" ${shell.word(value)}`).join("\n")}\n`;
  const printed = execFileSync("sh", ["-c", script], { encoding: "utf8" }).split("\0");
  assert.equal(printed.slice(0, -1), values.flatMap((value) => [value, value]));
}

test("a shell reads every word as it was, and runs nothing in it", () => {
  runs(treacherous.filter((text) => !/[\0\ud800-\udfff]/u.test(text)));
  fc.assert(fc.property(fc.array(word, { minLength: 1, maxLength: 40 }), runs), { numRuns: 25 });
});

test("a word cannot hold NUL", () => {
  assert.throws(() => shell.word("a\0b"), /NUL/);
});

test("JSON comes back whole, at any indentation", () => {
  fc.assert(
    fc.property(fc.oneof(fc.jsonValue(), anyString) as fc.Arbitrary<string | object>, fc.nat(6), (value, indent) => {
      const text = `{\n${" ".repeat(indent)}"a": ${json.value(value, indent)}\n}`;
      assert.equal(JSON.parse(text), { a: JSON.parse(JSON.stringify(value)) });
    }),
  );
  assert.is(json.value({ a: [1] }, 2), '{\n    "a": [\n      1\n    ]\n  }');
});

test.run();
