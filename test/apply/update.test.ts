import { chmodSync, existsSync, lstatSync, mkdirSync, readFileSync, rmSync, statSync, symlinkSync, unlinkSync } from "node:fs";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { applyUpdate, readRepository, refuseUpdate } from "../../generators/apply/index.ts";
import { plan } from "../../generators/plan/index.ts";
import { treeOf } from "../plan/trees.ts";
import { codes, inScratch, makeNew, nextId, provenance, put, snapshot, update, withoutRecord } from "./scratch.ts";

const test = suite("apply: an update");

const lines = (...changed: readonly string[]): string => ["one", "two", "three", "four", "five"].map((line, index) => `${changed[index] ?? line}\n`).join("");
const mode = (path: string): string => (statSync(path).mode & 0o777).toString(8);
const read = (...path: readonly string[]): string => readFileSync(join(...path), "utf8");

test("edits of both sides are in the file afterwards", () =>
  inScratch(async (folder) => {
    const target = join(folder, "p");
    await makeNew(target, treeOf({ "a.txt": lines() }));
    put(target, "a.txt", lines("ONE"));
    assert.equal((await update(target, treeOf({ "a.txt": lines("one", "two", "three", "four", "FIVE") }))).findings, []);
    assert.is(read(target, "a.txt"), lines("ONE", "two", "three", "four", "FIVE"));
  }));

test("without edits the folder is the one that a new repository would be, record included", () =>
  inScratch(async (folder) => {
    const now = treeOf({ "a.txt": lines("ONE"), "d/new.sh": { text: "x\n", executable: true }, "gone/for/good.txt": "x\n" });
    await makeNew(join(folder, "updated"), treeOf({ "a.txt": lines(), "d/new.sh": "x\n", "old/folder/b.txt": "x\n", "gone/for/good.txt": "y\n" }));
    await update(join(folder, "updated"), now);
    await makeNew(join(folder, "fresh"), now);
    assert.equal(snapshot(join(folder, "updated")), snapshot(join(folder, "fresh")));
  }));

test("a conflict leaves the file alone and writes everything else", () =>
  inScratch(async (folder) => {
    const target = join(folder, "p");
    await makeNew(target, treeOf({ "a.txt": lines(), "b.txt": lines() }));
    put(target, "a.txt", lines("mine"));
    const { plan: made, findings } = await update(target, treeOf({ "a.txt": lines("ours"), "b.txt": lines("ours") }));
    assert.equal([codes(made.findings), findings], [["plan/conflict"], []]);
    assert.equal([read(target, "a.txt"), read(target, "b.txt")], [lines("mine"), lines("ours")]);
    assert.equal((await update(target, treeOf({ "a.txt": lines("ours"), "b.txt": lines("ours") }))).plan.findings, []);
  }));

test("deleting the last file of a folder deletes the folder, and a person's file in it keeps it", () =>
  inScratch(async (folder) => {
    const target = join(folder, "p");
    await makeNew(target, treeOf({ "a/b/c.txt": "x\n", "d/e.txt": "x\n", "f.txt": "x\n" }));
    put(target, "d/mine.txt", "x\n");
    await update(target, treeOf({ "f.txt": "x\n" }));
    assert.equal(withoutRecord(snapshot(target)), { "d/": "folder 755", "d/mine.txt": "644 x\n", "f.txt": "644 x\n" });
  }));

test("line ends, byte order mark, missing last line end and mode of a merged file stay", () =>
  inScratch(async (folder) => {
    const target = join(folder, "p");
    const old = treeOf({ windows: lines(), marked: lines(), unfinished: lines(), script: lines(), private: lines(), ours: { text: lines(), executable: true } });
    await makeNew(target, old);
    put(target, "windows", lines("ONE").replaceAll("\n", "\r\n"));
    put(target, "marked", `\uFEFF${lines("ONE")}`);
    put(target, "unfinished", lines("ONE").slice(0, -1));
    put(target, "script", lines("ONE"));
    chmodSync(join(target, "script"), 0o775);
    chmodSync(join(target, "private"), 0o600);
    chmodSync(join(target, "ours"), 0o640);
    const next = lines("one", "two", "three", "FOUR");
    const both = lines("ONE", "two", "three", "FOUR");
    await update(target, treeOf({ windows: next, marked: next, unfinished: next, script: next, private: next, ours: { text: next, executable: true } }));
    assert.is(read(target, "windows"), both.replaceAll("\n", "\r\n"));
    assert.is(read(target, "marked"), `\uFEFF${both}`);
    assert.is(read(target, "unfinished"), both.slice(0, -1));
    assert.equal([read(target, "script"), mode(join(target, "script"))], [both, "775"]);
    assert.equal([read(target, "private"), mode(join(target, "private"))], [next, "600"]);
    assert.equal([read(target, "ours"), mode(join(target, "ours"))], [next, "640"]);
  }));

