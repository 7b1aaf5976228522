import { readFileSync } from "node:fs";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { generate } from "../../generators/cli/generate.ts";
import { valueAt } from "../../generators/document/index.ts";
import { traceFile } from "../../generators/render/trace.ts";
import { root } from "../cli/run.ts";

const test = suite("where emitted lines come from");

for (const name of ["examples/homelab.yaml", "examples/enterprise-azure.yaml", "test/fixtures/deep/production.yaml", "test/fixtures/platforms/azure-operators.yaml"]) {
  test(`${name}: traced lines are the emitted ones, to the byte, and each file has its one template`, () => {
    const { generated } = generate(readFileSync(join(root, name), "utf8"), name);
    assert.ok(generated, name);
    let values = 0;
    for (const [path, { text }] of generated.tree) {
      const traced = traceFile(generated.model, path);
      assert.ok(traced, path);
      const lines = traced.lines?.map((line) => line.text);
      if (lines === undefined) continue;
      assert.is(`${lines.join("\n")}\n`, text, path);
      const source = readFileSync(join(root, traced.source), "utf8").split("\n");
      for (const line of traced.lines ?? []) {
        assert.ok(line.number >= 1 && line.number <= source.length, `${path}: ${line.number}`);
        for (const at of line.values) values += valueAt(generated.model, at) === undefined ? 0 : 1;
        // A line that nothing of the model went into stands in the template as it is, but for what an include brings.
        const written = source[line.number - 1] ?? "";
        if (line.values.length === 0 && !written.includes("{{") && !written.includes("\\{")) assert.ok(text.includes(written), `${path}: ${written}`);
      }
    }
    assert.ok(values > 50);
  });
}

test.run();
