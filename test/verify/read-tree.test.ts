import { chmodSync, mkdirSync, mkdtempSync, rmdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { readTree } from "../../generators/apply/index.ts";

const test = suite("reading a repository from the disk");

function inFolder(act: (folder: string) => void): void {
  const folder = mkdtempSync(join(tmpdir(), "read-tree-"));
  try {
    act(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

test("a root that does not exist, or is a file, is an error and an empty tree", () => {
  inFolder((folder) => {
    writeFileSync(join(folder, "file"), "x");
    for (const root of [join(folder, "absent"), join(folder, "file")]) {
      const { tree, findings } = readTree(root);
      assert.is(tree.size, 0);
      assert.equal(findings.map(({ code, severity, file }) => [code, severity, file]), [["apply/unreadable", "error", root]]);
      assert.match(findings[0]?.reason ?? "", /ENOENT|ENOTDIR/);
    }
  });
});

test("files come in order, with their mode, without what tools keep", () => {
  inFolder((folder) => {
    mkdirSync(join(folder, ".git"));
    writeFileSync(join(folder, ".git", "HEAD"), "x");
    writeFileSync(join(folder, "b.sh"), "x");
    chmodSync(join(folder, "b.sh"), 0o755);
    writeFileSync(join(folder, "a.yaml"), "a: 1\n");
    const { tree, findings } = readTree(folder);
    assert.equal([...tree].map(([path, { executable }]) => [path, executable]), [["a.yaml", false], ["b.sh", true]]);
    assert.equal(findings, []);
  });
});

test("links, binaries and giants are passed over and named", () => {
  inFolder((folder) => {
    symlinkSync("nowhere", join(folder, "link.yaml"));
    writeFileSync(join(folder, "logo.png"), Buffer.from([0x89, 0x50, 0xff, 0xfe]));
    writeFileSync(join(folder, "giant.yaml"), Buffer.alloc(5 * 1024 * 1024 + 1, 0x20));
    const { tree, findings } = readTree(folder);
    assert.is(tree.size, 0);
    assert.equal(findings.map(({ code, severity, file }) => `${code} ${severity} ${file}`), ["giant.yaml", "link.yaml", "logo.png"].map((file) => `apply/passed-over info ${file}`));
  });
});

test("after twenty that are passed over the rest is counted", () => {
  inFolder((folder) => {
    for (let at = 0; at < 23; at += 1) symlinkSync("nowhere", join(folder, `link-${at}`));
    const { findings } = readTree(folder);
    assert.is(findings.length, 21);
    assert.is(findings[20]?.file, undefined);
    assert.match(findings[20]?.reason ?? "", /^3 more files/);
  });
});

test("a folder that the system does not list is a warning, and the rest is read", () => {
  inFolder((folder) => {
    // Deeper than any path may be long, which stops every user, the superuser too.
    const name = "d".repeat(200);
    const here = process.cwd();
    writeFileSync(join(folder, "a.yaml"), "a: 1\n");
    process.chdir(folder);
    for (let depth = 0; depth < 21; depth += 1) {
      mkdirSync(name);
      process.chdir(name);
    }
    try {
      const { tree, findings } = readTree(folder);
      assert.equal([...tree.keys()], ["a.yaml"]);
      assert.equal(findings.map(({ code, severity }) => [code, severity]), [["apply/unreadable", "warning"]]);
      assert.match(findings[0]?.file ?? "", /^d+\/d+/);
      assert.match(findings[0]?.reason ?? "", /ENAMETOOLONG/);
    } finally {
      for (let depth = 0; depth < 21; depth += 1) {
        process.chdir("..");
        rmdirSync(name);
      }
      process.chdir(here);
    }
  });
});

test.run();
