import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { spawnSync } from "node:child_process";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { manyClusters } from "../bench/years.ts";
import { filesBelow, inTemporary, root, run, type Outcome } from "./run.ts";

const test = suite("the life of a repository");
const answers = join(root, "examples/homelab.yaml");

const edit = (file: string, change: (text: string) => string): void => writeFileSync(file, change(readFileSync(file, "utf8")));
const ok = (outcome: Outcome, code = 0): Outcome => {
  assert.is(outcome.code, code, outcome.err + outcome.out);
  return outcome;
};
/** A fresh repository, and commands that work on it. */
const withPlatform = (body: (platform: string) => void): void =>
  inTemporary((folder) => {
    const platform = join(folder, "platform");
    ok(run(["new", platform, "--answers", answers]));
    body(platform);
  });

test("an update right after new changes nothing", () =>
  withPlatform((platform) => {
    const before = filesBelow(platform);
    const { out } = ok(run(["update", platform, "--json"]));
    const { summary } = JSON.parse(out) as { summary: Record<string, number> };
    assert.equal([summary["write"], summary["replace"], summary["merge"], summary["remove"]], [0, 0, 0, 0]);
    assert.equal(filesBelow(platform), before);
  }));

test("new says what is derived, and of clusters of which the same is true once", () =>
  inTemporary((folder) => {
    const many = join(folder, "platform.yaml");
    writeFileSync(many, manyClusters(readFileSync(answers, "utf8"), 5));
    const { err } = ok(run(["new", join(folder, "platform"), "--answers", many]));
    assert.match(err, /^site-0, site-1, site-2 and 2 more {2}home, small, on-premises, running\n {2}shards {7}128 \(can never change\)\n/m);
    assert.is(err.match(/can never change\)/g)?.length, 1);
  }));

test("a dry run writes nothing, and its JSON is the plan that is applied", () =>
  withPlatform((platform) => {
    edit(join(platform, "platform.yaml"), (text) => text.replace("retention: 3d", "retention: 5d"));
    const before = filesBelow(platform);
    const dry = JSON.parse(ok(run(["update", platform, "--dry-run", "--json"])).out) as { steps: { path: string; action: string; text?: string }[] };
    assert.equal(filesBelow(platform), before);
    ok(run(["update", platform]));
    for (const { path, action, text } of dry.steps) if (text !== undefined) assert.is(readFileSync(join(platform, path), "utf8"), text, `${action} ${path}`);
  }));

test("edits, comments, added and deleted files survive an update", () =>
  withPlatform((platform) => {
    const cluster = join(platform, "clusters/um890/database/postgres-cluster.yaml");
    edit(cluster, (text) => text.replace("smartShutdownTimeout: 15", "smartShutdownTimeout: 30 # ours, because of the long batch job"));
    writeFileSync(join(platform, "custom/um890/database/extra.yaml"), "# mine\n");
    rmSync(join(platform, "docs/operations/update.md"));
    edit(join(platform, "platform.yaml"), (text) => text.replace("memory: 500Mi", "memory: 600Mi"));
    ok(run(["update", platform]));
    const text = readFileSync(cluster, "utf8");
    assert.match(text, "smartShutdownTimeout: 30 # ours, because of the long batch job");
    assert.match(text, "memory: 600Mi");
    assert.is(readFileSync(join(platform, "custom/um890/database/extra.yaml"), "utf8"), "# mine\n");
    assert.not.ok(existsSync(join(platform, "docs/operations/update.md")));
  }));

test("a true conflict keeps the person's value, is reported, and exits 4; everything else is applied", () =>
  withPlatform((platform) => {
    const cluster = join(platform, "clusters/um890/database/postgres-cluster.yaml");
    edit(cluster, (text) => text.replaceAll("memory: 500Mi", "memory: 555Mi"));
    edit(join(platform, "platform.yaml"), (text) => text.replace("memory: 500Mi", "memory: 600Mi").replace("retention: 3d", "retention: 5d"));
    const { err } = ok(run(["update", platform]), 4);
    assert.match(err, "plan/conflict");
    assert.match(readFileSync(cluster, "utf8"), "memory: 555Mi");
    assert.not.match(readFileSync(cluster, "utf8"), /<<<<|>>>>/);
    assert.match(readFileSync(join(platform, "clusters/um890/configuration/namespaces-job.yaml"), "utf8"), "home 120h");
  }));

