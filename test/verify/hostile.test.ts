import { execFileSync, spawnSync } from "node:child_process";
import { closeSync, ftruncateSync, mkdirSync, mkdtempSync, openSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { readTree } from "../../generators/apply/index.ts";
import { verify } from "../../generators/verify/index.ts";
import { root } from "../cli/run.ts";
import { fixtures, treeOf } from "./trees.ts";

const test = suite("hostile trees");

const head = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\ndata:\n";
const MANY = 100_000;

async function inFolder(act: (folder: string) => void | Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "hostile-"));
  try {
    await act(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The program on a folder; it must end by itself, well before the time limit. */
const run = (folder: string, ...more: readonly string[]) => spawnSync(process.execPath, ["--max-old-space-size=1024", join(root, "dist/create-temporal-platform.js"), "verify", folder, "--no-cache", ...more], { encoding: "utf8", timeout: 120_000, maxBuffer: 1 << 28 });

const texts: readonly (readonly [name: string, text: string, code: string])[] = [
  ["braces inside each other", `${head}  a: ${"{a: ".repeat(MANY)}`, "yaml/too-deep"],
  ["brackets inside each other", `${head}  a: ${"[".repeat(MANY)}${"]".repeat(MANY)}\n`, "yaml/too-deep"],
  ["lists inside each other", `${head}  a:\n    ${"- ".repeat(MANY)}x\n`, "yaml/too-deep"],
  ["keys inside each other", `${head}  a:\n    ${"? ".repeat(MANY)}x\n`, "yaml/too-deep"],
  ["maps inside each other", `${head}${Array.from({ length: 2000 }, (_, at) => `  ${" ".repeat(at)}a:\n`).join("")}`, "yaml/too-deep"],
  ["aliases that multiply", `a: &a [x,x,x,x,x,x,x,x,x]\n${["ab", "bc", "cd", "de", "ef", "fg", "gh", "hi"].map((pair) => `${pair[1]}: &${pair[1]} [${Array(9).fill(`*${pair[0]}`).join(",")}]\n`).join("")}`, "yaml/alias"],
  ["more values than fit", `${head}  a: [${"1,".repeat(1_000_000)}]\n`, "yaml/too-large"],
  ["a quote that never ends", `${head}  a: "${"\\\n".repeat(MANY)}`, "yaml/syntax"],
];

for (const [name, text, code] of texts) {
  test(`${name}: one finding, with a place that exists`, async () => {
    const findings = (await verify(new Map([["a.yaml", { text }]]))).filter((finding) => finding.code !== "verify/no-cluster");
    assert.equal(findings.map((finding) => finding.code), [code]);
    assert.ok((findings[0]?.line ?? 0) <= text.split("\n").length);
  });
}

test("links, loops, devices, pipes, sockets and 200 MB are passed over, and nothing waits for them", async () => {
  await inFolder(async (folder) => {
    const big = openSync(join(folder, "big.yaml"), "w");
    ftruncateSync(big, 200 * 1024 * 1024);
    closeSync(big);
    symlinkSync("/etc/passwd", join(folder, "out.yaml"));
    symlinkSync(".", join(folder, "loop"));
    symlinkSync("/", join(folder, "root"));
    symlinkSync("self", join(folder, "self"));
    execFileSync("mkfifo", [join(folder, "pipe.yaml"), join(folder, "kustomization.yaml")]);
    // Only a privileged user can make a device; others have one name less to pass over.
    const device = spawnSync("mknod", [join(folder, "device.yaml"), "c", "1", "5"]).status === 0 ? ["device.yaml"] : [];
    const socket = createServer();
    await new Promise<void>((resolve) => socket.listen(join(folder, "socket.yaml"), resolve));
    try {
      const { tree, findings } = readTree(folder);
      assert.is(tree.size, 0);
      assert.equal(findings.map(({ file }) => file), ["big.yaml", ...device, "kustomization.yaml", "loop", "out.yaml", "pipe.yaml", "root", "self", "socket.yaml"]);
      assert.is(run(folder).status, 0);
    } finally {
      socket.close();
    }
  });
});

test("names with line breaks and escape sequences never reach a terminal as they are, nor does JSON hold them so", async () => {
  await inFolder((folder) => {
    for (const name of ["a\nb\u001b[31m\u001b]0;t\u0007.yaml", "c\u009b31m\u202e.yaml"]) writeFileSync(join(folder, name), `${head.replace("name: a", 'name: a\n  "\\e[31mx": on')}`);
    for (const more of [[], ["--json"]]) {
      const { stdout, stderr, status } = run(folder, ...more);
      assert.is(status, 5);
      assert.not.match(`${stdout}${stderr}`, /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/);
      assert.not.match(`${stdout}${stderr}`, /^b.*\.yaml/m);
      if (more.length > 0) assert.ok((JSON.parse(stdout) as { findings: { file?: string }[] }).findings.some(({ file }) => file === "c\u009b31m\u202e.yaml"));
    }
  });
});

test("many small files take time and memory in proportion", async () => {
  // Fifty thousand in CI; a developer waits for a tenth.
  const count = process.env["CI"] === "true" ? 50_000 : 5_000;
  await inFolder((folder) => {
    for (let at = 0; at < count; at += 1) {
      if (at % 500 === 0) mkdirSync(join(folder, `${at / 500}`));
      writeFileSync(join(folder, `${Math.floor(at / 500)}`, `${at}.yaml`), head.replace("name: a", `name: a-${at}`).replace("\ndata:\n", "\ndata: {}\n"));
    }
    const { status, stdout } = run(folder, "--json");
    assert.is(status, 0);
    assert.is((JSON.parse(stdout) as { checked: { files: number } }).checked.files, count);
  });
});

/** A place that a finding names lies in its file: the line exists, and the column is at most behind its end. */
function assertPlace(text: string, { line, column, code }: { line?: number; column?: number; code: string }): void {
  if (line === undefined) return;
  const found = text.split("\n")[line - 1];
  assert.ok(found !== undefined && (column ?? 1) >= 1 && (column ?? 1) <= found.length + 1, `${code} ${line}:${column}`);
}

const samples = ["clean", "workloads", "database", "workflows"].flatMap((name) => [...treeOf(join(fixtures, name, "tree"))].filter(([path]) => path.endsWith(".yaml")).map(([, { text }]) => text));

const mutation = fc.record({ at: fc.nat(), length: fc.nat({ max: 12 }), by: fc.oneof(fc.string({ unit: "binary", maxLength: 8 }), fc.constantFrom("\t", "{", "[", "- ", ": ", "*a", "&a ", "!!x ", "\u0000", "\r\n", "---\n", '"', "'", "|", "<<: ", "\ufeff", "...", "~", "on")) });

test("whatever becomes of a manifest, verification says so and every place it names exists", async () => {
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...samples), fc.array(mutation, { minLength: 1, maxLength: 4 }), async (sample, mutations) => {
      const text = mutations.reduce((before, { at, length, by }) => before.slice(0, at % (before.length + 1)) + by + before.slice((at % (before.length + 1)) + length), sample);
      for (const finding of await verify(new Map([["a.yaml", { text }]]))) assertPlace(text, finding);
    }),
    { numRuns: process.env["CI"] === "true" ? 2000 : 150 },
  );
});

test("random bytes are no manifest, and nothing throws", async () => {
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), async (bytes) => {
      const text = new TextDecoder("utf-8").decode(bytes);
      for (const finding of await verify(new Map([["kustomization.yaml", { text }], ["a.yaml", { text: `${head}  a: ${text}` }]]))) assertPlace(finding.file === "a.yaml" ? `${head}  a: ${text}` : text, finding);
    }),
    { numRuns: process.env["CI"] === "true" ? 2000 : 200 },
  );
});

test.run();