test("a file that becomes a script, or stops being one, keeps what else its mode says", () =>
  inScratch(async (folder) => {
    const target = join(folder, "p");
    const versions = (executable: boolean) => treeOf({ up: { text: lines(), executable }, down: { text: lines(), executable: !executable } });
    await makeNew(target, versions(false));
    chmodSync(join(target, "up"), 0o640);
    chmodSync(join(target, "down"), 0o750);
    await update(target, versions(true));
    assert.equal([mode(join(target, "up")), mode(join(target, "down"))], ["750", "640"]);
  }));

test("nothing is written through a symbolic link, be it the file or a folder on the way", () =>
  inScratch(async (folder) => {
    const target = join(folder, "p");
    put(folder, "outside/a.txt", "outside\n");
    put(folder, "outside/b.txt", "outside\n");
    await makeNew(target, treeOf({ "a.txt": lines(), "d/b.txt": lines(), "d/c.txt": lines() }));
    unlinkSync(join(target, "a.txt"));
    symlinkSync("../outside/a.txt", join(target, "a.txt"));
    rmSync(join(target, "d"), { recursive: true });
    symlinkSync("../outside", join(target, "d"));
    const { plan: made } = await update(target, treeOf({ "a.txt": lines("ONE"), "d/b.txt": lines("ONE"), "d/new.txt": "x\n" }));
    assert.equal([...new Set(codes(made.findings))], ["plan/not-a-file"]);
    assert.equal(made.steps.map(({ action }) => action), ["keep", "keep", "keep", "keep"]);
    assert.equal(snapshot(join(folder, "outside")), { "a.txt": "644 outside\n", "b.txt": "644 outside\n" });
    assert.ok(lstatSync(join(target, "a.txt")).isSymbolicLink());
  }));

for (const [name, make, reason] of [
  ["a symbolic link", (path: string) => symlinkSync("../answers.yaml", path), /symbolic link, and nothing is ever written through/],
  ["a dangling symbolic link", (path: string) => symlinkSync("nowhere", path), /symbolic link/],
  ["a folder", (path: string) => void mkdirSync(path), /no regular file/],
] as const) {
  test(`${name} in place of the answers stops an update and a new repository before anything else`, () =>
    inScratch(async (folder) => {
      put(folder, "answers.yaml", "a: 1\n");
      const answersFile = { path: "platform.yaml", before: undefined, given: "a: 1\n", after: "a: 1\nb: 2\n" };
      const tree = treeOf({ "a.txt": lines() });
      await makeNew(join(folder, "p"), tree);
      mkdirSync(join(folder, "q"));
      for (const target of ["p", "q"]) make(join(folder, target, "platform.yaml"));
      const before = snapshot(folder);
      const made = plan({ ...readRepository(join(folder, "p"), tree.keys()), theirs: treeOf({ "a.txt": lines("ONE") }), answersFile });
      const findings = [await applyUpdate(join(folder, "p"), made, provenance, nextId()), refuseUpdate(join(folder, "p"), made), (await makeNew(join(folder, "q"), tree, answersFile)).findings].flat();
      assert.equal(findings.map(({ code, severity, file }) => [code, severity, file]), Array(3).fill(["apply/in-the-way", "error", "platform.yaml"]));
      for (const finding of findings) assert.match(finding.reason, reason);
      assert.equal(snapshot(folder), before);
    }));
}

test("line ends of the record's own files are no reason to write them", () =>
  inScratch(async (folder) => {
    const tree = treeOf({ "a.txt": lines() });
    await makeNew(folder, tree);
    const own = ["README.md", ".gitattributes", ".gitignore", "lock"].map((name) => `.temporal-platform/${name}`);
    for (const path of own) put(folder, path, read(folder, path).replaceAll("\n", "\r\n"));
    const before = snapshot(folder);
    assert.equal((await update(folder, tree)).findings, []);
    assert.equal(snapshot(folder), before);
    put(folder, ".temporal-platform/.gitignore", "mine\r\n");
    assert.equal((await update(folder, tree)).findings, []);
    assert.match(read(folder, ".temporal-platform/.gitignore"), /^busy\n/);
  }));

test("a folder in place of a file stays, and a file in place of a folder too", () =>
  inScratch(async (folder) => {
    const target = join(folder, "p");
    await makeNew(target, treeOf({ "a.txt": lines(), "d/b.txt": lines() }));
    unlinkSync(join(target, "a.txt"));
    put(target, "a.txt/inner", "x\n");
    rmSync(join(target, "d"), { recursive: true });
    put(target, "d", "mine\n");
    const { plan: made, findings } = await update(target, treeOf({ "a.txt": lines("ONE"), "d/b.txt": lines("ONE") }));
    assert.equal([codes(made.findings), findings], [["plan/not-a-file", "plan/not-a-file"], []]);
    assert.equal([read(target, "a.txt/inner"), read(target, "d")], ["x\n", "mine\n"]);
  }));

