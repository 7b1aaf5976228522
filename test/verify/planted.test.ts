import { suite } from "uvu";
import * as assert from "uvu/assert";
import { codes, verify } from "../../generators/verify/index.ts";
import { faults } from "./corpus.ts";
import { cases, lineOf } from "./trees.ts";

const test = suite("planted faults");
const GROUPS = ["builds", "cel", "helm-values", "policies", "references", "schemas", "text"];

for (const { group, name, tree, expectations, findings: expected } of faults) {
  test(`${group}: ${name} is found where it stands, and nothing else`, async () => {
    const wanted = new Set(expected.map(({ code }) => code));
    const findings = (await verify(tree, expectations)).filter(({ code, severity }) => severity !== "info" || wanted.has(code));
    assert.equal(findings.map(lineOf).sort(), expected.map((each) => lineOf({ ...each, severity: "error", reason: "", remedy: "" })).sort());
  });
}

test("there are at least 150 faults, of every group of checks", () => {
  assert.equal([...new Set(faults.map(({ group }) => group))], GROUPS);
  assert.ok(faults.length >= 150, String(faults.length));
});

test("every fault is planted: its folder expects at least one finding", () => {
  assert.equal(faults.filter(({ findings }) => findings.length === 0).map(({ group, name }) => `${group}: ${name}`), []);
});

test("every finding says what is wrong and what to do", async () => {
  for (const { tree, expectations } of faults) for (const { reason, remedy } of await verify(tree, expectations)) assert.ok(/[.?]$/.test(reason) && /[.?]$/.test(remedy), `${reason} ${remedy}`);
});

test("every code of this stage is found in at least one case", () => {
  const met = new Set([...faults.flatMap(({ findings }) => findings.map(({ code }) => code)), ...cases().flatMap(({ expected }) => expected.map((line) => line.split(" ")[0]))]);
  assert.equal(Object.keys(codes).filter((code) => !met.has(code)), []);
});

test.run();
