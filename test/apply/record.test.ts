import { execFileSync } from "node:child_process";
import { lstatSync, mkdirSync, readFileSync, rmSync, symlinkSync, unlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, constants } from "node:zlib";
import fc from "fast-check";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { readLock, readMine, readRepository, recover } from "../../generators/apply/index.ts";
import { formatLock, parseLock } from "../../generators/apply/lock.ts";
import { objectPath } from "../../generators/apply/objects.ts";
import { digest } from "../../generators/plan/index.ts";
import { treeOf } from "../plan/trees.ts";
import { codes, inScratch, makeNew, provenance, put, snapshot, update } from "./scratch.ts";

const test = suite("apply: the record");

const LOCK = ".temporal-platform/lock";
const sha = "0123456789abcdef".repeat(4);
/** What every lock says. */
const head = `answers sha256:${sha}\ncombination 2026-11\ngenerator 1.0.0\n`;
const fast = (bytes: Uint8Array): Uint8Array => brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 1 } });

test("a lock says where everything comes from, one sorted line each", () => {
  const text = formatLock(provenance, [
    { path: "scripts/s.sh", sha256: sha, executable: true, ownership: "generated" },
    { path: "b c.yaml", sha256: sha, executable: false, ownership: "generated" },
    { path: "custom/k.yaml", sha256: sha, executable: false, ownership: "once" },
    { path: "custom/s.sh", sha256: sha, executable: true, ownership: "once" },
  ]);
  assert.fixture(
    text.replace(/^#.*\n/gm, ""),
    `answers sha256:${"a".repeat(64)}\ncombination 2026-11\nfrozen um890 database.cluster "temporal-postgres"\nfrozen um890 shards 512\ngenerator 1.0.0\nfile ${sha} b c.yaml\nonce ${sha} custom/k.yaml\nonce-script ${sha} custom/s.sh\nscript ${sha} scripts/s.sh\nstate um890 running\n`,
  );
});

const locked = fc.record({
  path: fc.array(fc.stringMatching(/^[a-z0-9ü _-]{0,8}[a-z]$/), { minLength: 1, maxLength: 3 }).map((names) => names.join("/")),
  sha256: fc.stringMatching(/^[0-9a-f]{64}$/),
  executable: fc.boolean(),
  ownership: fc.constantFrom("generated" as const, "once" as const),
});
/** Permanent choices of every cluster that has a state, as in every lock that a run writes. */
const chosenFor = (states: readonly { readonly cluster: string }[]) => states.map(({ cluster }) => ({ cluster, path: "shards", value: 512 }));
const lock = fc.tuple(
  fc.record({
    generator: fc.stringMatching(/^[0-9]\.[0-9]\.[0-9]$/),
    answers: fc.stringMatching(/^[0-9a-f]{64}$/),
    combination: fc.stringMatching(/^[a-z0-9.-]{1,8}$/),
    frozen: fc.uniqueArray(fc.record({ cluster: fc.stringMatching(/^[a-z0-9]{1,4}$/), path: fc.stringMatching(/^[a-z.]{1,8}$/), value: fc.oneof(fc.string(), fc.integer(), fc.boolean()) }), { selector: ({ cluster, path }) => `${cluster} ${path}`, maxLength: 4 }),
    states: fc.uniqueArray(fc.record({ cluster: fc.stringMatching(/^[a-z0-9]{1,4}$/), state: fc.constantFrom("running", "draining", "stopped") }), { selector: ({ cluster }) => cluster, maxLength: 3 }),
  }).map((origin) => ({ ...origin, frozen: [...origin.frozen.filter(({ path }) => path !== "shards"), ...chosenFor(origin.states)] })),
  fc.uniqueArray(locked, { selector: ({ path }) => path, maxLength: 8 }),
);

const sorted = <T>(items: readonly T[]): string[] => [...new Set(items.map((item) => JSON.stringify(item)))].sort();

test("a lock is read as it was written, with either line end", () => {
  fc.assert(
    fc.property(lock, fc.boolean(), ([origin, files], windows) => {
      const text = formatLock(origin, files);
      const { lock: read, findings } = parseLock(windows ? text.replaceAll("\n", "\r\n") : text);
      assert.equal(findings, []);
      assert.equal([read.generators, read.answers, read.combinations], [[origin.generator], [origin.answers], [origin.combination]]);
      assert.equal([sorted(read.frozen), sorted(read.states), sorted(read.files)], [sorted(origin.frozen), sorted(origin.states), sorted(files)]);
    }),
  );
});

test("the union of two locks holds what both hold", () => {
  fc.assert(
    fc.property(lock, lock, fc.array(fc.boolean(), { maxLength: 40 }), ([one, oneFiles], [other, otherFiles], choices) => {
      const [a, b] = [formatLock({ ...one, frozen: chosenFor(one.states) }, oneFiles), formatLock({ ...other, frozen: chosenFor(other.states) }, otherFiles)].map((text) => text.split("\n").slice(0, -1)) as [string[], string[]];
      const union: string[] = [];
      while (a.length + b.length > 0) union.push((choices[union.length % 40] && a.length > 0 ? a.shift() : (b.shift() ?? a.shift())) ?? "");
      const { lock: read, findings } = parseLock(`${union.join("\n")}\n`);
      assert.equal(findings, []);
      assert.equal(sorted(read.generators), sorted([one.generator, other.generator]));
      assert.equal(sorted(read.files), sorted([...oneFiles, ...otherFiles]));
      assert.equal(sorted(read.states), sorted([...one.states, ...other.states]));
    }),
  );
});

test("two branches that froze a choice differently are told", () => {
  const { findings } = parseLock("frozen um890 shards 512\nfrozen um890 shards 512\nfrozen um890 shards 1024\n");
  assert.equal(findings.map(({ code, line }) => [code, line]), [["record/frozen-twice", 3]]);
  assert.match(findings[0]?.reason ?? "", "512 and as 1024");
});

test("of volumes that two branches grew differently the largest counts, in either order", () => {
  for (const sizes of [[50, 80, 60], [80, 50], [60, 80]]) {
    const { lock: read, findings } = parseLock(`${head}${sizes.map((size) => `frozen um890 volumes.data ${size}\n`).join("")}frozen um890 volumes.wal 10\n`);
    assert.equal(findings, []);
    assert.equal(read.frozen, [{ cluster: "um890", path: "volumes.data", value: 80 }, { cluster: "um890", path: "volumes.wal", value: 10 }]);
  }
});

test("only sizes of volumes may differ", () => {
  for (const [one, other] of [["frozen.volumes.data 5", "frozen.volumes.data 6"], ["postgres 17", "postgres 18"], ['volumes.data "5Gi"', 'volumes.data "6Gi"'], ["volumes.data 5", 'volumes.data "6Gi"']]) {
    assert.equal(codes(parseLock(`${head}frozen um890 ${one}\nfrozen um890 ${other}\n`).findings), ["record/frozen-twice"], one);
  }
});

for (const [name, [text, reason]] of Object.entries<readonly [text: string, reason: string]>({
  "that is empty": ["", "`generator`, `answers`, `combination`"],
  "of comments only": ["# header\n\n", "`generator`, `answers`, `combination`"],
  "without a generator": [head.replace(/^generator.*\n/m, ""), "begins with `generator`:"],
  "without answers": [head.replace(/^answers.*\n/m, ""), "begins with `answers`:"],
  "without a combination": [head.replace(/^combination.*\n/m, ""), "begins with `combination`:"],
  "with a cluster that has a state and no permanent choices": [`${head}frozen other shards 4\nstate other running\nstate um890 running\nstate um890 stopped\n`, 'cluster "um890"'],
})) {
  test(`a lock ${name} is broken, and says why`, () => {
    const { findings } = parseLock(text);
    assert.equal(findings.map(({ code, severity, file }) => [code, severity, file]), [["record/lock-syntax", "error", LOCK]]);
    assert.match(findings[0]?.reason ?? "", reason);
  });
}

test("an update of a repository with an emptied lock changes nothing", () =>
  inScratch(async (folder) => {
    await makeNew(folder, treeOf({ "a.txt": "x\n" }));
    put(folder, LOCK, "");
    const before = snapshot(folder);
    assert.equal(codes((await update(folder, treeOf({ "a.txt": "y\n" }))).findings), ["record/lock-syntax"]);
    assert.equal(snapshot(folder), before);
  }));

/** Lines that no run writes, each with the finding it must give. */
const hostileLines: Record<string, readonly [line: string, code: string]> = {
  "a path that climbs out": [`file ${sha} ../outside`, "record/path"],
  "a path that climbs out in the middle": [`file ${sha} a/../../outside`, "record/path"],
  "a path with a dot name": [`file ${sha} ./a`, "record/path"],
  "a path with an empty name": [`file ${sha} a//b`, "record/path"],
  "a path that ends in a slash": [`file ${sha} a/`, "record/path"],
  "an absolute path": [`file ${sha} /etc/passwd`, "record/path"],
  "a path with a backslash": [`file ${sha} ..\\outside`, "record/path"],
  "a path with a drive letter": [`file ${sha} C:/outside`, "record/path"],
  "a path with an alternate stream": [`file ${sha} a.txt:hidden`, "record/path"],
  "a path with a zero byte": [`file ${sha} a\0b`, "record/path"],
  "a path with a terminal sequence": [`file ${sha} a\u001b[2Jb`, "record/path"],
  "a path into Git's folder": [`file ${sha} .git/config`, "record/path"],
  "a path into Git's folder in capitals": [`file ${sha} .GIT/config`, "record/path"],
  "a path into Git's folder by its short name": [`file ${sha} GIT~1/config`, "record/path"],
  "a path into Git's folder with a dot behind": [`file ${sha} .git./config`, "record/path"],
  "a path into Git's folder with an invisible character": [`file ${sha} .g\u200cit/config`, "record/path"],
  "a path into a submodule's Git folder": [`file ${sha} sub/.git/config`, "record/path"],
  "a path of the record itself": [`file ${sha} .temporal-platform/lock`, "record/path"],
  "a path of the record itself in capitals": [`file ${sha} .Temporal-Platform/Journal`, "record/path"],
  "a path that is too long": [`file ${sha} ${"a/".repeat(600)}b`, "record/path"],
  "a digest that is too short": [`file ${sha.slice(1)} a`, "record/lock-syntax"],
  "a digest that is a path": ["file ../../../etc/passwd a", "record/lock-syntax"],
  "an unknown keyword": ["hook npm install evil", "record/lock-syntax"],
  "a frozen value that is a map": ['frozen um890 shards {"__proto__": {}}', "record/lock-syntax"],
  "a frozen value that is no JSON": ["frozen um890 shards five", "record/lock-syntax"],
  "a version with a control character": ["generator 1\u001b[2J", "record/lock-syntax"],
  "a marker of an unfinished merge": ["<<<<<<< HEAD", "record/lock-syntax"],
};

for (const [name, [line, code]] of Object.entries(hostileLines)) {
  test(`the lock refuses ${name}`, () => {
    const { lock: read, findings } = parseLock(`# header\n${line}\nfile ${sha} good.txt\n`);
    assert.equal(findings.map((finding) => [finding.code, finding.severity, finding.file, finding.line]), [[code, "error", LOCK, 2]]);
    assert.equal(read.files.map(({ path }) => path), ["good.txt"]);
    assert.not.match(JSON.stringify(findings.map(({ reason }) => reason)), /[\u0000-\u001f]/);
  });
}

test("an update of a repository with a hostile lock changes nothing", () =>
  inScratch(async (folder) => {
    const target = join(folder, "p");
    await makeNew(target, treeOf({ "a.txt": "x\n" }));
    put(folder, "outside", "x\n");
    writeFileSync(join(target, LOCK), `${readFileSync(join(target, LOCK), "utf8")}file ${digest("x\n")} ../outside\n`);
    const before = snapshot(folder);
    assert.equal(codes((await update(target, treeOf({ "a.txt": "y\n" }))).findings), ["record/path"]);
    assert.equal(snapshot(folder), before);
  }));

test("a lock that is no regular file, no text, or too large is refused unread", () =>
  inScratch(async (folder) => {
    const target = join(folder, "p");
    const lockOf = (make: () => void) => {
      rmSync(join(target, LOCK), { recursive: true, force: true });
      make();
      return codes(readLock(target).findings);
    };
    await makeNew(target, treeOf({ "a.txt": "x\n" }));
    put(folder, "outside", "generator 1.0.0\n");
    assert.equal(lockOf(() => symlinkSync("../../outside", join(target, LOCK))), ["record/not-a-file"]);
    assert.equal(lockOf(() => mkdirSync(join(target, LOCK))), ["record/not-a-file"]);
    assert.equal(lockOf(() => put(target, LOCK, Uint8Array.of(0xff, 0xfe))), ["record/lock-syntax"]);
    assert.equal(lockOf(() => put(target, LOCK, "#".repeat(8 * 1024 * 1024 + 1))), ["record/lock-size"]);
    assert.equal(readLock(join(folder, "nowhere")), { recorded: false, lock: { generators: [], answers: [], combinations: [], frozen: [], states: [], files: [] }, findings: [] });
  }));

/** A repository whose only file is edited, so that its object is needed; `change` gets the path of the object. */
const withObject = (change: (object: string, target: string) => void, check: (target: string) => void | Promise<void>) =>
  inScratch(async (folder) => {
    const target = join(folder, "p");
    await makeNew(target, treeOf({ "a.txt": "one\ntwo\nthree\n" }));
    put(target, "a.txt", "ONE\ntwo\nthree\n");
    put(folder, "outside", brotliCompressSync("one\ntwo\nthree\n"));
    const object = join(target, objectPath(digest("one\ntwo\nthree\n")));
    unlinkSync(object);
    change(object, target);
    await check(target);
  });

const hostileObjects: Record<string, readonly [change: (object: string, target: string) => void, code: string]> = {
  "whose content has another digest": [(object) => writeFileSync(object, brotliCompressSync("ONE\ntwo\nthree\n")), "record/object-digest"],
  "that cannot be unpacked": [(object) => writeFileSync(object, "not compressed"), "record/object-broken"],
  "that is cut off": [(object) => writeFileSync(object, brotliCompressSync("one\ntwo\nthree\n").subarray(0, 8)), "record/object-broken"],
  "that unpacks to gigabytes": [(object) => writeFileSync(object, fast(Buffer.alloc(64 * 1024 * 1024))), "record/object-size"],
  "that is large itself": [(object) => writeFileSync(object, Buffer.alloc(4 * 1024 * 1024 + 1)), "record/object-size"],
  "that is a link": [(object) => symlinkSync("../../../../outside", object), "record/not-a-file"],
  "that is a folder": [(object) => mkdirSync(object), "record/not-a-file"],
};

for (const [name, [change, code]] of Object.entries(hostileObjects)) {
  test(`an object ${name} is refused, and nothing is changed`, () =>
    withObject(change, async (target) => {
      const before = snapshot(target);
      const { findings } = await update(target, treeOf({ "a.txt": "one\ntwo\nTHREE\n" }));
      assert.equal(codes(findings), [code]);
      assert.is(findings[0]?.file, objectPath(digest("one\ntwo\nthree\n")));
      assert.equal(snapshot(target), before);
    }));
}

test("a folder of objects that is a link is not followed", () =>
  withObject(
    (object, target) => {
      rmSync(join(target, ".temporal-platform/base"), { recursive: true });
      mkdirSync(join(target, "../elsewhere", objectPath(digest("one\ntwo\nthree\n")).split("/")[2] ?? ""), { recursive: true });
      symlinkSync("../../elsewhere", join(target, ".temporal-platform/base"));
      writeFileSync(object, brotliCompressSync("one\ntwo\nthree\n"));
    },
    async (target) => assert.equal(codes((await update(target, treeOf({ "a.txt": "one\ntwo\nTHREE\n" }))).findings), ["record/not-a-file"]),
  ));

test("objects that together unpack to more than the limit are refused", () =>
  inScratch((folder) => {
    const files = Array.from({ length: 70 }, (_, index) => {
      const text = `${index}${"x".repeat(4 * 1024 * 1024 - 3)}`;
      put(folder, objectPath(digest(text)), fast(Buffer.from(text)));
      return { path: `f${index}`, sha256: digest(text), executable: false, ownership: "generated" as const };
    });
    put(folder, LOCK, formatLock(provenance, files));
    assert.equal(codes(readRepository(folder, []).findings), ["record/base-size"]);
  }));

test("a missing object of an edited file makes every difference the person's", () =>
  withObject(
    () => {},
    async (target) => {
      const { plan: made, findings } = await update(target, treeOf({ "a.txt": "one\ntwo\nTHREE\n" }));
      assert.equal([codes(made.findings), findings], [["plan/base-lost"], []]);
      assert.is(readFileSync(join(target, "a.txt"), "utf8"), "ONE\ntwo\nthree\n");
      await update(target, treeOf({ "a.txt": "one\ntwo\nTHREE\nfour\n" }));
      assert.equal((await update(target, treeOf({ "a.txt": "one\ntwo\nTHREE\nfour\n" }))).plan.findings, []);
    },
  ));

test("a missing object of an unedited file is not needed, whatever the line ends of the checkout", () =>
  inScratch(async (folder) => {
    const target = join(folder, "p");
    await makeNew(target, treeOf({ "a.txt": "one\n", "b.txt": "one\ntwo\n" }));
    rmSync(join(target, ".temporal-platform/base"), { recursive: true });
    put(target, "b.txt", "one\r\ntwo\r\n");
    const { plan: made, findings } = await update(target, treeOf({ "a.txt": "ONE\n", "b.txt": "ONE\ntwo\n" }));
    assert.equal([made.findings, findings], [[], []]);
    assert.is(readFileSync(join(target, "a.txt"), "utf8"), "ONE\n");
    assert.is(readFileSync(join(target, "b.txt"), "utf8"), "ONE\r\ntwo\r\n");
  }));

test("reading never leaves the repository", () =>
  inScratch((folder) => {
    put(folder, "outside/a.txt", "secret\n");
    mkdirSync(join(folder, "p"));
    symlinkSync("../outside", join(folder, "p/d"));
    symlinkSync("../outside/a.txt", join(folder, "p/e"));
    const { mine, findings } = readMine(join(folder, "p"), ["d/a.txt", "e", "../outside/a.txt", "/etc/passwd"]);
    assert.equal([...mine].map(([path, { kind, bytes }]) => [path, kind, bytes.length]), [["d/a.txt", "symlink", 0], ["e", "symlink", 0]]);
    assert.equal(codes(findings), ["apply/path", "apply/path"]);
  }));

/** Journals that no run wrote: they are complete, and must not be followed. */
const journalOf = (...operations: readonly string[]) => {
  const body = `stage stage-x\n${operations.map((line) => `${line}\n`).join("")}`;
  return `${body}commit ${digest(body)}\n`;
};
const content = digest("evil\n");

for (const [name, operation] of Object.entries({
  "writes outside": `put 0 - ${content} ../outside`,
  "writes into Git's folder": `put 0 - ${content} .git/hooks/pre-commit`,
  "deletes outside": `delete 0 ${digest("x\n")} - ../victim`,
  "writes beside the lock": `put 0 - ${content} .temporal-platform/busy`,
})) {
  test(`a forged journal that ${name} is refused`, () =>
    inScratch(async (folder) => {
      put(folder, "victim", "x\n");
      put(folder, "p/.temporal-platform/stage-x/0.new", "evil\n");
      put(folder, "p/.temporal-platform/journal", journalOf(operation));
      const before = snapshot(folder);
      assert.equal(codes(await recover(join(folder, "p"))), ["record/journal"]);
      assert.equal(snapshot(folder), before);
    }));
}

test("a forged journal does not follow links out of the repository", () =>
  inScratch(async (folder) => {
    mkdirSync(join(folder, "outside"));
    put(folder, "p/.temporal-platform/stage-x/0.new", "evil\n");
    symlinkSync("../outside", join(folder, "p/d"));
    put(folder, "p/.temporal-platform/journal", journalOf(`put 0 - ${content} d/a.txt`));
    assert.equal(codes(await recover(join(folder, "p"))), ["apply/completed", "apply/changed-meanwhile"]);
    assert.equal(snapshot(join(folder, "outside")), {});
  }));

test("a forged journal does not overwrite or delete what has another content than it says", () =>
  inScratch(async (folder) => {
    put(folder, "a.txt", "mine\n");
    put(folder, "b.txt", "mine\n");
    put(folder, ".temporal-platform/stage-x/0.new", "evil\n");
    put(folder, ".temporal-platform/journal", journalOf(`put 0 ${digest("x\n")} ${content} a.txt`, `delete 1 ${digest("x\n")} - b.txt`));
    assert.equal(codes(await recover(folder)), ["apply/completed", "apply/changed-meanwhile", "apply/changed-meanwhile"]);
    assert.equal(snapshot(folder), { "a.txt": "644 mine\n", "b.txt": "644 mine\n" });
  }));

/** What may stand where a run leaves its claim, though no run puts it there. */
for (const [name, make] of Object.entries<(path: string) => void>({
  "a pipe": (path) => void execFileSync("mkfifo", [path]),
  "a folder": (path) => void mkdirSync(path),
  "a symbolic link": (path) => symlinkSync("lock", path),
})) {
  test(`${name} in place of the claim stops a recovery and an update, and stays`, () =>
    inScratch(async (folder) => {
      await makeNew(folder, treeOf({ "a.txt": "x\n" }));
      const busy = join(folder, ".temporal-platform/busy");
      const before = snapshot(folder);
      make(busy);
      const kind = lstatSync(busy).mode;
      for (const findings of [await recover(folder), (await update(folder, treeOf({ "a.txt": "y\n" }))).findings]) {
        assert.equal(findings.map(({ code, severity, file }) => [code, severity, file]), [["apply/busy", "error", ".temporal-platform/busy"]]);
        assert.match(findings[0]?.reason ?? "", "no regular file");
      }
      assert.is(lstatSync(busy).mode, kind);
      rmSync(busy, { recursive: true });
      assert.equal(snapshot(folder), before);
    }));
}

test.run();
