import fc from "fast-check";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import * as markdown from "../../generators/render/write-markdown.ts";
import { anyString, wellFormed } from "./strings.ts";

const test = suite("values in Markdown");

/** Content of the code span that begins a text, by CommonMark's rules, and what follows it. */
function readSpan(text: string): [content: string, rest: string] | null {
  const run = /^`+/.exec(text)?.[0] ?? "";
  for (const match of text.slice(run.length).matchAll(/`+/g)) {
    if (match[0].length !== run.length) continue;
    const raw = text.slice(run.length, run.length + match.index);
    const stripped = raw.startsWith(" ") && raw.endsWith(" ") && raw.trim() !== "" ? raw.slice(1, -1) : raw;
    return [stripped, text.slice(run.length + match.index + run.length)];
  }
  return null;
}

test("prose keeps every visible character, on one line, with nothing left that Markdown reads", () => {
  fc.assert(
    fc.property(anyString, (value) => {
      const written = markdown.prose(value);
      assert.not.match(written, /[\n\r\t\0]|^ | $/);
      const bare = written.replaceAll(/\\[!-/:-@[-`{-~]/g, "");
      assert.not.match(bare, /[\\`*[\]<>|~$]/);
      assert.not.match(written, /(?<![0-9A-Za-z\\])_|(?<!\\)_(?![0-9A-Za-z])/);
      assert.not.match(written, /^[#+=-]|^\d+[.)]( |$)|(?<!\\)&(#|[a-zA-Z])/);
      const visible = (text: string): string => text.replaceAll(/[^!-~\u00a1-\u00ac\u00ae-\u02ff]/g, "");
      assert.is(visible(written.replaceAll(/\\([!-/:-@[-`{-~])/g, "$1")), visible(value));
    }),
    { numRuns: 3000 },
  );
});

test("names with underscores read in prose as they are written", () => {
  assert.is(markdown.prose("temporal_visibility"), "temporal_visibility");
  assert.is(markdown.prose("_a_ | b*c"), "\\_a\\_ \\| b\\*c");
  assert.is(markdown.prose("1. <b>&amp;</b>\n# x"), "1\\. \\<b\\>\\&amp;\\</b\\> # x");
  assert.is(markdown.prose("issue #5, C ##"), "issue #5, C \\##");
  assert.is(markdown.prose(3) + markdown.prose(true), "3true");
});

test("a code span holds its content exactly and ends where it should", () => {
  fc.assert(
    fc.property(anyString, anyString, (first, second) => {
      const written = markdown.code("x ", first, second);
      const wanted = `x ${first}${second}`.replaceAll(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g, " ");
      assert.equal(readSpan(`${written}.`), [wanted, "."], written);
      assert.is(readSpan(`${markdown.code(first)} rest`)?.[1], " rest");
    }),
    { numRuns: 2000 },
  );
});

test("in a table no bar of a code span ends the cell", () => {
  fc.assert(fc.property(anyString, (value) => assert.not.match(markdown.tableCode(value), /(?<!\\)\|/)));
  assert.is(markdown.tableCode("a|b"), "`a\\|b`");
});

test("no value ends a fenced block", () => {
  fc.assert(
    fc.property(fc.oneof(anyString, fc.string({ unit: fc.constantFrom("`", "~", " ", "\n", "a") })), fc.constantFrom("", " ", "`", "``", "~~", "  "), (value, before) => {
      const line = markdown.fenced(value);
      assert.not.match(line, /[\n\r]/);
      if (/[^\s]/.test(value)) assert.not.match(before + line, /^\s*(`{3,}|~{3,})\s*$/);
    }),
    { numRuns: 2000 },
  );
  assert.is(markdown.fenced("```"), "'''");
  assert.is(markdown.fenced("a ``` b"), "a ``` b");
});

test("a diagram gets only characters without a meaning in it, and entities for the rest", () => {
  assert.is(markdown.mermaid('a"b]; c'), "a#34;b#93;#59; c");
  fc.assert(fc.property(anyString, (value) => assert.match(markdown.mermaid(value), /^(?:[\p{L}\p{N} _.,:/@+=-]|#\d+;)*$/u)));
});

test("a link's target holds nothing that could end it, and decodes to the value", () => {
  fc.assert(
    fc.property(wellFormed, (value) => {
      const written = markdown.url(value);
      assert.match(written, /^[A-Za-z0-9\-._~:/?#@!$&+,;=%]*$/);
      if (!/%[0-9A-Fa-f]{2}/.test(value) && !/[^\u0020-\u007e]/.test(value)) assert.is(decodeURIComponent(written), value.trim());
    }),
    { numRuns: 1000 },
  );
  assert.is(markdown.url("https://a.b/c?d=e&f=%20g#h"), "https://a.b/c?d=e&f=%20g#h");
  assert.is(markdown.url("a (b) c"), "a%20%28b%29%20c");
});

test.run();
