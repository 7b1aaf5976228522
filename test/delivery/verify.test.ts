import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { digestOf, newWorld, write } from "./world.ts";

const test = suite("delivery: verification of a roll-out");
const tag = "a".repeat(40);
const digest = digestOf("a");
const commit = "c".repeat(40);

interface Cluster {
  /** What the HelmRelease asks for, and whether it is ready, by generation and observed generation. */
  readonly image?: string;
  readonly release?: readonly [generation: number, observed: number, ready: string];
  readonly attempted?: string;
  readonly fetched?: string;
  /** Deployment: generation, observed, wanted, updated, available, all. */
  readonly deployment?: readonly string[];
  /** Pods with their restarts, for the first, second, … time that somebody asks; the last one stays. */
  readonly pods?: readonly string[];
  /** How often the release is answered as not ready after it was ready once. */
  readonly trouble?: number;
}

/** Runs verify.sh against a kubectl that answers from what `cluster` says. */
function verify(cluster: Cluster, env: Readonly<Record<string, string>> = {}) {
  const world = newWorld();
  const { image = `${tag}@${digest}`, release = [2, 2, "True"], attempted = `main@sha1:${commit}`, fetched = `main@sha1:${commit}`, deployment = ["2", "2", "2", "2", "2", "2"], pods = ["spine-1 0\nspine-2 0"], trouble = 0 } = cluster;
  const [generation, observed, ready] = release;
  const state = join(world.folder, "state");
  pods.forEach((list, index) => write(join(state, `pods-${index}`), `${list}\n`));
  write(join(state, "deployments"), deployment.length > 0 ? `${deployment.join("|")}\n` : "");
  write(join(world.folder, "bin/kubectl"), `#!/bin/sh
count() { n=$(cat "${state}/$1" 2>/dev/null || echo 0); echo $((n + 1)) >"${state}/$1"; echo "$n"; }
case "$*" in
  *helmrelease*spec.values.image*) printf %s '${image}' ;;
  *helmrelease*metadata.generation*) n=$(count ready); if [ "$n" -ge 1 ] && [ "$n" -le ${trouble} ]; then printf '${generation} Unknown'; else printf '${generation} ${ready}'; fi ;;
  *helmrelease*observedGeneration*) printf '${observed}' ;;
  *kustomization*lastAttemptedRevision*) printf %s '${attempted}' ;;
  *kustomization*lastAppliedRevision*) printf %s 'main@sha1:${"0".repeat(40)}' ;;
  *gitrepository*) printf %s '${fetched}' ;;
  *deployments*) cat "${state}/deployments" ;;
  *pods*jsonpath*) n=$(count pods); [ "$n" -lt ${pods.length} ] || n=${pods.length - 1}; cat "${state}/pods-$n" ;;
  *) echo "$*" ;;
esac
`, 0o755);
  return world.script("verify.sh", { RELEASE: "spine", TAG: tag, DIGEST: digest, REVISION: commit, TIMEOUT: "0", SETTLE: "1", PAUSE: "0.2", ...env }, join(world.folder, "bin"));
}

for (const [what, cluster] of [
  ["the commit is there, the release ready and every pod available", {}],
  ["a later commit leaves the image as it is", { attempted: `main@sha1:${"d".repeat(40)}`, fetched: `main@sha1:${"d".repeat(40)}` }],
  ["the release wants no pod at all", { deployment: ["1", "1", "0", "", "", ""], pods: [""] }],
  ["a pod with old restarts leaves and a fresh one comes", { pods: ["spine-1 3\nspine-2 0", "spine-2 0\nspine-3 0"] }],
  ["another commit passes through Flux at the end", { trouble: 2 }],
] as const satisfies readonly (readonly [string, Cluster])[]) {
  test(`a roll-out is well when ${what}`, () => {
    const done = verify(cluster);
    assert.is(done.code, 0, done.stderr);
    assert.match(done.stderr, `spine runs ${tag}@${digest}`);
  });
}

for (const [what, cluster, says] of [
  ["Flux still has the image before", { image: `${"b".repeat(40)}@${digestOf("b")}` }, /not so that Flux has applied c+/],
  ["Flux has fetched the commit and not begun with it", { attempted: `main@sha1:${"b".repeat(40)}` }, /not so that Flux has applied c+/],
  ["the release was ready only before the change", { release: [3, 2, "True"] }, /not so that the HelmRelease spine is ready/],
  ["the release failed", { release: [2, 2, "False"] }, /not so that the HelmRelease spine is ready/],
  ["an old pod is still there", { deployment: ["2", "2", "2", "1", "2", "3"] }, /not so that every pod of spine is available/],
  ["there is no Deployment", { deployment: [] }, /not so that every pod of spine is available/],
  ["a pod restarts while another with restarts leaves", { pods: ["spine-1 3\nspine-2 0", "spine-2 1"] }, /a pod of spine restarted/],
  ["a new pod restarts", { pods: ["spine-1 0", "spine-1 0\nspine-9 0 1"] }, /a pod of spine restarted/],
] as const satisfies readonly (readonly [string, Cluster, RegExp])[]) {
  test(`a roll-out is not well when ${what}`, () => {
    const done = verify(cluster);
    assert.is(done.code, 1, done.stderr);
    assert.match(done.stderr, says);
  });
}

test.run();
