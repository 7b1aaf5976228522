import { execFileSync } from "node:child_process";
import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { readLock } from "../../generators/apply/index.ts";
import type { Tree } from "../../generators/tree.ts";
import { treeOf } from "../plan/trees.ts";
import { inScratch, makeNew, provenance, put, snapshot, update, withoutRecord } from "./scratch.ts";

const test = suite("apply: two branches merged by Git");

const cluster = (name: string, replicas: number): Record<string, string> => ({
  [`clusters/${name}/kustomization.yaml`]: `resources:\n  - server.yaml\n`,
  [`clusters/${name}/server.yaml`]: `name: ${name}\nreplicas: ${replicas}\nport: 7233\nimage: "1"\nend: true\n`,
});
const list = (...names: readonly string[]) => ({ "clusters/list.md": ["# Clusters", "", ...names.map((name) => `- ${name}`), ""].join("\n"), "end.md": "end\n" });

const origin = treeOf({ ...cluster("a", 1), ...cluster("m", 1), ...cluster("z", 1), ...list("a", "m", "z") });
/** One branch adds a cluster and scales another; the other removes one and scales the first. */
const left = treeOf({ ...cluster("a", 1), ...cluster("b", 1), ...cluster("m", 3), ...cluster("z", 1), ...list("a", "b", "m", "z") });
const right = treeOf({ ...cluster("a", 5), ...cluster("m", 1), ...list("a", "m") });
const both = treeOf({ ...cluster("a", 5), ...cluster("b", 1), ...cluster("m", 3), ...list("a", "b", "m") });

function git(folder: string, ...args: readonly string[]): string {
  return execFileSync("git", ["-c", "user.name=t", "-c", "user.email=t@example.org", "-c", "commit.gpgsign=false", "-c", "core.autocrlf=false", "-c", "merge.conflictStyle=merge", ...args], {
    cwd: folder,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, GIT_CONFIG_GLOBAL: "/dev/null", GIT_CONFIG_SYSTEM: "/dev/null" },
  });
}

async function commitUpdate(folder: string, branch: string, tree: Tree, version: string): Promise<void> {
  git(folder, "checkout", "-q", "-b", branch, "main");
  assert.equal((await update(folder, tree, { ...provenance, generator: version, answers: digestOf(branch) })).findings, []);
  git(folder, "add", "-A");
  git(folder, "commit", "-q", "-m", branch);
}
const digestOf = (branch: string): string => (branch === "left" ? "b" : "c").repeat(64);

/** A repository in which both branches were made by updates and merged; `edit` is a person's work before they parted. */
async function mergedRepository(folder: string, edit: () => void): Promise<void> {
  await makeNew(folder, origin);
  git(folder, "init", "-q", "-b", "main");
  edit();
  git(folder, "add", "-A");
  git(folder, "commit", "-q", "-m", "origin");
  await commitUpdate(folder, "left", left, "1.1.0");
  await commitUpdate(folder, "right", right, "1.2.0");
  git(folder, "checkout", "-q", "left");
  git(folder, "merge", "-q", "-m", "merged", "right");
}

test("the union of their records is a record, and the next update is clean", () =>
  inScratch(async (scratch) => {
    const folder = join(scratch, "p");
    await mergedRepository(folder, () => {});
    const { lock, findings } = readLock(folder);
    assert.equal(findings, []);
    assert.equal([[...lock.generators].sort(), [...lock.answers].sort()], [["1.1.0", "1.2.0"], ["b".repeat(64), "c".repeat(64)]]);
    const result = await update(folder, both);
    assert.equal([result.findings, result.plan.findings], [[], []]);
    assert.ok(result.plan.steps.every(({ action }) => action === "unchanged"));
    await makeNew(join(scratch, "fresh"), both);
    rmSync(join(folder, ".git"), { recursive: true });
    assert.equal(snapshot(folder), snapshot(join(scratch, "fresh")));
  }));

