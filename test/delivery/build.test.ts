import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { run } from "../servers/process.ts";
import { digestOf, newWorld, SCRIPTS, write, type World } from "./world.ts";

const test = suite("delivery: what is built, and how");

interface Build {
  readonly release: string;
  readonly commit: string;
  readonly source: string;
  readonly context: string;
  readonly dockerfile: string;
  readonly images: string;
}
const changes = (world: World, env: Readonly<Record<string, string>> = {}) => {
  const done = world.script("changes.sh", { RELEASE: "all", REVISION: "", FORCE: "false", ...env });
  return { ...done, builds: JSON.parse(done.outputs["builds"] ?? "[]") as Build[] };
};
const deployed = (world: World, release: string, commit: string): void => {
  assert.is(world.script("deploy.sh", { RELEASE: release, TAG: commit, DIGEST: digestOf("a"), BRANCH: "" }).code, 0);
};
const RELEASES = ["codec-server", "spine", "billing"];

test("what was never deployed is built, with everything that a build has to know", () => {
  const world = newWorld();
  const head = world.git("rev-parse", "HEAD");
  const { builds, code, stderr } = changes(world);
  assert.is(code, 0, stderr);
  assert.equal(builds.map(({ release }) => release), RELEASES);
  assert.equal(builds[1], { release: "spine", commit: head, source: `file://${world.remote}`, context: "services", dockerfile: "services/spine/Dockerfile", images: "registry.example/acme/spine,backup-registry.example:8443/acme/spine" });
});

test("only what changed since its deployment is built; deployments are no change of the sources", () => {
  const world = newWorld();
  for (const release of RELEASES) deployed(world, release, world.git("rev-parse", "HEAD"));
  assert.equal(changes(world).builds, []);
  const head = world.commit({ "services/spine/main.py": "print()\n", "docs/x.md": "x" });
  assert.equal(changes(world).builds.map(({ release, commit }) => [release, commit]), [["spine", head]]);
  assert.equal(changes(world, { RELEASE: "billing" }).builds, []);
  assert.equal(changes(world, { RELEASE: "billing", FORCE: "true" }).builds.map(({ release }) => release), ["billing"]);
});

test("the library that all of them share is part of each", () => {
  const world = newWorld();
  for (const release of RELEASES) deployed(world, release, world.git("rev-parse", "HEAD"));
  world.commit({ "services/payload-codec/index.ts": "export {};\n" });
  assert.equal(changes(world).builds.map(({ release }) => release), RELEASES);
});

test("a pattern of the answers is git's own, and the shell expands none of it", () => {
  const world = newWorld();
  write(join(world.settings, "spine.changed-by"), "** services/*/Dockerfile");
  deployed(world, "spine", world.git("rev-parse", "HEAD"));
  world.commit({ "anything.txt": "x" });
  assert.is(changes(world, { RELEASE: "spine" }).builds.length, 1);
  write(join(world.settings, "spine.changed-by"), "services/*/Dockerfile");
  assert.is(changes(world, { RELEASE: "spine" }).builds.length, 0);
});

test("a commit, a branch and a commit on no fetched branch are all resolved to the full commit", () => {
  const world = newWorld();
  const first = world.git("rev-parse", "HEAD");
  world.git("checkout", "--quiet", "-b", "feature");
  write(join(world.folder, "mine/services/spine/x.py"), "x\n");
  world.git("add", "--all");
  world.git("commit", "--quiet", "-m", "On a branch");
  world.git("push", "--quiet", "origin", "feature");
  const feature = world.git("rev-parse", "HEAD");
  for (const [revision, commit] of [[first, first], [first.slice(0, 10), first], ["main", first], ["feature", feature], [feature, feature]] as const) {
    assert.equal(changes(world, { RELEASE: "spine", REVISION: revision }).builds.map((build) => build.commit), [commit], revision);
  }
  for (const revision of ["nothing", "--upload-pack=touch", "main:x", "$(id)"]) assert.is(changes(world, { RELEASE: "spine", REVISION: revision }).code, 1, revision);
});

test("a deployed commit that the sources no longer have means a build", () => {
  const world = newWorld();
  deployed(world, "spine", "d".repeat(40));
  assert.is(changes(world, { RELEASE: "spine" }).builds.length, 1);
});