test("after a conflict the platform's value can be taken instead, by the path that the finding names", () =>
  withPlatform((platform) => {
    const cluster = join(platform, "clusters/um890/database/postgres-cluster.yaml");
    edit(cluster, (text) => text.replaceAll("memory: 500Mi", "memory: 555Mi"));
    edit(join(platform, "platform.yaml"), (text) => text.replace("memory: 500Mi", "memory: 600Mi"));
    const { err } = ok(run(["update", platform]), 4);
    const takes = [...err.matchAll(/update --take (\S+)/g)].map(([, said]) => said ?? "");
    assert.equal(takes, ["clusters/um890/database/postgres-cluster.yaml:spec.resources.requests.memory", "clusters/um890/database/postgres-cluster.yaml:spec.resources.limits.memory"]);
    ok(run(["update", platform, ...takes.flatMap((said) => ["--take", said])]));
    assert.equal(readFileSync(cluster, "utf8").match(/memory: \d+Mi/g), ["memory: 600Mi", "memory: 600Mi"]);
    const { err: refused } = ok(run(["update", platform, "--take", "clusters/um890/database/postgres-clusters.yaml"]), 2);
    assert.match(refused, "Did you mean clusters/um890/database/postgres-cluster.yaml?");
  }));

test("a permanent choice that changes is refused before anything happens, unless it is accepted by name", () =>
  withPlatform((platform) => {
    edit(join(platform, "platform.yaml"), (text) => text.replace("shards: 128", "shards: 256"));
    const before = filesBelow(platform);
    const { err } = ok(run(["update", platform]), 2);
    assert.match(err, /answers\/permanent-change clusters\.um890\.frozen\.shards/);
    assert.match(err, "128 would become 256");
    assert.equal(filesBelow(platform), before);
    ok(run(["update", platform, "--accept-permanent-change", "clusters.um890.frozen.shards"]));
    assert.match(readFileSync(join(platform, "clusters/um890/server/helmrelease.yaml"), "utf8"), "numHistoryShards: 256");
  }));

test("a volume may grow and not shrink, a major version stays, a cluster does not vanish or change its name", () =>
  withPlatform((platform) => {
    const file = join(platform, "platform.yaml");
    const original = readFileSync(file, "utf8");
    const attempt = (change: (text: string) => string, code: number) => {
      writeFileSync(file, change(original));
      return ok(run(["update", platform, "--dry-run"]), code).err;
    };
    attempt((text) => text.replace("storage: 20Gi", "storage: 40Gi"), 0);
    assert.match(attempt((text) => text.replace("storage: 20Gi", "storage: 10Gi"), 2), "permanent-change clusters.um890.volumes.data");
    assert.match(attempt((text) => text.replace("storage: 20Gi", "storage: 20Gi\n        version: 15"), 2), "permanent-change clusters.um890.postgres");
    assert.match(attempt((text) => text.replace("  um890:", "  um891:"), 2), "permanent-change clusters.um890\n");
    const unfrozen = original.slice(0, original.indexOf("    # Permanent choices")) + original.slice(original.indexOf("temporal:\n  namespaces"));
    attempt(() => unfrozen, 0);
    assert.match(attempt(() => unfrozen.replace("peak: 5/s", "peak: 5/s\n    shards: 512"), 2), "clusters.um890.frozen.shards");
  }));

test("a permanent choice that is left out counts as changed", () =>
  withPlatform((platform) => {
    const file = join(platform, "platform.yaml");
    edit(file, (text) => text.slice(0, text.indexOf("    # Permanent choices")) + text.slice(text.indexOf("temporal:\n  namespaces")));
    edit(file, (text) => text.replace("    storage:\n      class: longhorn\n", ""));
    assert.match(ok(run(["update", platform]), 2).err, "permanent-change clusters.um890.frozen.storage.class");
  }));

test("two clusters may not share one archive of backups", () =>
  inTemporary((folder) => {
    const text = readFileSync(answers, "utf8");
    const block = text.slice(text.indexOf("  um890:"), text.indexOf("\ntemporal:\n  namespaces"));
    const file = join(folder, "two.yaml");
    writeFileSync(file, text.replace(block, `${block}\n${block.replace("um890:", "um891:").replace("10.0.0.241", "10.0.0.242")}`));
    assert.match(ok(run(["new", join(folder, "p"), "--answers", file]), 2).err, /answers\/shared-archive clusters\.um891\.database\.backup\.to/);
    writeFileSync(file, readFileSync(file, "utf8").replaceAll("s3://postgres-backups/temporal", "s3://postgres-backups/{cluster}"));
    ok(run(["new", join(folder, "p"), "--answers", file]));
    assert.ok(existsSync(join(folder, "p/clusters/um891/kustomization.yaml")));
  }));

