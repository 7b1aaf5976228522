import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { SCHEMA_PATH, withModeline } from "../../generators/answers/index.ts";
import { root, run } from "../cli/run.ts";
import { skipLine } from "../servers/deep.ts";
import { temporaryFolder } from "../servers/process.ts";
import { Editor, languageServer, type Position } from "./server.ts";

/** What a person sees who opens `platform.yaml` of an emitted repository in an editor, by the language server that editors run. */
const test = suite("an editor with platform.yaml open");
const located = languageServer();
const folder = temporaryFolder("platform");
const file = join(folder, "platform.yaml");
mkdirSync(dirname(join(folder, SCHEMA_PATH)), { recursive: true });
assert.is(run(["schema", "--output", join(folder, SCHEMA_PATH)]).code, 0);

const TEXT = withModeline(`apiVersion: temporal-platform/v1
customer:
  name: acme
|top
repository:
  url: https://git.example/acme/platform
  |repository
clusters:
  prod:
    environment: prod
    tier: |tier
    cloud: azure
    |cluster
    tls:
      clients: |clients
    database:
      cnpg:
        |cnpg
    operators:
      cert-manager: |operator
workers:
  orders:
    |worker
`);

/** The text without its marks, and the place of each. */
function marked(text: string): { readonly text: string; readonly at: (mark: string) => Position } {
  const places = new Map<string, Position>();
  const lines = text.split("\n").map((line, index) => {
    const mark = /\|([a-z]+)$/.exec(line);
    if (mark === null) return line;
    places.set(mark[1] ?? "", { line: index, character: mark.index });
    return line.slice(0, mark.index);
  });
  return { text: lines.join("\n"), at: (mark) => places.get(mark) ?? { line: -1, character: -1 } };
}

if ("missing" in located) {
  const title = "completion, hover and diagnostics";
  if (process.env["CI"] === "true") test(title, () => assert.unreachable(located.missing));
  else {
    test.skip(title);
    console.log(skipLine(title, located.missing));
  }
} else {
  const editor = new Editor(located.path);
  const open = marked(TEXT);
  const labels = async (mark: string): Promise<string[]> => (await editor.completions(file, open.at(mark))).map(({ label }) => label);

  test.before(async () => {
    await editor.start(folder);
    writeFileSync(file, open.text);
    await editor.diagnostics(file, open.text);
  });
  test.after(() => editor.stop());

  test("completes the keys of every place, without those that are there", async () => {
    assert.equal(await labels("repository"), ["branch", "into", "controller", "ci"]);
    for (const key of ["region", "peak", "exposure", "encryption", "workers"]) assert.ok((await labels("cluster")).includes(key), key);
    for (const key of ["environment", "cloud", "frontend", "apiVersion"]) assert.not.ok((await labels("cluster")).includes(key), key);
    assert.equal((await labels("cnpg")).slice(0, 4), ["version", "instances", "storage", "walStorage"]);
    assert.equal((await labels("worker")).slice(0, 3), ["language", "namespace", "taskQueues"]);
    for (const key of ["provider", "defaults", "tiers", "temporal", "alerts"]) assert.ok((await labels("top")).includes(key), key);
  });

  test("completes values", async () => {
    assert.equal(await labels("tier"), ["small", "development", "production"]);
    assert.equal(await labels("clients"), ["none", "server", "mutual"]);
    const operator = await labels("operator");
    for (const value of ["install", "existing"]) assert.ok(operator.includes(value), operator.join());
  });

  test("says beside each completion what it is for", async () => {
    for (const mark of ["repository", "cluster", "cnpg", "worker", "top"]) {
      for (const { label, documentation } of await editor.completions(file, open.at(mark))) assert.ok(documentation, `${mark}: ${label}`);
    }
  });

  test("shows the schema's words on every key of the examples", async () => {
    for (const name of ["homelab", "enterprise-azure"]) {
      const path = join(folder, `${name}.yaml`);
      const text = withModeline(readFileSync(join(root, `examples/${name}.yaml`), "utf8"));
      writeFileSync(path, text);
      assert.equal(await editor.diagnostics(path, text), [], name);
      for (const [line, written] of text.split("\n").entries()) {
        const key = /^( *)([A-Za-z][\w.-]*):/.exec(written);
        if (key === null || /_/.test(key[2] ?? "")) continue;
        const shown = await editor.hover(path, { line, character: (key[1] ?? "").length + 1 });
        assert.match(shown, /^#### .+\n\n.+[.]/, `${name}: ${written}`);
      }
    }
  });

  test("underlines a wrong key, a wrong value and a wrong type where they stand", async () => {
    const wrong = withModeline("apiVersion: temporal-platform/v1\ncustomer: { name: acme }\nrepository: { url: \"https://git.example/a/b\" }\nclusters:\n  prod:\n    environment: prod\n    tier: medium\n    cloud: azure\n    pek: 3/s\n    shards: many\n");
    const path = join(folder, "wrong.yaml");
    writeFileSync(path, wrong);
    const found = await editor.diagnostics(path, wrong);
    assert.equal(found.map(({ message, range }) => `${range.start.line + 1}:${range.start.character + 1} ${message}`).sort(), [
      "10:5 Property pek is not allowed.",
      '11:13 Incorrect type. Expected "integer".',
      '8:11 Value is not accepted. Valid values: "small", "development", "production".',
    ].sort());
  });

  test("fetches nothing: the schema lies beside the file", () => assert.equal(editor.fetched, []));
}

test("the schema that the command prints is the one that lies in the repository", () => {
  const { code, out } = run(["schema"]);
  assert.is(code, 0);
  assert.is(out, readFileSync(join(root, "schemas/answers.schema.json"), "utf8"));
  assert.is(readFileSync(join(folder, SCHEMA_PATH), "utf8"), out);
});

test.run();
