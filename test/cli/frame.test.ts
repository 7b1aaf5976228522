import fc from "fast-check";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { widthOf } from "../../generators/ask/look.ts";
import { frame } from "../../generators/cli/frame.ts";
import { alike, showFinding } from "../../generators/cli/show-findings.ts";

const test = suite("the frame below a finding");
const page = (columns: number, unicode = true) => ({ columns, unicode, paint: (_: string, text: string) => text });
const drawn = (text: string, line: number, column: number, columns = 80, unicode = true): string[] => frame(text, line, column, page(columns, unicode)).split("\n").slice(0, -1);

/** The text above the mark. */
function marked(rows: readonly string[]): string {
  const mark = rows.at(-1) ?? "";
  const [from, to] = [widthOf(mark.slice(0, mark.indexOf("^"))), widthOf(mark)];
  let width = 0;
  let found = "";
  for (const sign of rows.at(-2) ?? "") {
    if (width >= from && width < to && widthOf(sign) > 0) found += sign;
    width += widthOf(sign);
  }
  return found;
}

test("shows the line before, the line, and underlines the word", () => {
  assert.equal(drawn("clusters:\n  prod:\n    pek: 3/s\n", 3, 5), ["  2 |   prod:", "  3 |     pek: 3/s", "    |     ^^^"]);
  assert.equal(drawn("a: 1\n", 1, 4), ["  1 | a: 1", "    |    ^"]);
  assert.equal(drawn('host: "a b" # why\n', 1, 7), ['  1 | host: "a b" # why', "    |       ^^^^^"]);
  assert.equal(drawn("url: https://a.example:80/x, y\n", 1, 6).at(-1), "    |      ^^^^^^^^^^^^^^^^^^^^^^");
});

test("line ends of any system, tabs, and a place behind the end", () => {
  assert.equal(drawn("a: 1\r\n\tb: 2\r\n", 2, 2), ["  1 | a: 1", "  2 |     b: 2", "    |     ^"]);
  assert.equal(drawn("a:", 1, 99), ["  1 | a:", "    |   ^"]);
  assert.equal(drawn("\n\nx", 3, 1), ["  2 |", "  3 | x", "    | ^"]);
  assert.equal(drawn("a", 7, 1), []);
});

test("wide signs and signs without width do not move the mark", () => {
  for (const [line, word] of [["名前: 値段", "値段"], ["🚀 a: bad", "bad"], ["e\u0301: x", "x"], ["ﾊﾝ: wrong", "wrong"]] as const) {
    assert.is(marked(drawn(line, 1, line.indexOf(word) + 1)), word, line);
  }
});

test("long lines are cut on both sides, so that the mark is seen at any width", () => {
  const line = `${"before ".repeat(60)}WRONG${" after".repeat(60)}`;
  for (const columns of [40, 80, 200]) {
    for (const unicode of [true, false]) {
      const rows = drawn(`first\n${line}\n`, 2, line.indexOf("WRONG") + 1, columns, unicode);
      assert.is(marked(rows), "WRONG");
      for (const row of rows) assert.ok(widthOf(row) <= columns, row);
      assert.match(rows.at(-2) ?? "", unicode ? /\| ….*…$/ : /\| \.\.\..*\.\.\.$/);
    }
  }
});

test("whatever the line, the rows fit and the mark stands under what is meant", () => {
  const signs = fc.constantFrom("a", "b", " ", ":", "\t", "値", "🙂", "é", "e\u0301", "\u202e", "\u0007", "#", '"', "'", ",");
  fc.assert(fc.property(fc.array(signs, { maxLength: 200 }), fc.array(signs, { maxLength: 100 }), fc.integer({ min: 20, max: 200 }), fc.boolean(), (before, after, columns, unicode) => {
    const line = `${before.join("")}Z${after.join("")}`;
    const rows = drawn(line, 1, line.indexOf("Z") + 1, columns, unicode);
    for (const row of rows) assert.ok(widthOf(row) <= columns, `${columns}: ${JSON.stringify(row)}`);
    assert.ok(marked(rows).startsWith("Z"), JSON.stringify(rows));
    assert.not.match(rows.join(""), unicode ? /[\u0007\u202e\t]/ : /[^\n -~]/);
  }), { numRuns: 500 });
});

test("reason and remedy are folded to the width of a terminal, and stay whole in a log", () => {
  const finding = { code: "answers/unknown-key", severity: "error" as const, file: "f", line: 1, column: 1, reason: "This is a reason that is much longer than forty columns are, so it takes several lines → here.", remedy: "Do this, and then that, and after it something else that is long as well." };
  for (const columns of [40, 80]) {
    const text = showFinding(finding, { color: false, columns, source: () => "x: 1" });
    for (const row of text.split("\n")) assert.ok(widthOf(row) <= columns, row);
    assert.match(text, /\n {2}→ Do this/);
  }
  assert.is(showFinding(finding, { color: false }).split("\n").length, 5);
  const plain = showFinding(finding, { color: false, unicode: false, source: () => "größe: 値 # “x” – …" });
  assert.not.match(plain, /[^\n -~]/);
  assert.match(plain, /\n {2}-> Do this/);
  assert.match(plain, /gr\?\?e: \?\? # "x" - \.\.\./);
});

test("what is said of several files as a whole in the same words is said once, with all of their names", () => {
  const gone = (file: string, more = {}) => ({ code: "plan/orphaned", severity: "warning", file, reason: "It stays.", remedy: "Delete it.", ...more }) as const;
  const groups = alike([gone("a"), gone("b", { line: 2 }), gone("c"), gone("d", { remedy: "Keep it." }), gone("e", { line: 2 })]);
  assert.equal(groups.map((group) => group.map(({ file }) => file)), [["a", "c"], ["b"], ["d"], ["e"]]);
  const [[first, ...also]] = groups as [[ReturnType<typeof gone>, ...ReturnType<typeof gone>[]]];
  assert.is(showFinding(first, { color: false }, also), "warning plan/orphaned\n  at a\n  at c\n  It stays.\n  → Delete it.\n");
});

test.run();