test("a reader that stops reading is no fault", () =>
  inTemporary((folder) => {
    const piped = spawnSync("sh", ["-c", `"$0" dist/create-temporal-platform.js new ${join(folder, "p")} --answers ${answers} --json | head -n 1; exit 0`, process.execPath], { cwd: root, encoding: "utf8" });
    assert.is(piped.stderr, "");
    assert.is(piped.stdout, "{\n");
  }));

test("running does not become stopped in one step", () =>
  withPlatform((platform) => {
    edit(join(platform, "platform.yaml"), (text) => text.replace("state: running", "state: stopped"));
    assert.match(ok(run(["update", platform]), 2).err, "answers/state-skipped");
    for (const [from, to] of [["stopped", "draining"], ["draining", "stopped"], ["stopped", "running"]] as const) {
      edit(join(platform, "platform.yaml"), (text) => text.replace(`state: ${from}`, `state: ${to}`));
      ok(run(["update", platform]));
    }
    assert.match(ok(run(["check", platform])).err, "Up to date");
  }));

test("check: 0 clean, 0 edited, 3 edited with --strict, 3 update available, 2 broken", () =>
  withPlatform((platform) => {
    const state = (...args: string[]) => JSON.parse(run(["check", platform, "--json", ...args]).out) as { exitCode: number; state: string; edited: string[] };
    assert.equal(state(), { exitCode: 0, state: "clean", edited: [], findings: [] });
    edit(join(platform, "README.md"), (text) => `${text}\nOurs.\n`);
    assert.equal([state().exitCode, state().state, state().edited], [0, "edited", ["README.md"]]);
    assert.is(state("--strict").exitCode, 3);
    edit(join(platform, "platform.yaml"), (text) => text.replace("retention: 3d", "retention: 4d"));
    assert.equal([state().exitCode, state().state], [3, "update-available"]);
    edit(join(platform, "platform.yaml"), (text) => text.replace("tier: small", "tier: smal"));
    assert.equal([state().exitCode, state().state], [2, "invalid"]);
    writeFileSync(join(platform, ".temporal-platform/lock"), "nonsense\n");
    assert.is(state().exitCode, 2);
    rmSync(join(platform, ".temporal-platform"), { recursive: true });
    assert.is(state().exitCode, 2);
  }));

test("a comment in platform.yaml is no update", () =>
  withPlatform((platform) => {
    edit(join(platform, "platform.yaml"), (text) => `${text}# a note\n`);
    assert.is(run(["check", platform]).code, 0);
  }));

test("new refuses a folder with other content, takes an empty one, a fresh clone and `.`", () =>
  inTemporary((folder) => {
    const full = join(folder, "full");
    mkdirSync(full);
    writeFileSync(join(full, "main.tf"), "");
    const refused = ok(run(["new", full, "--answers", answers]), 2);
    assert.match(refused.err, "apply/not-empty");
    assert.equal([...filesBelow(full).keys()], ["main.tf"]);

    const clone = join(folder, "clone");
    spawnSync("git", ["init", "-q", clone]);
    writeFileSync(join(clone, "LICENSE"), "ours\n");
    ok(run(["new", ".", "--answers", answers], { cwd: clone }));
    assert.is(readFileSync(join(clone, "LICENSE"), "utf8"), "ours\n");
    assert.ok(existsSync(join(clone, "clusters/um890/kustomization.yaml")));
    ok(run(["new", clone, "--answers", answers]), 2);

    const beside = join(folder, "beside");
    mkdirSync(beside);
    writeFileSync(join(beside, "platform.yaml"), readFileSync(answers));
    ok(run(["new", ".", "--answers", "platform.yaml"], { cwd: beside }));
    assert.match(readFileSync(join(beside, "platform.yaml"), "utf8"), "frozen:");
  }));

