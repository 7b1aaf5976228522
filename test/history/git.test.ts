/** Regeneration in a repository that people share by Git: whatever way their branches come together. */
import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { applyUpdate, readLock, readRepository, refuseUpdate } from "../../generators/apply/index.ts";
import { plan } from "../../generators/plan/index.ts";
import type { Tree } from "../../generators/tree.ts";
import { codes, inScratch, makeNew, nextId, provenance, put, snapshot, update, withoutRecord } from "../apply/scratch.ts";
import { inTemporary, root, run } from "../cli/run.ts";
import { treeOf } from "../plan/trees.ts";

const test = suite("history: branches that come together");

function git(folder: string, ...args: readonly string[]): string {
  return execFileSync("git", ["-c", "user.name=t", "-c", "user.email=t@example.org", "-c", "commit.gpgsign=false", "-c", "core.autocrlf=false", "-c", "merge.conflictStyle=merge", "-c", "protocol.file.allow=always", "-c", "advice.mergeConflict=false", ...args], {
    cwd: folder,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "pipe"],
    env: { PATH: process.env["PATH"], HOME: folder, GIT_CONFIG_GLOBAL: "/dev/null", GIT_CONFIG_SYSTEM: "/dev/null", GIT_EDITOR: "true" },
  });
}
const commit = (folder: string, message: string): void => {
  git(folder, "add", "-A");
  git(folder, "commit", "-q", "-m", message);
};

const cluster = (name: string, replicas: number): Record<string, string> => ({ [`clusters/${name}.yaml`]: `name: ${name}\nreplicas: ${replicas}\nport: 7233\nimage: "1"\n` });
const origin = treeOf({ ...cluster("a", 1), ...cluster("m", 1), ...cluster("z", 1) });
const left = treeOf({ ...cluster("a", 1), ...cluster("b", 1), ...cluster("m", 3), ...cluster("z", 1) });
const right = treeOf({ ...cluster("a", 5), ...cluster("m", 1) });
const both = treeOf({ ...cluster("a", 5), ...cluster("b", 1), ...cluster("m", 3) });

/** Two branches that each ran an update of their own, and an edit of a person on either. */
async function parted(folder: string): Promise<void> {
  await makeNew(folder, origin);
  git(folder, "init", "-q", "-b", "main");
  commit(folder, "origin");
  for (const [branch, tree, edit] of [["left", left, "b"], ["right", right, "a"]] as const) {
    git(folder, "checkout", "-q", "-b", branch, "main");
    assert.equal((await update(folder, tree, { ...provenance, generator: `1.${branch.length}.0` })).findings, []);
    commit(folder, `${branch}: update`);
    put(folder, `clusters/${edit}.yaml`, `# of ${branch}\n${readFileSync(join(folder, `clusters/${edit}.yaml`), "utf8")}`);
    commit(folder, `${branch}: edit`);
  }
}

const ways: Readonly<Record<string, (folder: string) => void>> = {
  "a merge": (folder) => {
    git(folder, "checkout", "-q", "left");
    git(folder, "merge", "-q", "-m", "merged", "right");
  },
  "a rebase": (folder) => void git(folder, "rebase", "-q", "left", "right"),
  "a squash": (folder) => {
    git(folder, "checkout", "-q", "left");
    git(folder, "merge", "-q", "--squash", "right");
    git(folder, "commit", "-q", "-m", "squashed");
  },
  "picks of single commits": (folder) => {
    git(folder, "checkout", "-q", "left");
    git(folder, "cherry-pick", "main..right");
  },
  "a merge in a work tree of its own": (folder) => {
    git(folder, "checkout", "-q", "main");
    git(folder, "worktree", "add", "-q", "../tree", "left");
    git(join(folder, "../tree"), "merge", "-q", "-m", "merged", "right");
    git(folder, "worktree", "remove", "../tree");
    git(folder, "checkout", "-q", "left");
  },
};