test("an update without anything to do touches nothing, not even a folder", () =>
  inScratch(async (folder) => {
    const target = join(folder, "p");
    const tree = treeOf({ "a.txt": lines(), "b.txt": lines() });
    await makeNew(target, tree);
    put(target, "a.txt", lines("mine"));
    const times = () => [target, join(target, ".temporal-platform"), join(target, "b.txt")].map((path) => lstatSync(path, { bigint: true }).mtimeNs);
    const before = times();
    assert.equal((await update(target, tree)).findings, []);
    assert.equal(times(), before);
  }));

test("objects that nothing needs any more are removed", () =>
  inScratch(async (folder) => {
    const target = join(folder, "p");
    await makeNew(target, treeOf({ "a.txt": lines() }));
    const objects = () => Object.keys(snapshot(target)).filter((path) => /base\/.\/./.test(path));
    const [first] = objects();
    await update(target, treeOf({ "a.txt": lines("ONE") }));
    assert.is(objects().length, 1);
    assert.not.equal(objects(), [first]);
  }));

for (const [name, change] of Object.entries({
  edited: (target: string) => put(target, "a.txt", "meanwhile\n"),
  deleted: (target: string) => unlinkSync(join(target, "a.txt")),
  "replaced by a folder": (target: string) => {
    unlinkSync(join(target, "a.txt"));
    mkdirSync(join(target, "a.txt"));
  },
  created: (target: string) => put(target, "new.txt", "meanwhile\n"),
})) {
  test(`a file that is ${name} between plan and apply stops the whole update`, () =>
    inScratch(async (folder) => {
      const target = join(folder, "p");
      await makeNew(target, treeOf({ "a.txt": lines(), "b.txt": lines() }));
      const theirs = treeOf({ "a.txt": lines("ONE"), "b.txt": lines("ONE"), "new.txt": "x\n" });
      const made = plan({ ...readRepository(target, theirs.keys()), theirs });
      change(target);
      const before = snapshot(target);
      assert.equal(codes(await applyUpdate(target, made, provenance, nextId())), ["apply/changed-meanwhile"]);
      assert.equal(snapshot(target), before);
    }));
}

test("a second run beside a running one is refused, and the claim of a dead one is taken over", () =>
  inScratch(async (folder) => {
    const target = join(folder, "p");
    await makeNew(target, treeOf({ "a.txt": lines() }));
    const theirs = treeOf({ "a.txt": lines("ONE") });
    const made = plan({ ...readRepository(target, theirs.keys()), theirs });
    const [first, second] = await Promise.all([applyUpdate(target, made, provenance, nextId()), applyUpdate(target, made, provenance, nextId())]);
    assert.equal([codes(first), codes(second)], [[], ["apply/busy"]]);
    assert.is(read(target, "a.txt"), lines("ONE"));
    for (const owner of ["999999999\n", `${process.pid}\n`, "", "nonsense"]) {
      put(target, ".temporal-platform/busy", owner);
      assert.equal((await update(target, treeOf({ "a.txt": lines(owner) }))).findings, [], owner);
      assert.is(existsSync(join(target, ".temporal-platform/busy")), false);
    }
    put(target, ".temporal-platform/busy", `${process.ppid}\n`);
    assert.equal(codes((await update(target, theirs)).findings), ["apply/busy"]);
  }));

test("a repository without a record gets one, and what it has of our paths stays", () =>
  inScratch(async (folder) => {
    put(folder, "a.txt", "mine\n");
    put(folder, "other.txt", "mine\n");
    const { plan: made, findings } = await update(folder, treeOf({ "a.txt": lines(), "b.txt": lines() }));
    assert.equal([codes(made.findings), findings], [["plan/conflict"], []]);
    assert.equal(withoutRecord(snapshot(folder)), { "a.txt": "644 mine\n", "b.txt": `644 ${lines()}`, "other.txt": "644 mine\n" });
  }));

test("a record folder that is a link is refused", () =>
  inScratch(async (folder) => {
    mkdirSync(join(folder, "p"));
    mkdirSync(join(folder, "elsewhere"));
    symlinkSync("../elsewhere", join(folder, "p/.temporal-platform"));
    const { findings } = await update(join(folder, "p"), treeOf({ "a.txt": lines() }));
    assert.ok(codes(findings).includes("record/not-a-file"));
    assert.equal(snapshot(join(folder, "elsewhere")), {});
    assert.is(existsSync(join(folder, "p/a.txt")), false);
  }));

test("a folder that does not exist cannot be updated", () =>
  inScratch(async (folder) => assert.equal(codes((await update(join(folder, "none"), treeOf({ a: "x\n" }))).findings), ["apply/not-a-folder"])));

test("a planned path that leads out of the repository is refused before anything is written", () =>
  inScratch(async (folder) => {
    for (const path of ["../a", "/a", "a/../../b", ".git/hooks/pre-commit", ".temporal-platform/lock", "c:a"]) {
      const made = plan({ base: new Map(), mine: new Map(), theirs: treeOf({ [path]: "x\n", "b.txt": "x\n" }) });
      assert.equal(codes(await applyUpdate(folder, made, provenance, nextId())), ["apply/path"], path);
    }
    assert.equal(snapshot(folder), {});
  }));

test.run();
