/** A record that somebody made to do harm: refused with a reason, soon, with little memory, and nothing around the repository touched. */
import { lstatSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, constants } from "node:zlib";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { objectPath } from "../../generators/apply/objects.ts";
import { recover } from "../../generators/apply/index.ts";
import { isError, type Finding } from "../../generators/finding.ts";
import { digest } from "../../generators/plan/index.ts";
import { codes, inScratch, makeNew, put, snapshot, update } from "../apply/scratch.ts";
import { treeOf } from "../plan/trees.ts";

const test = suite("history: a hostile record");

const OLD = treeOf({ "a.txt": "one\ntwo\nthree\n", "d/b.txt": "b\n" });
const NEW = treeOf({ "a.txt": "one\ntwo\nTHREE\n", "d/b.txt": "B\n" });
const LOCK = ".temporal-platform/lock";
const JOURNAL = ".temporal-platform/journal";
const sha = digest("x\n");
const object = objectPath(digest("one\ntwo\nthree\n"));

/** A repository with an edit, inside a folder of things that belong to somebody else. */
async function surrounded(folder: string): Promise<string> {
  for (const path of ["victim", "outside/a.txt", "b.txt", "q/d/b.txt", ".temporal-platform/lock"]) put(folder, path, "x\n");
  symlinkSync("victim", join(folder, "pointer"));
  const target = join(folder, "p");
  await makeNew(target, OLD);
  put(target, "a.txt", "ONE\ntwo\nthree\n");
  return target;
}
const around = (folder: string) => readdirSync(folder).filter((name) => name !== "p").map((name) => [name, lstatSync(join(folder, name)).isDirectory() ? snapshot(join(folder, name)) : readFileSync(join(folder, name), "utf8")]);

/** Recovers and updates as the program does, and tells how long it took and how much memory it added. */
async function run(target: string): Promise<{ findings: readonly Finding[]; milliseconds: number; mebibytes: number }> {
  const [start, before] = [performance.now(), process.memoryUsage().rss];
  const recovered = await recover(target);
  const findings = recovered.some(isError) ? recovered : [...recovered, ...(await update(target, NEW)).findings];
  return { findings, milliseconds: performance.now() - start, mebibytes: (process.memoryUsage().rss - before) / 2 ** 20 };
}

const appendTo = (file: string, text: string) => (target: string) => writeFileSync(join(target, file), readFileSync(join(target, file), "utf8") + text);
const instead = (file: string, make: (path: string) => void) => (target: string) => {
  rmSync(join(target, file), { recursive: true, force: true });
  make(join(target, file));
};
const journal = (...operations: readonly string[]) => (target: string) => {
  const body = `stage stage-x\n${operations.map((line) => `${line}\n`).join("")}`;
  put(target, ".temporal-platform/stage-x/0.new", "x\n");
  put(target, JOURNAL, `${body}commit ${digest(body)}\n`);
};

/** What is done to the record, and the code of the refusal. */
const REFUSED: Readonly<Record<string, readonly [harm: (target: string) => void, code: string]>> = {
  "a lock that names a path above": [appendTo(LOCK, `file ${sha} ../victim\n`), "record/path"],
  "a lock that names a path through a folder above": [appendTo(LOCK, `file ${sha} d/../../victim\n`), "record/path"],
  "a lock that names an absolute path": [appendTo(LOCK, `file ${sha} /etc/passwd\n`), "record/path"],
  "a lock that names a drive of Windows": [appendTo(LOCK, `file ${sha} C:\\victim\nfile ${sha} C:/victim\nfile ${sha} \\\\host\\share\n`), "record/path"],
  "a lock with a zero byte": [appendTo(LOCK, `file ${sha} a\0.txt\n`), "record/path"],
  "a lock of zero bytes only": [instead(LOCK, (path) => writeFileSync(path, Buffer.alloc(1000))), "record/lock-syntax"],
  "a lock that is a link to another one": [instead(LOCK, (path) => symlinkSync("../../.temporal-platform/lock", path)), "record/not-a-file"],
  "a lock that is a folder": [instead(LOCK, (path) => mkdirSync(path)), "record/not-a-file"],
  "a lock of four gigabytes": [(target) => truncateSync(join(target, LOCK), 2 ** 32), "record/lock-size"],
  "a lock of a million lines": [instead(LOCK, (path) => writeFileSync(path, `file ${sha} a.txt\n`.repeat(1_000_000))), "record/lock-size"],
  "a lock of a million short lines": [instead(LOCK, (path) => writeFileSync(path, "file x\n".repeat(1_000_000))), "record/lock-syntax"],
  "a record folder that is a link": [
    (target) => {
      rmSync(join(target, ".temporal-platform"), { recursive: true });
      symlinkSync("../.temporal-platform", join(target, ".temporal-platform"));
    },
    "record/not-a-file",
  ],
  "an object with another content": [instead(object, (path) => writeFileSync(path, brotliCompressSync("other\n"))), "record/object-digest"],
  "an object that unpacks to a quarter of a gigabyte": [instead(object, (path) => writeFileSync(path, bomb())), "record/object-size"],
  "an object of four gigabytes": [(target) => truncateSync(join(target, object), 2 ** 32), "record/object-size"],
  "an object that is a folder": [instead(object, (path) => mkdirSync(path)), "record/not-a-file"],
  "an object that is a link to outside": [instead(object, (path) => symlinkSync("../../../../victim", path)), "record/not-a-file"],
  "a folder of objects that is a link to outside": [instead(".temporal-platform/base", (path) => symlinkSync("../../outside", path)), "record/not-a-file"],
  "a journal that writes above": [journal(`put 0 - ${sha} ../new`), "record/journal"],
  "a journal that writes to an absolute path": [journal(`put 0 - ${sha} /tmp/new`), "record/journal"],
  "a journal that writes to a drive of Windows": [journal(`put 0 - ${sha} C:/new`), "record/journal"],
  "a journal that deletes above": [journal(`delete 0 ${sha} - ../victim`), "record/journal"],
  "a journal with a zero byte": [journal(`put 0 - ${sha} a\0b`), "record/journal"],
  "a journal that is a link": [(target) => symlinkSync("../../victim", join(target, JOURNAL)), "record/journal"],
  "a journal that is a folder": [(target) => mkdirSync(join(target, JOURNAL)), "record/journal"],
  "a journal of four gigabytes": [
    (target) => {
      put(target, JOURNAL, "");
      truncateSync(join(target, JOURNAL), 2 ** 32);
    },
    "record/journal",
  ],
};

