import { mkdirSync, readFileSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { readRepository, refuseNew } from "../../generators/apply/index.ts";
import { plan } from "../../generators/plan/index.ts";
import { treeOf } from "../plan/trees.ts";
import { codes, inScratch, makeNew, put, snapshot, update, withoutRecord } from "./scratch.ts";

const test = suite("apply: a new repository");

const tree = treeOf({
  "README.md": "# Platform\n",
  "clusters/um890/kustomization.yaml": "kind: Kustomization\n",
  "scripts/secrets.sh": { text: "#!/bin/sh\n", executable: true },
  "custom/um890/kustomization.yaml": { text: "resources: []\n", ownership: "once" },
});

const written = {
  "README.md": "644 # Platform\n",
  "clusters/": "folder 755",
  "clusters/um890/": "folder 755",
  "clusters/um890/kustomization.yaml": "644 kind: Kustomization\n",
  "custom/": "folder 755",
  "custom/um890/": "folder 755",
  "custom/um890/kustomization.yaml": "644 resources: []\n",
  "scripts/": "folder 755",
  "scripts/secrets.sh": "755 #!/bin/sh\n",
};

test("a folder that does not exist appears whole, with nothing beside it", () =>
  inScratch(async (folder) => {
    const { findings } = await makeNew(join(folder, "platform"), tree);
    assert.equal(findings, []);
    assert.equal(withoutRecord(snapshot(join(folder, "platform"))), written);
    assert.equal(Object.keys(snapshot(folder)).filter((path) => !path.startsWith("platform/")), []);
  }));

test("folders above it are made too", () =>
  inScratch(async (folder) => {
    const { findings } = await makeNew(join(folder, "a/b/platform"), tree);
    assert.equal(findings, []);
    assert.equal(withoutRecord(snapshot(join(folder, "a/b/platform"))), written);
    assert.equal(Object.keys(snapshot(folder)).filter((path) => !path.startsWith("a/")), []);
  }));

test("the folder that the command runs in can be filled", () =>
  inScratch(async (folder) => {
    const before = process.cwd();
    process.chdir(folder);
    try {
      assert.equal((await makeNew(".", tree)).findings, []);
    } finally {
      process.chdir(before);
    }
    assert.equal(withoutRecord(snapshot(folder)), written);
  }));

test("an empty folder gets the same files as one that did not exist", () =>
  inScratch(async (folder) => {
    mkdirSync(join(folder, "empty"));
    await makeNew(join(folder, "empty"), tree);
    await makeNew(join(folder, "missing"), tree);
    assert.equal(snapshot(join(folder, "empty")), snapshot(join(folder, "missing")));
  }));

test("a fresh clone keeps what it has, and what we wanted instead is reported", () =>
  inScratch(async (folder) => {
    for (const path of [".git/HEAD", "README.md", "LICENSE", ".gitignore", ".gitattributes"]) put(folder, path, "theirs\n");
    const { findings, plan } = await makeNew(folder, tree);
    assert.equal(findings, []);
    assert.equal(plan.findings.map(({ code, file }) => [code, file]), [["plan/conflict", "README.md"]]);
    assert.is(readFileSync(join(folder, "README.md"), "utf8"), "theirs\n");
    assert.is(readFileSync(join(folder, "clusters/um890/kustomization.yaml"), "utf8"), "kind: Kustomization\n");
  }));

test("the answers may lie in the folder already", () =>
  inScratch(async (folder) => {
    put(folder, "platform.yaml", "customer: {name: homelab}\n");
    const { findings } = await makeNew(folder, tree, { path: "platform.yaml", before: "customer: {name: homelab}\n", given: "customer: {name: homelab}\n", after: "customer: {name: homelab}\nfrozen: {}\n" });
    assert.equal(findings, []);
    assert.is(readFileSync(join(folder, "platform.yaml"), "utf8"), "customer: {name: homelab}\nfrozen: {}\n");
  }));

test("answers in the folder that are filled in already stay", () =>
  inScratch(async (folder) => {
    put(folder, "platform.yaml", "frozen: {}\n");
    const { findings } = await makeNew(folder, tree, { path: "platform.yaml", before: "frozen: {}\n", given: "{}\n", after: "frozen: {}\n" });
    assert.equal(findings, []);
    assert.is(readFileSync(join(folder, "platform.yaml"), "utf8"), "frozen: {}\n");
  }));

test("other answers in the folder are never overwritten", () =>
  inScratch(async (folder) => {
    put(folder, "platform.yaml", "customer: {name: other}\n");
    const before = snapshot(folder);
    for (const given of [{ given: "customer: {name: homelab}\n" }, {}]) {
      const { plan, findings } = await makeNew(folder, tree, { path: "platform.yaml", before: "customer: {name: other}\n", after: "customer: {name: homelab}\nfrozen: {}\n", ...given });
      assert.equal(findings.map(({ code, severity, file }) => [code, severity, file]), [["apply/not-empty", "error", "platform.yaml"]]);
      assert.equal(refuseNew(folder, plan), findings);
      assert.equal(snapshot(folder), before);
    }
  }));

test("a dry run refuses what the real run refuses, and writes nothing", () =>
  inScratch(async (folder) => {
    mkdirSync(join(folder, "empty"));
    put(folder, "full/notes.txt", "x\n");
    put(folder, "clone/.git/HEAD", "x\n");
    put(folder, "file", "x\n");
    for (const [target, expected] of [["full", ["apply/not-empty"]], ["file", ["apply/not-a-folder"]], ["file/below", ["apply/not-a-folder"]], ["empty", []], ["clone", []], ["missing/below", []]] as const) {
      const dir = join(folder, target);
      const made = plan({ base: new Map(), mine: new Map(), theirs: tree });
      const before = snapshot(folder);
      const findings = refuseNew(dir, made);
      assert.equal(codes(findings), expected, target);
      assert.equal(snapshot(folder), before);
      assert.equal((await makeNew(dir, tree)).findings, findings, target);
    }
  }));

test("a folder with anything else in it is refused and stays as it is", () =>
  inScratch(async (folder) => {
    put(folder, "notes.txt", "x\n");
    put(folder, "src/main.go", "x\n");
    const before = snapshot(folder);
    const { findings } = await makeNew(folder, tree);
    assert.equal(codes(findings), ["apply/not-empty"]);
    assert.match(findings[0]?.reason ?? "", "notes.txt, src");
    assert.equal(snapshot(folder), before);
  }));

test("a file, a dangling link and a path through a file are no folders", () =>
  inScratch(async (folder) => {
    put(folder, "file", "x\n");
    symlinkSync("nowhere", join(folder, "link"));
    const before = snapshot(folder);
    for (const target of ["file", "link", "file/below", "link/below"]) assert.equal(codes((await makeNew(join(folder, target), tree)).findings), ["apply/not-a-folder"], target);
    assert.equal(snapshot(folder), before);
  }));

test("a link to an empty folder is that folder", () =>
  inScratch(async (folder) => {
    mkdirSync(join(folder, "real"));
    symlinkSync("real", join(folder, "link"));
    assert.equal((await makeNew(join(folder, "link"), tree)).findings, []);
    assert.equal(withoutRecord(snapshot(join(folder, "real"))), written);
  }));

for (const umask of [0o000, 0o077, 0o027]) {
  test(`modes do not depend on the umask ${umask.toString(8)}`, () =>
    inScratch(async (folder) => {
      const before = process.umask(umask);
      try {
        await makeNew(join(folder, "missing"), tree);
        mkdirSync(join(folder, "empty"));
        await makeNew(join(folder, "empty"), tree);
      } finally {
        process.umask(before);
      }
      assert.equal(withoutRecord(snapshot(join(folder, "missing"))), written);
      assert.equal(withoutRecord(snapshot(join(folder, "empty"))), written);
    }));
}

test("what was written is what the plan says", () =>
  inScratch(async (folder) => {
    const { plan } = await makeNew(join(folder, "p"), tree);
    for (const { path, text } of plan.steps) assert.is(readFileSync(join(folder, "p", path), "utf8"), text);
  }));

test("the record is read as it was written, and an update finds nothing to do", () =>
  inScratch(async (folder) => {
    const target = join(folder, "p");
    const { plan } = await makeNew(target, tree);
    const repository = readRepository(target, []);
    assert.is(repository.recorded, true);
    assert.equal(repository.findings, []);
    assert.equal([...repository.base].map(([path, texts]) => [path, ...texts]), [...plan.base]);
    assert.equal([...repository.emitted], [...plan.emitted]);
    const before = snapshot(target);
    assert.equal((await update(target, tree)).findings, []);
    assert.equal(snapshot(target), before);
  }));

test("the same tree gives the same bytes twice", () =>
  inScratch(async (folder) => {
    await makeNew(join(folder, "one"), tree);
    await makeNew(join(folder, "two"), treeOf(Object.fromEntries([...tree].reverse())));
    assert.equal(snapshot(join(folder, "one")), snapshot(join(folder, "two")));
  }));

test.run();
