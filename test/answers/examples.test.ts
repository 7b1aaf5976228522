import { readdirSync, readFileSync } from "node:fs";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { generate } from "../../generators/cli/generate.ts";
import { isError } from "../../generators/finding.ts";

const test = suite("examples");
const folder = new URL("../../examples/", import.meta.url);
/** Customers whose platforms this version emits. */
const EMITTED = ["enterprise-azure.yaml", "homelab.yaml"];

for (const file of readdirSync(folder).filter((name) => name.endsWith(".yaml"))) {
  test(`${file} ${EMITTED.includes(file) ? "becomes a platform" : "is right, and asks for things that are not there yet"}`, () => {
    const { generated, findings } = generate(readFileSync(new URL(file, folder), "utf8"), file);
    assert.is(generated !== undefined, EMITTED.includes(file));
    assert.equal(findings.filter((finding) => isError(finding) && finding.code !== "answers/not-yet").map(({ code, path }) => `${code} ${path}`), []);
  });
}

test.run();
