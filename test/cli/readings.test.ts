import { readFileSync } from "node:fs";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import verbatim from "#build/verbatim.json" with { type: "json" };
import { expectationsOf } from "../../generators/cli/expectations.ts";
import { generate } from "../../generators/cli/generate.ts";
import { readings } from "../../generators/cli/readings.ts";
import { parseYaml } from "../../generators/document/index.ts";
import { verify, type Texts } from "../../generators/verify/index.ts";
import { root } from "./run.ts";

const test = suite("what is known of verbatim files before a run");

const files = Object.entries<{ readonly text: string; readonly data?: readonly unknown[] }>(verbatim).filter(([path]) => path.endsWith(".yaml"));

test("every verbatim YAML file is read and checked when the package is built, but for Helm's templates", () => {
  assert.equal(files.filter(([path, { data }]) => data === undefined && !/^charts\/[^/]+\/templates\//.test(path)).map(([path]) => path), []);
  assert.ok(readings.size > 40);
});

test("what was read ahead is what the reader says", () => {
  for (const [path, { text, data }] of files) if (data !== undefined) assert.equal(data, parseYaml(text, path).documents.map((document) => document.data), path);
});

/** Trees whose findings must be the same with and without: as generated, and with the same fault planted in every file in turn. */
for (const name of ["homelab", "enterprise-azure"]) {
  const file = `examples/${name}.yaml`;
  const { generated } = generate(readFileSync(join(root, file), "utf8"), file);
  if (generated === undefined) throw new Error(`${file} generates nothing`);
  const { tree, model } = generated;
  const both = async (texts: Texts): Promise<number> => {
    const plain = await verify(texts, expectationsOf(model));
    assert.equal(await verify(texts, expectationsOf(model), readings), plain);
    return plain.length;
  };

  test(`${name}: findings are those of checking it all`, async () => void (await both(tree)));

  test(`${name}: a fault in any file is found all the same, as often as it stands there`, async () => {
    const faults: readonly ((text: string) => string)[] = [
      (text) => text.replace(/^kind: /m, "kindd: "),
      (text) => text.replace(/^metadata:$/m, "metadata:\n  unheardOf: 1"),
      (text) => text.replace(/^( *)name: .*$/m, "$1name: on"),
      (text) => text.replaceAll(/^( +)namespace: .*$/gm, "$1namespace: nowhere"),
    ];
    for (const fault of faults) {
      const broken = new Map([...tree].map(([path, { text }]) => [path, { text: /^(?:clusters|infrastructure|apps|observability|delivery)\/.*\.yaml$/.test(path) ? fault(text) : text }]));
      assert.ok((await both(broken)) > 10);
    }
  });

  test(`${name}: half of the files broken and half as they were give the same findings`, async () => {
    const broken = new Map([...tree].map(([path, { text }], at) => [path, { text: at % 2 === 0 && path.endsWith(".yaml") ? text.replace(/^metadata:$/m, "metadata:\n  unheardOf: 1") : text }]));
    assert.ok((await both(broken)) > 10);
  });
}

test.run();
