import { readdirSync, readFileSync } from "node:fs";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { codes, readAnswers } from "../../generators/answers/index.ts";

const test = suite("answers/fixtures");
const folder = (name: string): URL => new URL(`../fixtures/answers/${name}/`, import.meta.url);
const files = (name: string): string[] => readdirSync(folder(name)).filter((file) => file.endsWith(".yaml")).sort();
const invalid = files("invalid").map((file) => ({ file, text: readFileSync(new URL(file, folder("invalid")), "utf8") }));

const expectations = (text: string): string[] => [...text.matchAll(/^# expect: (.*)$/gm)].map(([, line]) => line ?? "");

for (const { file, text } of invalid) {
  test(`invalid/${file} gives exactly the findings that its head says`, () => {
    const { answers, findings } = readAnswers(text, file);
    assert.is(answers, undefined);
    assert.equal(findings.map(({ code, line, column, path }) => [code, `${line}:${column}`, path].filter(Boolean).join(" ")), expectations(text));
    for (const finding of findings) {
      assert.is(finding.file, file);
      assert.is(finding.severity, "error");
      assert.match(finding.reason, /^[^\n]{10,}[.]$/);
      assert.match(finding.remedy, /^[^\n]{5,}[.?]$/);
    }
  });
}

test("every code of this stage has a file that shows it", () => {
  const shown = new Set(invalid.flatMap(({ text }) => expectations(text)).map((line) => line.split(" ")[0]));
  // A file of more than a mebibyte, and one with more than two hundred mistakes, are made in the tests of the reader; what only an edit can meet, in those of edits; what only another format can have, in those of migrations.
  const made = ["answers/cannot-edit", "answers/migrated", "answers/migration", "answers/newer-format", "answers/taken", "answers/too-large", "answers/too-many"];
  assert.equal(Object.keys(codes).filter((code) => !shown.has(code)).sort(), made);
});

test("there are at least 45 different faults among the files", () => {
  assert.ok(new Set(invalid.map(({ text }) => expectations(text).map((line) => line.replace(/ \d+:\d+/, "")).join())).size >= 45);
});

test("no message repeats a private key or a password", () => {
  for (const { file, text } of invalid) {
    const said = JSON.stringify(readAnswers(text, file).findings);
    assert.not.match(said, /AGE-SECRET-KEY-1|me:secret/);
  }
});

for (const file of files("valid")) {
  test(`valid/${file} becomes the answers beside it`, () => {
    const { answers, findings } = readAnswers(readFileSync(new URL(file, folder("valid")), "utf8"), file);
    assert.equal(findings, []);
    const expected: unknown = JSON.parse(readFileSync(new URL(file.replace(".yaml", ".json"), folder("valid")), "utf8"));
    assert.equal(JSON.parse(JSON.stringify(answers)), expected);
  });
}

test.run();