test("volumes that both branches grew are as large as the larger one", () =>
  inScratch(async (folder) => {
    const grown = (size: number) => ({ ...provenance, frozen: [...provenance.frozen, { cluster: "um890", path: "volumes.data", value: size }] });
    await makeNew(folder, origin);
    await update(folder, origin, grown(20));
    git(folder, "init", "-q", "-b", "main");
    git(folder, "add", "-A");
    git(folder, "commit", "-q", "-m", "origin");
    for (const [branch, size] of [["left", 80], ["right", 50]] as const) {
      git(folder, "checkout", "-q", "-b", branch, "main");
      await update(folder, origin, grown(size));
      git(folder, "commit", "-q", "-a", "-m", branch);
    }
    git(folder, "merge", "-q", "-m", "merged", "left");
    assert.match(readFileSync(join(folder, ".temporal-platform/lock"), "utf8"), /volumes\.data 50\n(.*\n)*?.*volumes\.data 80\n/);
    const { lock, findings } = readLock(folder);
    assert.equal(findings, []);
    assert.equal(lock.frozen.filter(({ path }) => path === "volumes.data"), [{ cluster: "um890", path: "volumes.data", value: 80 }]);
  }));

test("a person's edits from before the branches parted are still there and still known as edits", () =>
  inScratch(async (scratch) => {
    const folder = join(scratch, "p");
    const edited = `name: a\nreplicas: 1\nport: 7233\nimage: "1"\nend: true\n# mine\n`;
    await mergedRepository(folder, () => put(folder, "clusters/a/server.yaml", edited));
    const result = await update(folder, treeOf({ ...Object.fromEntries([...both].map(([path, { text }]) => [path, text])), ...cluster("a", 6) }));
    assert.equal([result.findings, result.plan.findings], [[], []]);
    assert.is(readFileSync(join(folder, "clusters/a/server.yaml"), "utf8"), edited.replace("replicas: 1", "replicas: 6"));
  }));

test("what only a run needs is not committed", () =>
  inScratch(async (folder) => {
    await makeNew(folder, origin);
    git(folder, "init", "-q");
    for (const path of ["busy", "journal", "journal-back", "stage-x/0.new", "done-x/0.old"]) put(folder, `.temporal-platform/${path}`, "x\n");
    git(folder, "add", "-A");
    const files = git(folder, "ls-files", ".temporal-platform").trim().split("\n");
    assert.ok(files.every((path) => /\/(lock|README\.md|\.gitattributes|\.gitignore|base\/.\/.{63})$/.test(path)), files.join());
    assert.ok(files.length > 5);
  }));

test("a checkout that turns line ends is no edit, and the lock keeps its own", () =>
  inScratch(async (scratch) => {
    const folder = join(scratch, "p");
    await makeNew(folder, origin);
    git(folder, "init", "-q", "-b", "main");
    git(folder, "add", "-A");
    git(folder, "commit", "-q", "-m", "origin");
    git(scratch, "-c", "core.autocrlf=true", "clone", "-q", "p", "windows");
    const clone = join(scratch, "windows");
    assert.match(readFileSync(join(clone, "end.md"), "utf8"), "end\r\n");
    for (const name of ["lock", "README.md", ".gitattributes", ".gitignore"]) assert.not.match(readFileSync(join(clone, ".temporal-platform", name), "utf8"), "\r", name);
    const before = snapshot(clone);
    assert.equal((await update(clone, origin)).findings, []);
    assert.equal(snapshot(clone), before);
    const result = await update(clone, right);
    assert.equal([result.findings, result.plan.findings], [[], []]);
    const { ".git": _, ...found } = withoutRecord(snapshot(clone));
    assert.is(found["clusters/a/server.yaml"], `644 ${right.get("clusters/a/server.yaml")?.text.replaceAll("\n", "\r\n")}`);
    assert.is(found["clusters/z/server.yaml"], undefined);
  }));

test.run();
