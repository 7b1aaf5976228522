import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { compileTemplates } from "../../packages/template-compiler/src/index.ts";
import { fixtures } from "./project.ts";

const test = suite("faults in templates");

const shown = (dir: string): string[] => compileTemplates(dir).findings.map((one) => `${one.code} ${one.file}:${one.line}:${one.column}`);

for (const name of readdirSync(join(fixtures, "faults")).sort()) {
  test(`${name.replaceAll("-", " ")}: refused with its place`, () => {
    const dir = join(fixtures, "faults", name);
    const expected = readFileSync(join(dir, "expected.txt"), "utf8").trimEnd().split("\n");
    assert.equal(shown(join(dir, "templates")), expected);
  });
}

test("every fault says what is wrong and what to do", () => {
  for (const name of readdirSync(join(fixtures, "faults"))) {
    for (const { reason, remedy, severity } of compileTemplates(join(fixtures, "faults", name, "templates")).findings) {
      assert.is(severity, "error");
      assert.match(reason, /^[^a-z].+\.$/, name);
      assert.match(remedy, /^[A-Z].+[.}]$/, name);
    }
  }
});

test("what is no text of ours is refused: carriage returns, other encodings, control characters, links", () => {
  const dir = mkdtempSync(join(tmpdir(), "templates-"));
  const templates = join(dir, "templates");
  mkdirSync(templates);
  writeFileSync(join(templates, "a.yaml"), "a: 1\r\nb: 2\n");
  writeFileSync(join(templates, "b.yaml"), Buffer.from([0x61, 0xff, 0x0a]));
  writeFileSync(join(templates, "c.yaml"), "a: 1\nb: \0\n");
  writeFileSync(join(templates, "d.yaml"), "\ufeffa: 1\n");
  symlinkSync("a.yaml", join(templates, "e.yaml"));
  writeFileSync(join(templates, "empty"), "");
  assert.equal(shown(templates), [
    "template/format templates/a.yaml:1:5",
    "template/format templates/b.yaml:1:1",
    "template/format templates/c.yaml:2:4",
    "template/format templates/d.yaml:1:1",
    "template/path templates/e.yaml:1:1",
  ]);
  rmSync(dir, { recursive: true });
});

test("a file that is kept elsewhere is emitted as if it lay in the folder", () => {
  const dir = join(fixtures, "house/templates");
  const { verbatim, typescript, findings } = compileTemplates(dir, { "schema.json": "{}\n" });
  assert.equal(findings, []);
  assert.equal(verbatim["schema.json"], { text: "{}\n", executable: false });
  assert.ok(typescript.includes('sink.copy("schema.json", "schema.json", "generated");'));
  assert.equal(compileTemplates(dir, { "README.md": "x\n" }).findings.map((one) => one.code), ["template/path"]);
});

test("a list that may be missing repeats its files for nobody, and a Dockerfile takes values as arguments", () => {
  const dir = mkdtempSync(join(tmpdir(), "templates-"));
  const folder = join(dir, "templates/{cluster}/{worker}");
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "Dockerfile.hbs"), "FROM scratch\nARG WORKER={{worker.name}}\nCOPY ${WORKER} .\n");
  const { typescript, findings } = compileTemplates(join(dir, "templates"));
  assert.equal(findings, []);
  assert.ok(typescript.includes("for (const worker of cluster.workers?.list ?? []) {"));
  assert.ok(typescript.includes('type Worker = NonNullable<Cluster["workers"]>["list"][number];'));
  assert.ok(typescript.includes("ARG WORKER=${shell.word(worker.name)}"));
  writeFileSync(join(folder, "Dockerfile.hbs"), "FROM {{worker.image}}\n");
  assert.equal(shown(join(dir, "templates")), ["template/placement templates/{cluster}/{worker}/Dockerfile.hbs:1:6"]);
  rmSync(dir, { recursive: true });
});

test.run();