test("sources of another repository come from its default branch", () => {
  const world = newWorld();
  const other = newWorld();
  write(join(world.settings, "spine.source"), `file://${other.remote}`);
  write(join(world.settings, "spine.branch"), "HEAD");
  const head = other.commit({ "x.txt": "only here" });
  assert.equal(changes(world, { RELEASE: "spine" }).builds.map(({ commit }) => commit), [head]);
});

test("the workspace gets the commit's files and no repository; another commit or a short one is refused", () => {
  const world = newWorld();
  const old = world.git("rev-parse", "HEAD");
  world.commit({ "services/spine/new.py": "x" });
  const workspace = join(world.folder, "workspace/source");
  const clone = (commit: string) => world.script("clone.sh", { SOURCE: `file://${world.remote}`, COMMIT: commit, WORKSPACE: workspace, TRIES: "2" });
  assert.is(clone("main").code, 1);
  assert.is(clone("e".repeat(40)).code, 1);
  const done = clone(old);
  assert.is(done.code, 0, done.stderr);
  assert.equal(readdirSync(workspace).sort(), ["clusters", "services"]);
  assert.not.ok(existsSync(join(workspace, "services/spine/new.py")));
});

test("BuildKit is told context, Dockerfile, tags of every registry, cache and attestations; its digest is handed on", () => {
  const world = newWorld();
  const workspace = join(world.folder, "workspace");
  write(join(workspace, "services/spine/Dockerfile"), "FROM scratch\n");
  // BuildKit needs a kernel that lets it make namespaces, so a stand-in says what it was asked.
  write(join(world.folder, "bin/buildctl-daemonless.sh"), `#!/bin/sh\nfor a; do echo "$a"; done >${world.folder}/asked\nwhile [ "$1" != --metadata-file ]; do shift; done\nprintf '{\\n  "buildx.build.ref": "x",\\n  "containerimage.config.digest": "sha256:0",\\n  "containerimage.digest": "${digestOf("c")}",\\n  "image.name": "x"\\n}' >"$2"\n`, 0o755);
  const commit = "a".repeat(40);
  const env = { COMMIT: commit, CONTEXT: "services", DOCKERFILE: "services/spine/Dockerfile", IMAGES: "registry.example/acme/spine,backup-registry.example:8443/acme/spine", SOURCE: "https://git.example/acme/platform", WORKSPACE: workspace, SBOM_GENERATOR: "scanner:1" };
  const done = world.script("build.sh", env, join(world.folder, "bin"));
  assert.is(done.code, 0, done.stderr);
  assert.is(done.outputs["digest"], digestOf("c"));
  assert.equal(JSON.parse(done.outputs["pushed"] ?? ""), [`registry.example/acme/spine@${digestOf("c")}`, `backup-registry.example:8443/acme/spine@${digestOf("c")}`]);
  const asked = readFileSync(join(world.folder, "asked"), "utf8").split("\n");
  for (const argument of [
    `context=${workspace}/services`,
    `dockerfile=${workspace}/services/spine`,
    "filename=Dockerfile",
    `type=image,"name=registry.example/acme/spine:${commit},backup-registry.example:8443/acme/spine:${commit}",push=true`,
    "type=registry,ref=registry.example/acme/spine:buildcache",
    "attest:sbom=generator=scanner:1",
    "attest:provenance=mode=max",
  ]) assert.ok(asked.includes(argument), `${argument} in ${asked.join(" ")}`);
  assert.is(world.script("build.sh", { ...env, DOCKERFILE: "services/spine/Containerfile" }, join(world.folder, "bin")).code, 1);
});

test("Git's questions for a login are answered from the mounted Secret", () => {
  const world = newWorld();
  write(join(world.folder, "git/username"), "robot");
  write(join(world.folder, "git/password"), "p w'd");
  const ask = (question: string): string => run("sh", [join(SCRIPTS, "askpass.sh"), question], { env: { GIT_SECRET: join(world.folder, "git") } }).stdout;
  assert.is(ask("Username for 'https://git.example': "), "robot");
  assert.is(ask("Password for 'https://robot@git.example': "), "p w'd");
});

test.run();