test("every way in which the answers cannot be read is one clear error, exit 2, nothing written", () =>
  inTemporary((folder) => {
    const secret = join(folder, "secret.yaml");
    writeFileSync(secret, "a: 1\n");
    chmodSync(secret, 0);
    const giant = join(folder, "giant.yaml");
    writeFileSync(giant, "# x\n".repeat(3_000_000));
    const binary = join(folder, "binary.yaml");
    writeFileSync(binary, Buffer.from([0xff, 0xfe, 0x00]));
    const bomb = join(folder, "bomb.yaml");
    writeFileSync(bomb, `a0: &a0 [x, x]\n${Array.from({ length: 30 }, (_, i) => `a${i + 1}: &a${i + 1} [*a${i}, *a${i}, *a${i}, *a${i}, *a${i}]\n`).join("")}`);
    const cases: readonly (readonly [string, string])[] = [
      [join(folder, "nowhere.yaml"), "answers/unreadable"],
      [folder, "answers/unreadable"],
      [giant, "answers/too-large"],
      [binary, "answers/unreadable"],
      [bomb, "yaml/alias"],
      ...(process.getuid?.() === 0 ? [] : [[secret, "answers/unreadable"] as const]),
    ];
    for (const [file, code] of cases) {
      const target = join(folder, "target");
      const { err } = ok(run(["new", target, "--answers", file]), 2);
      assert.match(err, `error ${code}`, file);
      assert.not.ok(existsSync(target), file);
    }
    assert.match(ok(run(["new", join(folder, "target")]), 2).err, "usage/answers-missing");
  }));

test("unknown commands and options name the nearest one", () => {
  assert.match(ok(run(["udpate"]), 2).err, "did you mean update?");
  assert.match(ok(run(["update", "--dryrun"]), 2).err, "did you mean --dry-run?");
  assert.match(ok(run(["verify", "a", "b"]), 2).err, "b is one argument too many");
  ok(run([]), 2);
  for (const args of [["--help"], ["new", "--help"], ["help", "size"], ["--version"]]) assert.is.not(ok(run(args)).out, "");
});

test("verify finds a planted fault at its place, and exits 5", () =>
  withPlatform((platform) => {
    assert.match(ok(run(["verify", platform])).err, /^\d+ files, \d+ resources of 1 cluster.* checked: nothing found\.[^\n]*\n$/);
    edit(join(platform, "clusters/um890/server/helmrelease.yaml"), (text) => text.replace("numHistoryShards: 128", "historyShardCount: 128"));
    const { err } = ok(run(["verify", platform]), 5);
    assert.match(err, /^clusters\/um890\/server\/helmrelease\.yaml\n {2}\d+:\d+ error verify\/unknown-chart-value [^\n]*historyShardCount$/m);
  }));

test("a fault that a person put in is reported by update and does not stop it", () =>
  withPlatform((platform) => {
    edit(join(platform, "clusters/um890/exposure/ingress.yaml"), (text) => text.replace("pathType: Prefix", "pathTyp: Prefix"));
    edit(join(platform, "platform.yaml"), (text) => text.replace("retention: 3d", "retention: 4d"));
    const { err } = ok(run(["update", platform]));
    assert.match(err, "warning verify/unknown-field");
    assert.match(readFileSync(join(platform, "clusters/um890/configuration/namespaces-job.yaml"), "utf8"), "home 96h");
  }));

test("size: the derivation with its sources, the file, and the copied formula's mistake", () =>
  inTemporary((folder) => {
    const file = join(folder, "shard-recommendation.yaml");
    const { out } = ok(run(["size", "--peak-workflows-per-second", "200", "--activities", "3", "--average-duration", "30s", "--growth-factor", "2", "--output", file]));
    assert.match(out, "1,024 history shards".replace(",", ""));
    assert.match(out, /200\/s|200 starts\/s/);
    assert.match(out, "6,000 open workflows");
    assert.match(out, "0.5 of a shard");
    assert.match(readFileSync(file, "utf8"), /^shards: 1024$/m);
    const json = JSON.parse(ok(run(["size", "--peak-workflows-per-second", "1000", "--json"]), 2).out) as { shards: number; findings: { code: string }[] };
    assert.is(json.shards, 2048);
    assert.equal(json.findings.map(({ code }) => code), ["sizing/needs-acceptance"]);
    ok(run(["size"]), 2);
    assert.match(ok(run(["size", "--peak-workflows-per-second", "many"]), 2).err, "usage/value");
  }));

test.run();
