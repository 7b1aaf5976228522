import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import fc from "fast-check";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { unifiedDiff } from "../../generators/plan/index.ts";
import { applyInMemory, mineOf, planOf, recordOf, shown, treeOf, untouched } from "./trees.ts";

const test = suite("plan: the unified diff");

test("a change has three lines of context and the places of both sides", () => {
  const old = treeOf({ "a/b.txt": "1\n2\n3\n4\n5\n6\n7\n8\n9\n" });
  const made = planOf({ ...recordOf(old), mine: untouched(old), theirs: treeOf({ "a/b.txt": "1\n2\n3\n4\nfive\n6\n7\n8\n9\n" }) });
  assert.fixture(unifiedDiff(made, untouched(old)), "--- a/a/b.txt\n+++ b/a/b.txt\n@@ -2,7 +2,7 @@\n 2\n 3\n 4\n-5\n+five\n 6\n 7\n 8\n");
});

test("a new file comes from nowhere and a removed one goes there", () => {
  const old = treeOf({ gone: "a\n" });
  const made = planOf({ ...recordOf(old), mine: untouched(old), theirs: treeOf({ here: "b\nc\n" }) });
  assert.fixture(unifiedDiff(made, untouched(old)), "--- a/gone\n+++ /dev/null\n@@ -1 +0,0 @@\n-a\n--- /dev/null\n+++ b/here\n@@ -0,0 +1,2 @@\n+b\n+c\n");
});

test("a missing last line end is said", () => {
  const made = planOf({ answersFile: { path: "platform.yaml", before: "a: 1", after: "a: 1\n" } });
  assert.fixture(unifiedDiff(made, new Map()), "--- a/platform.yaml\n+++ b/platform.yaml\n@@ -1 +1 @@\n-a: 1\n\\ No newline at end of file\n+a: 1\n");
});

test("files that stay are not in it, whatever the platform wanted", () => {
  const old = treeOf({ edited: "a\n", deleted: "a\n" });
  const made = planOf({ ...recordOf(old), mine: mineOf({ edited: "mine\n", first: "mine\n" }), theirs: treeOf({ edited: "b\n", deleted: "b\n", first: "b\n" }) });
  assert.is(unifiedDiff(made, mineOf({ edited: "mine\n", first: "mine\n" })), "");
});

test("git makes of it what the plan says, for any texts", () => {
  const text = fc.array(fc.constantFrom("a", "b", "c", "", " x", "d\r", "-e", "+f", "\\ g", "--- h"), { maxLength: 25 }).chain((lines) => fc.boolean().map((end) => lines.join("\n") + (end && lines.length > 0 ? "\n" : "")));
  const pairs = fc.sample(fc.tuple(text, text), { numRuns: 150, seed: 1 });
  const named = (side: 0 | 1) => treeOf(Object.fromEntries(pairs.flatMap((pair, index) => (pair[side] === "" ? [] : [[`folder ${index % 3}/${index}`, pair[side]]]))));
  const [old, now] = [named(0), named(1)];
  const made = planOf({ ...recordOf(old), mine: untouched(old), theirs: now });
  const folder = mkdtempSync(join(tmpdir(), "diff-"));
  try {
    for (const [path, file] of old) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), file.text);
    }
    execFileSync("git", ["-c", "core.autocrlf=false", "apply", "--whitespace=nowarn", "-"], { cwd: folder, input: unifiedDiff(made, untouched(old)), env: { ...process.env, GIT_DIR: join(folder, "none") } });
    const expected = applyInMemory(untouched(old), made);
    const result = new Map([...expected.keys()].map((path) => [path, { bytes: readFileSync(join(folder, path)), kind: "file" as const, executable: false }]));
    assert.equal(shown(result), shown(expected));
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test.run();
