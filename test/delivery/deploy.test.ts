import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { parseYaml } from "../../generators/document/index.ts";
import { mustRun } from "../servers/process.ts";
import { digestOf, newWorld, write, type World } from "./world.ts";

const test = suite("delivery: deployments and rollbacks are commits");
const SPINE = "clusters/test/workers/spine/image/image.yaml";
const tag = (letter: string): string => letter.repeat(40);
const deploy = (world: World, letter: string, env: Readonly<Record<string, string>> = {}) => world.script("deploy.sh", { RELEASE: "spine", TAG: tag(letter), DIGEST: digestOf(letter), BRANCH: "", WORKFLOW: `release-${letter}`, ...env });
const rollback = (world: World, env: Readonly<Record<string, string>> = {}) => world.script("rollback.sh", { RELEASE: "spine", REVISION: "", WORKFLOW: "rollback-1", ...env });
const main = (world: World): string => mustRun("git", ["-C", world.remote, "rev-parse", "main"]).trim();
const message = (world: World, revision: string): string => mustRun("git", ["-C", world.remote, "log", "-1", "--format=%B", revision]).trim();
/** A hook of the remote that refuses the first `times` pushes, each time after somebody else's commit got in. */
const racing = (world: World, times: number): void => {
  write(join(world.remote, "hooks/pre-receive"), `#!/bin/sh\ncount=$(cat "$GIT_DIR/pushes" 2>/dev/null || echo 0)\necho $((count + 1)) >"$GIT_DIR/pushes"\n[ "$count" -ge ${times} ] && exit 0\nunset GIT_QUARANTINE_PATH GIT_OBJECT_DIRECTORY GIT_ALTERNATE_OBJECT_DIRECTORIES\ntree=$(git rev-parse main^{tree})\ncommit=$(GIT_AUTHOR_NAME=x GIT_AUTHOR_EMAIL=x@x GIT_COMMITTER_NAME=x GIT_COMMITTER_EMAIL=x@x git commit-tree -p main -m "Faster $count" "$tree")\ngit update-ref refs/heads/main "$commit"\necho "the branch moved" >&2\nexit 1\n`, 0o755);
};

test("a deployment writes the one file whole, and its commit says what, where and why", () => {
  const world = newWorld();
  const done = deploy(world, "a");
  assert.is(done.code, 0, done.stderr);
  assert.equal(done.outputs, { revision: main(world), changed: "true" });
  const [document] = parseYaml(world.file(SPINE), SPINE).documents;
  assert.equal(document?.data, { apiVersion: "helm.toolkit.fluxcd.io/v2", kind: "HelmRelease", metadata: { name: "spine", namespace: "temporal-workers" }, spec: { suspend: false, values: { image: { tag: tag("a"), digest: digestOf("a") } } } });
  assert.is(message(world, "main"), `Deploy spine ${"a".repeat(12)} to test\n\nTemporal-Release: spine\nTemporal-Cluster: test\nTemporal-Image: ${tag("a")}@${digestOf("a")}\nTemporal-Previous-Image: none\nTemporal-Workflow: release-a`);
  assert.is(mustRun("git", ["-C", world.remote, "show", "--name-only", "--format=%an %ae", "main"]).trim(), `Temporal delivery in test temporal-delivery@git.example\n\n${SPINE}`);
});

test("a tag of digits alone, or one that looks like a number with an exponent, stays text", () => {
  const world = newWorld();
  const digits = `${"1".repeat(20)}e${"2".repeat(19)}`;
  assert.is(deploy(world, "a", { TAG: digits }).code, 0);
  assert.match(world.file(SPINE), `tag: "${digits}"`);
  assert.is(deploy(world, "b").code, 0);
  assert.match(message(world, "main"), `Temporal-Previous-Image: ${digits}@`);
});

test("the same image again is nothing to do; a second try of the same workflow finds its own commit", () => {
  const world = newWorld();
  const first = deploy(world, "a").outputs["revision"];
  world.commit({ "notes.txt": "later" });
  assert.equal(deploy(world, "a", { WORKFLOW: "another" }).outputs, { revision: first, changed: "false" });
  assert.equal(deploy(world, "a").outputs, { revision: first, changed: "true" });
});

test("a push that somebody else outruns is made again on top of theirs", () => {
  const world = newWorld();
  racing(world, 2);
  const done = deploy(world, "a");
  assert.is(done.code, 0, done.stderr);
  assert.is(done.outputs["revision"], main(world));
  assert.equal(mustRun("git", ["-C", world.remote, "log", "-3", "--format=%s", "main"]).trim().split("\n"), [`Deploy spine ${"a".repeat(12)} to test`, "Faster 1", "Faster 0"]);
});

test("a branch that never holds still is left for a later try, and nothing is claimed", () => {
  const world = newWorld();
  racing(world, 100);
  const done = deploy(world, "a", { TRIES: "3" });
  assert.is(done.code, 75);
  assert.equal(done.outputs, {});
});

test("a new branch for a merge request leaves the followed one alone; an existing one is refused", () => {
  const world = newWorld();
  const before = main(world);
  assert.is(deploy(world, "a", { BRANCH: "deploy/spine" }).code, 0);
  assert.is(main(world), before);
  assert.match(message(world, "deploy/spine"), /^Deploy spine/);
  const again = deploy(world, "b", { BRANCH: "deploy/spine" });
  assert.is(again.code, 1);
  assert.match(again.stderr, /does the branch exist already/);
});

