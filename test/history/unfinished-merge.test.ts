/** What the commands say and do while Git has a merge that nobody has finished. */
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { put, snapshot } from "../apply/scratch.ts";
import { inTemporary, root, run } from "../cli/run.ts";

const test = suite("history: a merge that is not finished");

function git(folder: string, ...args: readonly string[]): string {
  return execFileSync("git", ["-c", "user.name=t", "-c", "user.email=t@example.org", "-c", "commit.gpgsign=false", "-c", "core.autocrlf=false", "-c", "advice.mergeConflict=false", ...args], {
    cwd: folder,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "pipe"],
    env: { PATH: process.env["PATH"], HOME: folder, GIT_CONFIG_GLOBAL: "/dev/null", GIT_CONFIG_SYSTEM: "/dev/null" },
  });
}

const LOCK = ".temporal-platform/lock";
const read = (folder: string, path: string): string => readFileSync(join(folder, path), "utf8");
const withoutGit = (found: Readonly<Record<string, string>>) => Object.fromEntries(Object.entries(found).filter(([path]) => !path.startsWith(".git/")));

/** A platform on two branches that change one line of a file differently, in the middle of their merge. */
function torn(folder: string, path: string, change: (text: string, branch: string) => string): string {
  const platform = join(folder, "p");
  assert.is(run(["new", platform, "--answers", join(root, "examples/homelab.yaml")]).code, 0);
  git(platform, "init", "-q", "-b", "main");
  // Some hosts of Git merge without the attributes of a repository.
  put(platform, ".git/info/attributes", `${LOCK} !merge\n`);
  git(platform, "add", "-A");
  git(platform, "commit", "-q", "-m", "origin");
  for (const branch of ["left", "right"]) {
    git(platform, "checkout", "-q", "-b", branch, "main");
    put(platform, path, change(read(platform, path), branch));
    git(platform, "commit", "-q", "-a", "-m", branch);
  }
  assert.throws(() => git(platform, "merge", "-q", "left"));
  return platform;
}

test("a check says that an update would be refused, and why; the whole of an update and every part of it are refused", () =>
  inTemporary((folder) => {
    const platform = torn(folder, "README.md", (text, branch) => text.replace(/^# .*$/m, `# Of ${branch}`));
    const before = withoutGit(snapshot(platform));
    const checked = run(["check", platform, "--json"]);
    const { state, findings } = JSON.parse(checked.out) as { state: string; findings: { code: string; file: string }[] };
    assert.equal([checked.code, state, findings.map(({ code, file }) => [code, file])], [2, "refused", [["apply/unresolved-merge", "README.md"]]]);
    for (const part of [[], ["--only", "README.md"], ["--only", "docs"], ["--dry-run"]]) {
      const { code, err } = run(["update", platform, ...part]);
      assert.is(code, 2, part.join(" "));
      assert.match(err, /^error apply\/unresolved-merge\n {2}at README\.md\n/, part.join(" "));
    }
    assert.equal(withoutGit(snapshot(platform)), before);
    put(platform, "README.md", read(platform, "README.md").replace(/<{7}[^]*?>{7}.*\n/, "# Of both\n"));
    git(platform, "add", "-A");
    assert.is(run(["check", platform]).code, 0);
    assert.is(run(["update", platform, "--only", "README.md"]).code, 0);
    assert.match(read(platform, "README.md"), "# Of both\n");
  }));

test("a record in conflict is refused by an update, and both its sides without the markers are right", () =>
  inTemporary((folder) => {
    const platform = torn(folder, LOCK, (text, branch) => text.replace(/^answers .*$/m, `answers sha256:${(branch === "left" ? "a" : "b").repeat(64)}`));
    assert.match(read(platform, LOCK), /^<{7} /m);
    const before = withoutGit(snapshot(platform));
    for (const command of ["check", "update"]) {
      const { code, err } = run([command, platform]);
      assert.is(code, 2, command);
      assert.match(err, `at ${LOCK}`);
      assert.match(err, "Keep the lines of both sides and remove the markers: the union of two locks is right.");
    }
    assert.equal(withoutGit(snapshot(platform)), before);
    put(platform, LOCK, read(platform, LOCK).replace(/^([<=>|]{7}).*\n/gm, ""));
    git(platform, "add", "-A");
    assert.is(run(["update", platform]).code, 0);
    assert.is(run(["check", platform]).code, 0);
  }));

test("adopt builds the record of a repository anew whose lock is in conflict, and keeps what people wrote", () =>
  inTemporary((folder) => {
    const platform = torn(folder, LOCK, (text, branch) => text.replace(/^answers .*$/m, `answers sha256:${(branch === "left" ? "a" : "b").repeat(64)}`));
    put(platform, "README.md", `${read(platform, "README.md")}\nOurs.\n`);
    const other = (found: Readonly<Record<string, string>>) => Object.fromEntries(Object.entries(withoutGit(found)).filter(([path]) => path !== LOCK));
    const before = other(snapshot(platform));
    const refused = run(["adopt", platform]);
    assert.is(refused.code, 2, "a merge that is not finished comes first");
    assert.match(refused.err, /^error apply\/unresolved-merge\n {2}at \.temporal-platform\/lock\n/m);
    git(platform, "add", LOCK);
    const { code, err } = run(["adopt", platform]);
    assert.is(code, 0, err);
    assert.match(err, /^warning record\/lock-syntax\n {2}at \.temporal-platform\/lock:\d+\n {2}This is a marker of an unfinished merge\.\n/);
    assert.equal(other(snapshot(platform)), before);
    assert.equal((JSON.parse(run(["check", platform, "--json"]).out) as { edited: string[] }).edited, ["README.md"]);
    assert.is(run(["update", platform]).code, 0);
    assert.equal(other(snapshot(platform)), before);
  }));

test.run();
