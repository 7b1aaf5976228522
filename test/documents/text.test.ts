import { execFileSync } from "node:child_process";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { NIST_IDS } from "../../generators/model/nist-ai-rmf.ts";
import { temporalCommands } from "../observability/runbooks.ts";
import { deep } from "../servers/deep.ts";
import { run } from "../servers/process.ts";
import { pathOf } from "../servers/programs.ts";
import { documentsOf, repositories } from "./emitted.ts";
import { mermaidFaults } from "./mermaid.ts";

const test = suite("The words of emitted documents");

/** Subcategories of AI RMF 1.0 that the fact sheet found in the framework's own list. */
const KNOWN = ["1.1", "1.2", "1.4", "1.5", "1.6", "1.7", "2.1", "4.3", "6.1", "6.2"]
  .map((number) => `GOVERN ${number}`)
  .concat(["1.6", "4.1", "4.2"].map((number) => `MAP ${number}`))
  .concat(["2.4", "2.6", "2.7", "2.8", "2.10", "3.1"].map((number) => `MEASURE ${number}`))
  .concat(["1.3", "1.4", "2.3", "2.4", "3.1", "4.1", "4.3"].map((number) => `MANAGE ${number}`));

/** Documents of this part; runbooks of alerts have tests of their own. */
const ours = repositories.flatMap((repository) => documentsOf(repository).filter(([path]) => !path.startsWith("docs/runbooks/")).map(([path, text]) => ({ place: `${repository.name}: ${path}`, path, text })));

test("nothing is left unfilled", () => {
  for (const { place, text } of ours) assert.not.match(text, /\{\{|\}\}|\bundefined\b|\bNaN\b|\[object |(?<!\/dev\/)\bnull\b/, place);
});

test("blank lines part paragraphs: never two of them, none at the end, none missing around headings", () => {
  for (const { place, text } of ours) {
    assert.not.match(text, /\n\n\n/, place);
    assert.ok(text.endsWith("\n") && !text.endsWith("\n\n"), place);
    const lines = text.replace(/^ *```[\s\S]*?^ *```$/gm, (block) => block.replace(/^#/gm, " ")).split("\n");
    for (const [index, line] of lines.entries()) {
      if (/^#{1,4} /.test(line)) assert.ok((index === 0 || lines[index - 1] === "") && lines[index + 1] === "", `${place}: ${line}`);
    }
  }
});

test("every row of a table has as many cells as its head", () => {
  for (const { place, text } of ours) {
    let cells = 0;
    for (const line of text.split("\n")) {
      const row = /^ *\|(.*)\|$/.exec(line)?.[1];
      const count = row === undefined ? 0 : row.replace(/\\\|/g, "").replace(/`[^`]*`/g, "").split("|").length;
      if (cells > 0 && count > 0) assert.is(count, cells, `${place}: ${line}`);
      cells = count;
    }
  }
});

test("diagrams are of the kinds and statements that are meant", () => {
  let seen = 0;
  for (const { place, text } of ours) {
    for (const [, body = ""] of text.matchAll(/^```mermaid\n([\s\S]*?)^```$/gm)) {
      seen += 1;
      assert.equal(mermaidFaults(body), [], place);
    }
  }
  assert.ok(seen > 5);
});

test("the mapping names subcategories of AI RMF 1.0 only, each once, and never says that anything complies", () => {
  assert.equal(NIST_IDS.filter((id) => !KNOWN.includes(id)), []);
  assert.is(new Set(NIST_IDS).size, NIST_IDS.length);
  for (const { place, path, text } of ours) {
    assert.not.match(text, /compl(y|ies|iant)\b|certified|guarantee/i, place);
    if (path !== "docs/compliance/nist-ai-rmf.md") continue;
    const ids = [...text.matchAll(/^### (.+)$/gm)].map(([, id]) => id);
    assert.ok(ids.length >= 20, place);
    assert.equal(ids.filter((id) => !KNOWN.includes(id ?? "")), [], place);
  }
});

test("what is to be copied is shell that bash can read", () => {
  for (const { place, text } of ours) {
    for (const [, body = ""] of text.matchAll(/^ *```sh\n([\s\S]*?)^ *```$/gm)) {
      try {
        execFileSync("bash", ["-n"], { input: body.replace(/<[a-z][a-z -]*>/g, "placeholder"), stdio: ["pipe", "ignore", "pipe"] });
      } catch (error) {
        assert.unreachable(`${place}: ${body}\n${String((error as { stderr?: unknown }).stderr)}`);
      }
    }
  }
});

deep(test, "Temporal's tool has every command and flag that a document uses", ["temporal"], () => {
  const calls = new Set(ours.flatMap(({ text }) => temporalCommands(text).filter(([tool]) => tool === "temporal").map((words) => JSON.stringify(words))));
  assert.ok(calls.size > 5);
  for (const call of calls) {
    const [, ...words] = JSON.parse(call) as string[];
    const first = words.findIndex((word) => word.startsWith("-"));
    const path = first < 0 ? words : words.slice(0, first);
    const { stdout, stderr } = run(pathOf("temporal"), [...path, "--help"]);
    assert.ok(`${stdout}${stderr}`.includes(`temporal ${path.join(" ")}`), call);
    for (const flag of words.filter((word) => word.startsWith("--"))) assert.match(`${stdout}${stderr}`, new RegExp(`${flag}\\b`), `${call} ${flag}`);
  }
});

test.run();