for (const [what, env, says] of [
  ["an unknown release", { RELEASE: "orders" }, /no release named 'orders'.*codec-server spine billing/],
  ["a name that would match two", { RELEASE: "spine billing" }, /no release named/],
  ["a short tag", { TAG: "abc1234" }, /no full commit/],
  ["a tag with shell in it", { TAG: "$(touch /tmp/x)" }, /no full commit/],
  ["a wrong digest", { DIGEST: "sha256:12" }, /no digest/],
  ["a branch that is an option", { BRANCH: "--force" }, /no name of a branch/],
] as const) {
  test(`a deployment refuses ${what}, and pushes nothing`, () => {
    const world = newWorld();
    const before = main(world);
    const done = deploy(world, "a", env);
    assert.is(done.code, 1);
    assert.match(done.stderr, says);
    assert.is(main(world), before);
  });
}

test("a repository that does not answer is worth another try", () => {
  const world = newWorld();
  write(join(world.settings, "repository"), `file://${world.folder}/nothing.git`);
  assert.is(deploy(world, "a").code, 75);
});

test("promotion takes the image that another cluster runs", () => {
  const world = newWorld();
  deploy(world, "a");
  world.be("prod");
  const choose = (env: Readonly<Record<string, string>>) => world.script("choose.sh", { RELEASE: "spine", TAG: "", DIGEST: "", FROM: "", ...env });
  assert.equal(choose({ FROM: "test" }).outputs, { tag: tag("a"), digest: digestOf("a"), migrate: "none" });
  assert.equal(choose({ TAG: tag("b"), DIGEST: digestOf("b") }).outputs, { tag: tag("b"), digest: digestOf("b"), migrate: "none" });
  assert.match(choose({ FROM: "test", RELEASE: "billing" }).stderr, /test has not deployed billing yet/);
  assert.match(choose({ FROM: "../test" }).stderr, /no name of a cluster/);
  assert.match(choose({ FROM: "uat" }).stderr, /there is no clusters\/uat/);
  assert.match(choose({ FROM: "test", TAG: tag("b") }).stderr, /either an image or the cluster/);
  assert.match(choose({}).stderr, /no full commit/);
});

test("a rollback reverts the last deployment and says so", () => {
  const world = newWorld();
  deploy(world, "a");
  const bad = deploy(world, "b").outputs["revision"];
  world.commit({ "notes.txt": "in between" });
  const done = rollback(world);
  assert.is(done.code, 0, done.stderr);
  assert.equal(done.outputs, { revision: main(world), tag: tag("a"), digest: digestOf("a") });
  assert.match(world.file(SPINE), `tag: "${tag("a")}"`);
  assert.is(message(world, "main"), `Roll back spine to ${"a".repeat(12)} in test\n\nTemporal-Rollback-Of: ${bad}\nTemporal-Rollback-Release: spine\nTemporal-Cluster: test\nTemporal-Image: ${tag("a")}@${digestOf("a")}\nTemporal-Workflow: rollback-1`);
  assert.is(world.file("notes.txt"), "in between");
});

test("a rollback that is outrun comes again; a second try of the same workflow finds its own commit", () => {
  const world = newWorld();
  deploy(world, "a");
  deploy(world, "b");
  racing(world, 1);
  const done = rollback(world);
  assert.is(done.code, 0, done.stderr);
  assert.equal(rollback(world).outputs, done.outputs);
  assert.is(main(world), done.outputs["revision"]);
});

for (const [what, prepare, says] of [
  ["an ordinary commit", (world: World) => ({ REVISION: world.commit({ [SPINE]: "changed: by hand\n" }) }), /is no deployment of spine to test/],
  ["a commit that only claims to be a deployment", (world: World) => ({ REVISION: world.commit({ [SPINE]: "a: 1\n", "other.txt": "x" }, "Deploy\n\nTemporal-Release: spine\nTemporal-Cluster: test") }), /changes more than/],
  ["the deployment of another release", (world: World) => ({ REVISION: deploy(world, "c", { RELEASE: "billing" }).outputs["revision"] ?? "" }), /is no deployment of spine/],
  ["a deployment that a later one has replaced", (world: World) => { const revision = deploy(world, "c").outputs["revision"] ?? ""; deploy(world, "d"); return { REVISION: revision }; }, /has changed since/],
  ["a rollback", (world: World) => { deploy(world, "c"); rollback(world, { WORKFLOW: "rollback-0" }); return {}; }, /is no deployment/],
  ["what is no commit", () => ({ REVISION: "--all" }), /there is no commit/],
] as const) {
  test(`a rollback refuses ${what}, and pushes nothing`, () => {
    const world = newWorld();
    deploy(world, "a");
    deploy(world, "b");
    const env = prepare(world);
    const before = main(world);
    const done = rollback(world, env);
    assert.is(done.code, 1);
    assert.match(done.stderr, says);
    assert.is(main(world), before);
    assert.equal(done.outputs, {});
  });
}

test("the first deployment has nothing to go back to", () => {
  const world = newWorld();
  deploy(world, "a");
  const done = rollback(world);
  assert.is(done.code, 1);
  assert.match(done.stderr, /first deployment of spine to test/);
});

test.run();
