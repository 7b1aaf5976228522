import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { skipLine } from "../servers/deep.ts";
import { judge, totals, type Outcome } from "./judge.ts";

const test = suite("what a test file comes to");

/** Runs a test file of these lines with the real uvu and judges what it printed. */
function outcome(lines: string, ci = false): Outcome {
  const folder = mkdtempSync(join(tmpdir(), "ctp-judge-"));
  const file = join(folder, "x.test.mjs");
  const text = `import { suite } from ${JSON.stringify(import.meta.resolve("uvu"))};\n${lines}\n`;
  writeFileSync(file, text);
  const { stdout, stderr, status, signal } = spawnSync(process.execPath, [file], { encoding: "utf8" });
  rmSync(folder, { recursive: true });
  return judge({ file, text, output: stdout + stderr, code: status, signal }, ci);
}

const counts = ({ passed, failed, skipped }: Outcome): number[] => [passed, failed, skipped];

test("passed, failed and skipped tests are counted, over all suites of the file", () => {
  const result = outcome(`
    const a = suite("a");
    a("good", () => {});
    a("bad", () => { throw new Error("no"); });
    a.skip("later");
    a.run();
    const b = suite("b");
    b("good", () => {});
    b.run();`);
  assert.equal(counts(result), [2, 1, 1]);
  assert.is(result.fault, undefined);
});

test("a file with nothing wrong has no fault, and tells why tests were skipped", () => {
  const result = outcome(`const a = suite("a"); a("good", () => {}); a.skip("deep"); console.log(${JSON.stringify(skipLine("deep", "no etcd"))}); a.run();`);
  assert.equal(counts(result), [1, 0, 1]);
  assert.equal(result.reasons, ["deep: no etcd"]);
});

for (const [what, lines, fault] of [
  ["forgets to run its only suite", `const a = suite("a"); a("good", () => {});`, /`a.run\(\)`/],
  ["forgets to run one of two suites", `const a = suite("a"); a("good", () => {}); a.run(); const b = suite("b"); b("lost", () => {});`, /`b.run\(\)`/],
  ["runs no test", `const a = suite("a"); a.run();`, /No test ran/],
  ["has no suite at all", `console.log("fine");`, /No result/],
  ["ends in the middle of a test", `const a = suite("a"); a("good", () => process.exit(0)); a.run();`, /No result/],
  ["waits for what never comes", `const a = suite("a"); a("good", () => new Promise(() => {})); a.run();`, /No result/],
  ["is killed", `process.kill(process.pid, "SIGKILL");`, /SIGKILL/],
  ["fails after its tests have passed", `const a = suite("a"); a("good", () => {}); a.run(); process.on("exit", () => (process.exitCode = 7));`, /code 7/],
] as const) {
  test(`a file that ${what} has failed`, () => {
    const result = outcome(lines);
    assert.match(result.fault ?? "", fault);
    assert.ok(result.failed >= 1);
  });
}

test("`.only` is a failure in CI and none on a developer's machine", () => {
  const lines = `const a = suite("a");\na.only("good", () => {});\na("left out", () => {});\na.run();`;
  assert.is(outcome(lines).failed, 0);
  assert.match(outcome(lines, true).fault ?? "", /only/);
});

test("the last line names skipped tests only when there are any", () => {
  const one = outcome(`const a = suite("a"); a("good", () => {}); a.run();`);
  assert.equal(totals([one, one]), { failed: 0, line: "2 passed, 0 failed" });
  assert.equal(totals([{ ...one, skipped: 2 }], 1), { failed: 1, line: "1 passed, 1 failed, 2 skipped" });
});

test.run();
