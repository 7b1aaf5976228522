import { suite } from "uvu";
import * as assert from "uvu/assert";
import { verify } from "../../generators/verify/index.ts";
import { cases, lineOf } from "./trees.ts";

const test = suite("faults of whole repositories");
const all = cases();

for (const { name, tree, expectations, expected } of all) {
  test(`${name}: exactly the faults that were planted are found, where they stand`, async () => {
    const findings = await verify(tree, expectations);
    assert.equal(findings.map(lineOf), expected);
  });
}

test("a clean cluster gives no finding at all", () => {
  assert.equal(all.find(({ name }) => name === "clean")?.expected, []);
});

test("every finding says what is wrong and what to do, and points at a line when it has a place", async () => {
  for (const { name, tree, expectations } of all) {
    for (const finding of await verify(tree, expectations)) {
      // That there is no cluster has no place.
      if (finding.code !== "verify/no-cluster") assert.ok((finding.line ?? 0) > 0 && (finding.column ?? 0) > 0 && tree.has(finding.file ?? ""), `${name}: ${lineOf(finding)}`);
      assert.match(finding.reason, /[.?]$/);
      assert.match(finding.remedy, /[.?]$/);
    }
  }
});

test.run();