function bomb(): Uint8Array {
  return brotliCompressSync(Buffer.alloc(2 ** 28), { params: { [constants.BROTLI_PARAM_QUALITY]: 1 } });
}

for (const [name, [harm, code]] of Object.entries(REFUSED)) {
  test(`${name} is refused, and nothing is changed`, () =>
    inScratch(async (folder) => {
      const target = await surrounded(folder);
      harm(target);
      const outside = around(folder);
      const work = () => [readFileSync(join(target, "a.txt"), "utf8"), readFileSync(join(target, "d/b.txt"), "utf8")];
      const before = work();
      const { findings, milliseconds, mebibytes } = await run(target);
      assert.ok(findings.some((finding) => finding.code === code && isError(finding)), codes(findings).slice(0, 5).join());
      assert.ok(findings.length <= 1000, `${findings.length} findings`);
      assert.equal(work(), before);
      assert.equal(around(folder), outside);
      // Ten times what is usual: the ceiling tells bounded from unbounded, it measures nothing.
      assert.ok(milliseconds < 20_000, `${milliseconds} ms`);
      assert.ok(mebibytes < 400, `${mebibytes} MiB`);
    }));
}

/** Harm that a run survives: what is odd is left alone, and the update is made. */
const SURVIVED: Readonly<Record<string, (target: string) => void>> = {
  "lines that stand twice": (target) => writeFileSync(join(target, LOCK), readFileSync(join(target, LOCK), "utf8").replace(/^(file.*)$/gm, "$1\n$1")),
  "objects that nothing refers to and names that none can have": (target) => {
    put(target, `.temporal-platform/base/f/${"e".repeat(63)}`, "junk");
    put(target, ".temporal-platform/base/zz/junk", "junk");
  },
  "a journal that is cut off": (target) => put(target, JOURNAL, "stage stage-x\nput 0 - "),
  "a journal of zero bytes": (target) => put(target, JOURNAL, Buffer.alloc(4096)),
};

for (const [name, harm] of Object.entries(SURVIVED)) {
  test(`${name} hinder nothing`, () =>
    inScratch(async (folder) => {
      const target = await surrounded(folder);
      harm(target);
      const outside = around(folder);
      assert.not.ok((await run(target)).findings.some(isError));
      assert.is(readFileSync(join(target, "a.txt"), "utf8"), "ONE\ntwo\nTHREE\n");
      assert.is(readFileSync(join(target, "d/b.txt"), "utf8"), "B\n");
      assert.equal(around(folder), outside);
    }));
}

test("a folder of the tree that became a link to outside is never written through", () =>
  inScratch(async (folder) => {
    const target = await surrounded(folder);
    rmSync(join(target, "d"), { recursive: true });
    symlinkSync("../q/d", join(target, "d"));
    const outside = around(folder);
    await run(target);
    assert.equal(around(folder), outside);
    assert.is(readFileSync(join(folder, "q/d/b.txt"), "utf8"), "x\n");
  }));

test.run();