for (const [name, join_] of Object.entries(ways)) {
  test(`${name} of two updates is a record, and the next update is clean and keeps what both sides wrote`, () =>
    inScratch(async (scratch) => {
      const folder = join(scratch, "p");
      await parted(folder);
      join_(folder);
      assert.equal(readLock(folder).findings, []);
      const result = await update(folder, both);
      assert.equal([result.findings, result.plan.findings], [[], []]);
      const found = withoutRecord(snapshot(folder));
      for (const [path, { text }] of both) assert.is(found[path], `644 ${/[ab].yaml/.test(path) ? `# of ${path.includes("b.") ? "left" : "right"}\n` : ""}${text}`, path);
      assert.is(found["clusters/z.yaml"], undefined);
      const again = await update(folder, both);
      assert.ok(again.plan.steps.every(({ action }) => action === "unchanged" || action === "keep"));
    }));
}

test("a shallow clone has all that an update needs", () =>
  inScratch(async (scratch) => {
    const folder = join(scratch, "p");
    await parted(folder);
    ways["a merge"]?.(folder);
    git(scratch, "clone", "-q", "--depth", "1", "--branch", "left", `file://${folder}`, "shallow");
    const result = await update(join(scratch, "shallow"), both);
    assert.equal([result.findings, result.plan.findings], [[], []]);
    assert.match(readFileSync(join(scratch, "shallow/clusters/a.yaml"), "utf8"), "# of right\nname: a\nreplicas: 5\n");
  }));

/** A repository in the middle of a merge that Git could not do alone: both sides wrote another first line. */
async function torn(folder: string, ...init: readonly string[]): Promise<void> {
  await makeNew(folder, origin);
  git(folder, "init", "-q", "-b", "main", ...init);
  commit(folder, "origin");
  for (const branch of ["left", "right"]) {
    git(folder, "checkout", "-q", "-b", branch, "main");
    put(folder, "clusters/a.yaml", `name: ${branch}\nreplicas: 1\nport: 7233\nimage: "1"\n`);
    commit(folder, branch);
  }
  assert.throws(() => git(folder, "merge", "-q", "left"));
}
const attempt = async (folder: string, tree: Tree) => {
  const made = plan({ ...readRepository(folder, tree.keys()), theirs: tree });
  return [codes(refuseUpdate(folder, made)), codes(await applyUpdate(folder, made, provenance, nextId()))];
};
const REFUSED = [["apply/unresolved-merge"], ["apply/unresolved-merge"]];

for (const [name, init] of Object.entries<readonly string[]>({ "": [], " in a repository of SHA-256": ["--object-format=sha256"] })) {
  for (const version of [2, 3, 4]) {
    test(`an update is refused while Git has unmerged files${name}, index version ${version}, and goes on when they are resolved`, () =>
      inScratch(async (folder) => {
        await torn(folder, ...init);
        put(folder, "clusters/other-and-longer-name.yaml", "x: 1\n");
        if (version === 3) git(folder, "add", "--intent-to-add", "clusters/other-and-longer-name.yaml");
        git(folder, "update-index", "--index-version", String(version));
        const before = snapshot(folder);
        assert.equal(await attempt(folder, right), REFUSED);
        assert.equal(snapshot(folder), before);
        put(folder, "clusters/a.yaml", 'name: a\nreplicas: 1\nport: 7233\nimage: "1"\n');
        git(folder, "add", "-A");
        assert.equal(await attempt(folder, right), [[], []]);
      }));
  }
}

test("the same in a work tree of its own, in a submodule, and where the platform is a folder of a larger repository", () =>
  inScratch(async (scratch) => {
    const folder = join(scratch, "p");
    await torn(folder);
    git(folder, "merge", "--abort");
    git(folder, "checkout", "-q", "main");
    git(folder, "worktree", "add", "-q", "../tree", "right");
    assert.throws(() => git(join(scratch, "tree"), "merge", "-q", "left"));
    assert.equal(await attempt(join(scratch, "tree"), right), REFUSED);
    assert.equal(await attempt(folder, right), [[], []]);

    mkdirSync(join(scratch, "large"));
    git(join(scratch, "large"), "init", "-q", "-b", "main");
    git(join(scratch, "large"), "submodule", "--quiet", "add", "../p", "platform");
    const submodule = join(scratch, "large/platform");
    git(submodule, "checkout", "-q", "-b", "here", "origin/right");
    assert.throws(() => git(submodule, "merge", "-q", "origin/left"));
    assert.equal(await attempt(submodule, right), REFUSED);

    const inner = join(scratch, "wide/platform");
    await makeNew(inner, origin);
    git(join(scratch, "wide"), "init", "-q", "-b", "main");
    put(scratch, "wide/elsewhere.txt", "1\n");
    commit(join(scratch, "wide"), "origin");
    for (const branch of ["one", "two"]) {
      git(join(scratch, "wide"), "checkout", "-q", "-b", branch, "main");
      put(scratch, "wide/elsewhere.txt", `${branch}\n`);
      commit(join(scratch, "wide"), branch);
    }
    assert.throws(() => git(join(scratch, "wide"), "merge", "-q", "one"));
    assert.equal(await attempt(inner, right), [[], []]);
  }));

test("markers of a merge in a file that would be merged stop an update, with Git or without", () =>
  inScratch(async (folder) => {
    await makeNew(folder, origin);
    const marked = 'name: a\nreplicas: 1\n<<<<<<< HEAD\nport: 1\n=======\nport: 2\n>>>>>>> left\nimage: "1"\n';
    put(folder, "clusters/a.yaml", marked);
    assert.equal(await attempt(folder, treeOf({ ...cluster("a", 1), ...cluster("m", 7), ...cluster("z", 1) })), [[], []], "nothing is written there");
    const before = snapshot(folder);
    const wanted = treeOf({ "clusters/a.yaml": '# ours\nname: a\nreplicas: 1\nport: 7233\nimage: "1"\n', ...cluster("m", 7), ...cluster("z", 1) });
    assert.equal(await attempt(folder, wanted), REFUSED);
    assert.equal(snapshot(folder), before);
  }));

test("an index that is no index, or none that can be read, keeps nobody from an update", () =>
  inScratch(async (folder) => {
    await makeNew(folder, origin);
    for (const bytes of ["", "DIRC", "DIRC\0\0\0\u0002\0\0\0\u0009short", "nonsense", "DIRC\0\0\0\u0004\u00ff\u00ff\u00ff\u00ff"]) {
      put(folder, ".git/index", Buffer.from(bytes, "latin1"));
      const made = plan({ ...readRepository(folder, right.keys()), theirs: right });
      assert.equal(refuseUpdate(folder, made), [], bytes);
    }
    rmSync(join(folder, ".git"), { recursive: true });
    for (const pointer of ["gitdir: /nowhere/at/all\n", "gitdir: ../../../..\n", "\0".repeat(5000)]) {
      put(folder, ".git", pointer);
      assert.equal(refuseUpdate(folder, plan({ ...readRepository(folder, right.keys()), theirs: right })), []);
    }
  }));

test("a submodule, ignored files and what Git does not know stay as they are", () =>
  inScratch(async (scratch) => {
    const folder = join(scratch, "p");
    await makeNew(folder, origin);
    await makeNew(join(scratch, "other"), treeOf({ "inner.yaml": "x: 1\n" }));
    for (const each of [folder, join(scratch, "other")]) {
      git(each, "init", "-q", "-b", "main");
      commit(each, "origin");
    }
    git(folder, "submodule", "--quiet", "add", "../other", "clusters/vendor");
    put(folder, ".gitignore", "*.secret\n");
    put(folder, "clusters/key.secret", "s\n");
    put(folder, "clusters/notes.txt", "mine\n");
    commit(folder, "own");
    const kept = (found: Record<string, string>) => Object.fromEntries(Object.entries(found).filter(([path]) => /vendor|secret|notes|^\.git/.test(path) && !/^\.git\/index$/.test(path)));
    const before = kept(snapshot(folder));
    assert.equal((await update(folder, right)).findings, []);
    assert.equal(kept(snapshot(folder)), before);
  }));

test("answers in conflict are told as such, and an update after they are resolved joins both sides", () =>
  inTemporary((folder) => {
    const platform = join(folder, "p");
    assert.is(run(["new", platform, "--answers", join(root, "examples/homelab.yaml")]).code, 0);
    git(platform, "init", "-q", "-b", "main");
    commit(platform, "origin");
    const answers = readFileSync(join(platform, "platform.yaml"), "utf8");
    for (const [branch, days] of [["left", "5d"], ["right", "9d"]] as const) {
      git(platform, "checkout", "-q", "-b", branch, "main");
      put(platform, "platform.yaml", answers.replace("retention: 3d", `retention: ${days}`));
      assert.is(run(["update", platform]).code, 0);
      commit(platform, branch);
    }
    assert.throws(() => git(platform, "merge", "-q", "left"));
    const before = snapshot(platform);
    const refused = run(["update", platform]);
    assert.is(refused.code, 2);
    assert.match(refused.err, /^error yaml\/unresolved-merge\n {2}at .*platform\.yaml:\d+:1\n/);
    assert.match(refused.err, "1 error.");
    assert.equal(snapshot(platform), before);
    put(platform, "platform.yaml", answers.replace("retention: 3d", "retention: 7d"));
    for (const path of git(platform, "diff", "--name-only", "--diff-filter=U").trim().split("\n")) if (path !== "platform.yaml") git(platform, "checkout", "--ours", path);
    commit(platform, "resolved");
    const merged = run(["update", platform]);
    assert.ok(merged.code === 0 || merged.code === 4, merged.err);
    assert.is(run(["update", platform]).code, 0);
  }));

test.run();
