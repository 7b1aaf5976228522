import { cpSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { mkdtempSync } from "node:fs";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { filesBelow, run, type Outcome } from "./run.ts";

const test = suite("adopt: a record from what is there");

const work = mkdtempSync(join(tmpdir(), "ctp-"));
test.after(() => rmSync(work, { recursive: true, force: true }));
const fresh = join(work, "fresh");
assert.is(run(["new", fresh, "--answers", "examples/homelab.yaml"]).code, 0);

const POSTGRES = "clusters/um890/database/postgres-cluster.yaml";
const SERVER = "clusters/um890/server/helmrelease.yaml";
const NAMESPACES = "clusters/um890/configuration/namespaces-job.yaml";
const LOCK = ".temporal-platform/lock";
const BASE = ".temporal-platform/base";
const ok = (outcome: Outcome, code = 0): Outcome => {
  assert.is(outcome.code, code, outcome.err + outcome.out);
  return outcome;
};
const edit = (file: string, change: (text: string) => string): void => {
  const before = readFileSync(file, "utf8");
  assert.is.not(change(before), before, file);
  writeFileSync(file, change(before));
};
const ofRecord = (path: string): boolean => path.startsWith(".temporal-platform/");
interface Report {
  readonly rebuilt: boolean;
  readonly files: readonly { readonly path: string; readonly verdict: string }[];
  readonly findings: readonly { readonly code: string; readonly severity: string; readonly file?: string; readonly line?: number; readonly path?: string; readonly remedy: string }[];
}
const adopt = (platform: string, ...more: string[]): Report => JSON.parse(ok(run(["adopt", platform, "--json", ...more])).out) as Report;
const codes = ({ findings }: Report): string[] => findings.map(({ code, file }) => `${code} ${file ?? ""}`.trim());
let count = 0;
/** A copy of the fresh repository, and nothing but its record may change in `body`'s adopt. */
const inCopy = (body: (platform: string) => void): void => {
  count += 1;
  const platform = join(work, `copy-${count}`);
  cpSync(fresh, platform, { recursive: true });
  body(platform);
};
const lose = (platform: string, ...paths: string[]): void => paths.forEach((path) => rmSync(join(platform, path), { recursive: true }));
const mineOf = (platform: string) => filesBelow(platform, ofRecord);

test("an unedited repository without any record gets the very record that it had", () =>
  inCopy((platform) => {
    const before = filesBelow(platform);
    lose(platform, ".temporal-platform/lock", BASE);
    assert.is(run(["update", platform]).code, 2);
    const report = adopt(platform);
    assert.equal([...new Set(report.files.map(({ verdict }) => verdict))].sort(), ["as-emitted", "once"]);
    assert.equal(filesBelow(platform), before);
    assert.match(ok(run(["check", platform])).err, "Up to date, nothing edited.");
  }));

test("with the lock lost, unedited older files and edits are found again by the base, so the next update merges as ever", () =>
  inCopy((platform) => {
    edit(join(platform, POSTGRES), (text) => text.replace("smartShutdownTimeout: 15", "smartShutdownTimeout: 30 # ours"));
    edit(join(platform, "platform.yaml"), (text) => text.replace("memory: 500Mi", "memory: 600Mi").replace("retention: 3d", "retention: 4d"));
    const twin = `${platform}-twin`;
    cpSync(platform, twin, { recursive: true });
    ok(run(["update", twin]));
    lose(platform, LOCK);
    const before = mineOf(platform);
    const report = adopt(platform);
    const verdict = (path: string) => report.files.find((file) => file.path === path)?.verdict;
    assert.equal([verdict(POSTGRES), verdict(NAMESPACES), verdict(SERVER)], ["likely", "older", "as-emitted"]);
    assert.equal(mineOf(platform), before);
    assert.is(run(["check", platform]).code, 3);
    ok(run(["update", platform]));
    assert.equal(filesBelow(platform), filesBelow(twin));
  }));

test("with the base lost, the lock's digests and today's texts give back what they can; the rest counts as edited, file by file", () =>
  inCopy((platform) => {
    edit(join(platform, POSTGRES), (text) => text.replace("smartShutdownTimeout: 15", "smartShutdownTimeout: 30"));
    edit(join(platform, SERVER), (text) => text.replace("timeout: 15m", "timeout: 20m"));
    edit(join(platform, "platform.yaml"), (text) => text.replace("memory: 500Mi", "memory: 600Mi"));
    lose(platform, BASE);
    const report = adopt(platform);
    assert.equal(report.files.filter(({ verdict }) => verdict === "edited").map(({ path }) => path), [SERVER]);
    assert.equal(codes(report), [`adopt/assumed-edit ${POSTGRES}`]);
    ok(run(["update", platform]));
    assert.match(readFileSync(join(platform, SERVER), "utf8"), "timeout: 20m");
    assert.match(readFileSync(join(platform, POSTGRES), "utf8"), /smartShutdownTimeout: 30[\s\S]*memory: 500Mi/);
    edit(join(platform, "platform.yaml"), (text) => text.replace("storage: 20Gi", "storage: 40Gi"));
    ok(run(["update", platform]));
    assert.match(readFileSync(join(platform, POSTGRES), "utf8"), /smartShutdownTimeout: 30[\s\S]*size: 40Gi[\s\S]*memory: 500Mi/);
  }));

test("with both lost, what is different is yours, what is missing is told, and a dry run writes nothing", () =>
  inCopy((platform) => {
    edit(join(platform, "README.md"), (text) => `${text}\nOurs.\n`);
    lose(platform, ".temporal-platform/lock", BASE, "docs/operations/state.md");
    const before = filesBelow(platform);
    const dry = adopt(platform, "--dry-run");
    assert.equal(filesBelow(platform), before);
    const report = adopt(platform);
    assert.equal(report.files, dry.files);
    assert.equal(codes(report), ["adopt/assumed-edit README.md", "adopt/missing docs/operations/state.md"]);
    ok(run(["update", platform]));
    assert.equal(mineOf(platform), new Map([...mineOf(fresh)].map(([path, bytes]) => [path, path === "README.md" ? `${bytes}\nOurs.\n` : bytes])));
  }));

test("a file that was deleted stays deleted where the base shows that it was emitted", () =>
  inCopy((platform) => {
    lose(platform, LOCK, "docs/operations/state.md");
    assert.is(adopt(platform).files.find(({ path }) => path === "docs/operations/state.md")?.verdict, "deleted");
    ok(run(["update", platform]));
    assert.not.ok(mineOf(platform).has("docs/operations/state.md"));
  }));

test("a complete record is left alone", () =>
  inCopy((platform) => {
    const before = filesBelow(platform);
    const report = adopt(platform);
    assert.equal([report.rebuilt, codes(report)], [false, ["adopt/record-whole"]]);
    assert.equal(filesBelow(platform), before);
  }));

test("a broken lock counts as lost, and that is told", () =>
  inCopy((platform) => {
    writeFileSync(join(platform, LOCK), "nonsense\n");
    const report = adopt(platform);
    assert.equal(report.findings.map(({ code, severity }) => `${severity} ${code}`), ["warning record/lock-syntax"]);
    assert.match(ok(run(["check", platform])).err, "Up to date, nothing edited.");
  }));

test("what manifests tell the clusters and platform.yaml denies is refused: shards, database, names, sizes", () =>
  inCopy((platform) => {
    lose(platform, ".temporal-platform/lock", BASE);
    edit(join(platform, SERVER), (text) => text.replace("numHistoryShards: 128", "numHistoryShards: 512").replace("databaseName: temporal\n", "databaseName: workflows\n").replace("currentClusterName: um890", "currentClusterName: lab"));
    edit(join(platform, POSTGRES), (text) => text.replace("size: 20Gi", "size: 40Gi"));
    const before = filesBelow(platform);
    const report = JSON.parse(ok(run(["adopt", platform, "--json"]), 2).out) as Report;
    assert.equal(report.findings.map(({ code, path }) => `${code} ${path}`).sort(), ["frozen.database.default", "frozen.shards", "frozen.temporalClusterName", "volumes.data"].map((path) => `adopt/contradiction clusters.um890.${path}`));
    assert.ok(report.findings.every(({ file, line }) => file !== undefined && line !== undefined));
    assert.equal(filesBelow(platform), before);
    ok(run(["adopt", platform, ...report.findings.flatMap(({ path }) => ["--accept-permanent-change", path ?? ""])]));
  }));

test("without frozen choices in platform.yaml the manifests' ones are asked for", () =>
  inCopy((platform) => {
    lose(platform, ".temporal-platform/lock", BASE);
    edit(join(platform, "platform.yaml"), (text) => text.slice(0, text.indexOf("    # Permanent choices")) + text.slice(text.indexOf("temporal:\n  namespaces")));
    edit(join(platform, SERVER), (text) => text.replace("numHistoryShards: 128", "numHistoryShards: 4096"));
    assert.match(ok(run(["adopt", platform]), 2).err, /4096 would become 128[\s\S]*clusters\.um890\.frozen\.shards/);
  }));

test("a record of a newer program is refused by adopt, update and check", () =>
  inCopy((platform) => {
    edit(join(platform, LOCK), (text) => text.replace(/^generator .*$/m, "generator 99.1.0"));
    for (const command of ["adopt", "update", "check"]) assert.match(ok(run([command, platform]), 2).err, "npx create-temporal-platform@99.1.0", command);
  }));

test("a copy of another repository is recognised by the clusters of its record", () =>
  inCopy((platform) => {
    edit(join(platform, "platform.yaml"), (text) => text.replace("  um890:", "  other:").replace("temporalClusterName: um890", "temporalClusterName: other"));
    assert.match(ok(run(["adopt", platform]), 2).err, "adopt/other-clusters clusters.um890");
    lose(platform, ".temporal-platform/lock", BASE, "clusters/um890");
    ok(run(["adopt", platform]));
    ok(run(["update", platform]));
    assert.ok(mineOf(platform).has("clusters/other/server/helmrelease.yaml"));
  }));

test("what is no regular file is never taken for deleted", () =>
  inCopy((platform) => {
    lose(platform, ".temporal-platform/lock", BASE, "docs/operations/state.md");
    mkdirSync(join(platform, "elsewhere"));
    symlinkSync(join(platform, "elsewhere"), join(platform, "docs/operations/state.md"));
    ok(run(["adopt", platform]));
    rmSync(join(platform, "docs/operations/state.md"));
    ok(run(["update", platform]));
    assert.ok(mineOf(platform).has("docs/operations/state.md"));
  }));

test.run();
