import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { filesBelow, inTemporary, run, type Outcome } from "./run.ts";

const test = suite("update: what is to be done, and a part of it");

const edit = (file: string, change: (text: string) => string): void => writeFileSync(file, change(readFileSync(file, "utf8")));
const ok = (outcome: Outcome, code = 0): Outcome => {
  assert.is(outcome.code, code, outcome.err + outcome.out);
  return outcome;
};
const withPlatform = (body: (platform: string) => void): void =>
  inTemporary((folder) => {
    const platform = join(folder, "platform");
    ok(run(["new", platform, "--answers", "examples/homelab.yaml"]));
    body(platform);
  });
interface Report {
  readonly exitCode: number;
  readonly state: string;
  readonly steps: readonly { readonly path: string; readonly outcome: string }[];
  readonly findings: readonly { readonly code: string; readonly severity: string; readonly file?: string; readonly line?: number; readonly path?: string }[];
}
const json = (...args: string[]): Report => JSON.parse(run([...args, "--json"]).out) as Report;
const SERVER = "clusters/um890/server/helmrelease.yaml";
const POSTGRES = "clusters/um890/database/postgres-cluster.yaml";
const NAMESPACES = "clusters/um890/configuration/namespaces-job.yaml";

test("update --check writes nothing: 0 when there is nothing to do, 3 when there is", () =>
  withPlatform((platform) => {
    ok(run(["update", platform, "--check"]));
    edit(join(platform, POSTGRES), (text) => text.replace("smartShutdownTimeout: 15", "smartShutdownTimeout: 30"));
    ok(run(["update", platform, "--check"]));
    edit(join(platform, "platform.yaml"), (text) => text.replace("retention: 3d", "retention: 4d"));
    const before = filesBelow(platform);
    ok(run(["update", platform, "--check"]), 3);
    assert.is(json("update", platform, "--check").steps.find(({ path }) => path === NAMESPACES)?.outcome, "written");
    assert.equal(filesBelow(platform), before);
    ok(run(["update", platform]));
    ok(run(["update", platform, "--check"]));
  }));

test("a part of an update, and then the rest, is the update", () =>
  withPlatform((platform) =>
    inTemporary((folder) => {
      edit(join(platform, POSTGRES), (text) => text.replace("smartShutdownTimeout: 15", "smartShutdownTimeout: 30"));
      edit(join(platform, "platform.yaml"), (text) => text.replace("memory: 500Mi", "memory: 600Mi").replace("retention: 3d", "retention: 4d"));
      const whole = join(folder, "whole");
      for (const [path, bytes] of filesBelow(platform)) write(join(whole, path), bytes);
      ok(run(["update", whole]));

      const { err } = ok(run(["update", platform, "--only", "clusters/um890/database"]));
      assert.match(err, /\d+ more files wait/);
      assert.match(readFileSync(join(platform, POSTGRES), "utf8"), /smartShutdownTimeout: 30[\s\S]*memory: 600Mi/);
      assert.not.match(readFileSync(join(platform, NAMESPACES), "utf8"), "home 96h");
      assert.is(json("check", platform).state, "update-available");
      ok(run(["update", platform]));
      assert.equal(filesBelow(platform), filesBelow(whole));
      assert.is(json("check", platform).state, "edited");
    })));

test("a part that is nowhere is refused, with what was probably meant", () =>
  withPlatform((platform) => {
    assert.match(ok(run(["update", platform, "--only", "clusters/um89"]), 2).err, /plan\/nothing-there[\s\S]*Did you mean clusters\/um890\?/);
  }));

test("a value that is taken must lie in the part that is asked for", () =>
  withPlatform((platform) => {
    edit(join(platform, "platform.yaml"), (text) => text.replace("memory: 500Mi", "memory: 600Mi").replace("retention: 3d", "retention: 4d"));
    const before = filesBelow(platform);
    assert.match(ok(run(["update", platform, "--only", NAMESPACES, "--take", POSTGRES]), 2).err, "lies outside of what `--only` names");
    assert.equal(filesBelow(platform), before);
  }));

test("a number of shards that a person wrote into the manifest stays and is told, with what the server makes of it", () =>
  withPlatform((platform) => {
    edit(join(platform, SERVER), (text) => text.replace("numHistoryShards: 128", "numHistoryShards: 512"));
    edit(join(platform, "platform.yaml"), (text) => text.replace("retention: 3d", "retention: 4d"));
    const { findings } = json("update", platform);
    const found = findings.find(({ code }) => code === "plan/permanent-edited");
    assert.equal([found?.severity, found?.file, found?.path], ["warning", SERVER, "clusters.um890.frozen.shards"]);
    assert.match(readFileSync(join(platform, SERVER), "utf8").split("\n")[(found?.line ?? 0) - 1] ?? "", "numHistoryShards: 512");
  }));

test("an update may not change a permanent choice that the manifests say, whatever answers and record say", () =>
  withPlatform((platform) => {
    edit(join(platform, POSTGRES), (text) => text.replace("size: 20Gi", "size: 40Gi"));
    ok(run(["update", platform]));
    const before = filesBelow(platform);
    const { err } = ok(run(["update", platform, "--take", POSTGRES]), 2);
    assert.match(err, /answers\/permanent-change clusters\.um890\.volumes\.data\n\s+at clusters\/um890\/database\/postgres-cluster\.yaml:\d+:\d+/);
    assert.match(err, "A volume cannot shrink");
    assert.equal(filesBelow(platform), before);
    ok(run(["update", platform, "--take", POSTGRES, "--accept-permanent-change", "clusters.um890.volumes.data"]));
    assert.match(readFileSync(join(platform, POSTGRES), "utf8"), "size: 20Gi");
  }));

test("check says what an update would refuse", () =>
  withPlatform((platform) => {
    const file = join(platform, "platform.yaml");
    const original = readFileSync(file, "utf8");
    for (const [from, to, path] of [
      ["storage: 20Gi", "storage: 10Gi", "clusters.um890.volumes.data"],
      ["  um890:", "  um891:", "clusters.um890"],
      ["state: running", "state: stopped", "clusters.um890.state"],
    ] as const) {
      writeFileSync(file, original.replace(from, to));
      const report = json("check", platform);
      assert.equal([report.exitCode, report.state], [2, "refused"], path);
      assert.ok(report.findings.some((finding) => finding.path === path && finding.severity === "error"), path);
    }
  }));

function write(path: string, bytes: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, bytes, "latin1");
}

test.run();
