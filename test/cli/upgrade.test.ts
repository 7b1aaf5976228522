import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import type { Lock } from "../../generators/apply/index.ts";
import { combinations, type Combination } from "../../generators/catalogue/combinations.ts";
import { showStep } from "../../generators/cli/show-upgrade.ts";
import { skippedSets, wayFrom } from "../../generators/cli/upgrade-way.ts";
import { filesBelow, inTemporary, run, type Outcome } from "./run.ts";

const test = suite("upgrades from the command line");

const ok = (outcome: Outcome, code = 0): Outcome => {
  assert.is(outcome.code, code, outcome.err + outcome.out);
  return outcome;
};
const [real] = combinations;
const set = (server: string): Combination => ({ ...real, name: `set-${server}`, releases: [`${server}-r`], temporal: { ...real.temporal, server, adminTools: server, chart: server } });
const sets: [Combination, ...Combination[]] = [set("1.33.0"), set("1.32.4"), set("1.31.2")];
const lockOf = (...names: string[]): Lock => ({ generators: ["0.1.0"], answers: [], combinations: names, frozen: [], states: [], files: [] });

test("a repository at the newest set has nothing to do; an unknown version and a folder without a record are refused", () =>
  inTemporary((folder) => {
    const platform = join(folder, "platform");
    ok(run(["new", platform, "--answers", "examples/homelab.yaml"]));
    const before = filesBelow(platform);
    assert.match(ok(run(["upgrade", "plan", platform])).out, "Nothing to do");
    assert.match(ok(run(["upgrade", "next", platform])).err, "Nothing to do");
    assert.match(ok(run(["upgrade", "plan", platform, "--to", "1.33"]), 2).err, "upgrade/unknown-version");
    assert.match(ok(run(["upgrade", "plan", folder]), 2).err, "record/missing");
    assert.equal((JSON.parse(ok(run(["upgrade", "plan", platform, "--json"])).out) as { steps: unknown[] }).steps, []);
    assert.equal(filesBelow(platform), before);
    const lock = join(platform, ".temporal-platform/lock");
    writeFileSync(lock, readFileSync(lock, "utf8").replace(/^combination .*$/m, "combination temporal-0.1"));
    for (const command of [["update"], ["upgrade", "plan"], ["upgrade", "next"]]) assert.match(ok(run([...command, platform]), 2).err, "upgrade/unknown-set");
  }));

test("an update that would leave out a minor of the server is refused with the release to take first", () => {
  assert.equal(skippedSets(lockOf("set-1.32.4"), sets), []);
  const [finding] = skippedSets(lockOf("set-1.31.2"), sets);
  assert.is(finding?.code, "upgrade/steps-skipped");
  assert.match(finding?.remedy ?? "", "npx create-temporal-platform@1.32.4-r update");
});

test("after a merge of two branches the way begins at the older set", () => {
  assert.equal(wayFrom(lockOf("set-1.32.4", "set-1.31.2"), "1.33", sets).steps.map(({ to }) => to), ["set-1.32.4", "set-1.33.0"]);
});

test("a step says its order, what to see before and after, and its one command", () => {
  const [step] = wayFrom(lockOf("set-1.31.2"), "1.33", sets).steps;
  assert.ok(step);
  const text = showStep(step, 0);
  assert.match(text, /1\. set-1\.31\.2 → set-1\.32\.4 {2}\(next minor version of the server\)/);
  assert.ok(text.indexOf("Temporal schema") < text.indexOf("Temporal server"));
  for (const said of ["Kubernetes 1.34 to 1.36", "npx create-temporal-platform@1.32.4-r update --diff", "git commit -m 'set-1.32.4'", "the step schema is ready before the step server begins", "scripts/acceptance.sh"]) assert.ok(text.includes(said), said);
});

test.run();
