import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { readTree } from "../../generators/apply/index.ts";
import { verify } from "../../generators/verify/index.ts";

const test = suite("texts and YAML, as kubectl and Flux read them");

const head = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n";

/** `severity code line:column`, of what is wrong with the text itself. */
async function said(text: string, others: readonly string[] = []): Promise<string[]> {
  const findings = await verify(new Map([["a.yaml", { text }], ...others.map((path) => [path, { text: "" }] as const)]));
  return findings.filter(({ code }) => code.startsWith("yaml/") || code === "verify/yaml-1.1").map(({ severity, code, line, column }) => `${severity} ${code} ${line}:${column}`);
}

// What kustomize 5 says of each was looked at when the table was made: it accepts, reads otherwise or refuses as the table says.
const table: readonly (readonly [name: string, text: string, said: readonly string[]])[] = [
  ["a byte order mark", `\ufeff${head}`, []],
  ["line ends of Windows", `${head}data:\n  a: on\n`.replaceAll("\n", "\r\n"), ["error verify/yaml-1.1 6:6"]],
  ["a tab as indentation", `${head}data:\n\ta: b\n`, ["error yaml/syntax 6:1"]],
  ["a tab behind a colon", `${head}data:\n  a:\tb\n`, []],
  ["a control character", `${head}data:\n  a: \u0007b\n`, ["error yaml/syntax 6:6"]],
  ["a null character in a comment", `${head}# \u0000\n`, ["error yaml/syntax 5:3"]],
  ["a key twice", `${head}data:\n  a: b\n  "a": c\n`, ["error yaml/duplicate-key 7:3"]],
  ["a number and its text as keys", `${head}data:\n  1: b\n  "1": c\n`, ["error yaml/duplicate-key 7:3"]],
  ["a list as a key", `${head}data:\n  ? [a]\n  : b\n`, ["error yaml/syntax 6:5"]],
  ["empty documents", `---\n---\n${head}---\n# end\n`, []],
  ["a directive and an end", `%YAML 1.1\n---\n${head}...\n`, []],
  ["an alias of nothing", `${head}data:\n  a: *b\n`, ["error yaml/alias 6:6"]],
  ...(["on", "No", "y", "0b1", "1_000", "1__0"] as const).map((value) => [`the value ${value}`, `${head}data:\n  a: ${value}\n`, ["error verify/yaml-1.1 6:6"]] as const),
  ["the value 0777", `${head}data:\n  a: 0777\n`, ["error verify/yaml-1.1 6:6"]],
  ...(["0o17", "1e3", "1.5e3", "12:30", "1:02:03"] as const).map((value) => [`the value ${value}`, `${head}data:\n  a: ${value}\n`, ["warning verify/yaml-1.1 6:6"]] as const),
  ...(["~", "null", "0x1F", "0o8", "8080:80", "2024-01-01", "1.5", "v1e3", '"on"', "'12:30'", "|-\n    on"] as const).map((value) => [`the value ${value}`, `${head}data:\n  a: ${value}\n`, []] as const),
  ["such values in a list on one line", `${head}data: {a: on, b: [x, 12:30]}\n`, ["error verify/yaml-1.1 5:11", "warning verify/yaml-1.1 5:22"]],
  ["such a key", `${head}data:\n  on: a\n`, ["error verify/yaml-1.1 6:3"]],
];

for (const [name, text, expected] of table) test(name, async () => assert.equal(await said(text), expected));

const anchored = `${head}data: &data\n  a: "1"\n---\napiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: b\ndata:\n  <<: &x {c: "2"}\n  d: !!str 5\n`;

test("anchors, tags and merge keys are read in any repository, and refused where manifests are merged by path", async () => {
  assert.equal(await said(anchored), []);
  assert.equal((await said(anchored, ["platform.yaml"])).map((line) => line.split(" ")[1]), ["yaml/alias", "yaml/alias", "yaml/tag"]);
});

test("a manifest in another encoding is an error at its first byte that is no UTF-8; other files are passed over", () => {
  const folder = mkdtempSync(join(tmpdir(), "texts-"));
  try {
    writeFileSync(join(folder, "16.yaml"), Buffer.from(`\ufeff${head}`, "utf16le"));
    writeFileSync(join(folder, "latin.yaml"), Buffer.from("a: b\nc: caf\u00e9\n", "latin1"));
    writeFileSync(join(folder, "logo.png"), Buffer.from([0x89, 0x50, 0xff]));
    const { tree, findings } = readTree(folder);
    assert.is(tree.size, 0);
    assert.equal(findings.map(({ code, severity, file, line, column }) => `${severity} ${code} ${file} ${line}:${column}`), ["error apply/encoding 16.yaml 1:1", "error apply/encoding latin.yaml 2:7", "info apply/passed-over logo.png undefined:undefined"]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test.run();
