import { readFileSync } from "node:fs";
import fc from "fast-check";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { combinations, type Combination } from "../../generators/catalogue/combinations.ts";
import { planUpgrade } from "../../generators/catalogue/upgrade.ts";

const test = suite("the way from one set of versions to another");

const [real] = combinations;
interface Said {
  readonly chart?: string;
  readonly cnpg?: string;
  readonly kubernetes?: readonly [string, string];
  readonly releases?: readonly string[];
}
/** The real set with other versions; its name is the server's version. */
const set = (server: string, { chart = server, cnpg = "1.30.0", kubernetes = ["1.34", "1.36"], releases = [`r${server}`] }: Said = {}): Combination => ({
  ...real,
  name: `set-${server}`,
  releases,
  kubernetes: { oldest: kubernetes[0], newest: kubernetes[1] },
  temporal: { chart, server, adminTools: server, ui: real.temporal.ui },
  cloudnativePg: { ...real.cloudnativePg, operator: cnpg },
});
const LADDER = ["1.29.1", "1.29.7", "1.30.0", "1.30.3", "1.31.0", "1.31.2", "1.32.1"].map((server) => set(server));
const way = (sets: readonly Combination[], from: string, to: string): string[] => planUpgrade(sets, from, to).steps.map((step) => step.to);
const refusal = (sets: readonly Combination[], from: string, to: string) => {
  const { steps, findings } = planUpgrade(sets, from, to);
  assert.equal(steps, []);
  assert.is(findings.length, 1);
  return findings[0];
};

test("one minor at a time, from the newest patch of the one to the newest patch of the next", () => {
  assert.equal(way(LADDER, "set-1.29.1", "1.32"), ["set-1.29.7", "set-1.30.3", "set-1.31.2", "set-1.32.1"]);
  assert.equal(way(LADDER, "set-1.31.2", "1.32.1"), ["set-1.32.1"]);
  assert.equal(way(LADDER, "set-1.30.0", "1.31"), ["set-1.30.3", "set-1.31.2"]);
});

test("a patch that was asked for by its number is where the way ends, newest or not", () => {
  assert.equal(way(LADDER, "set-1.30.3", "1.31.0"), ["set-1.31.0"]);
  assert.equal(way(LADDER, "set-1.30.0", "1.31.0"), ["set-1.30.3", "set-1.31.0"]);
});

test("where the repository is already there is no step", () => assert.equal(planUpgrade(LADDER, "set-1.31.2", "1.31"), { steps: [], findings: [] }));

test("a minor without a set in between is refused, and says after which set the way ends", () => {
  const sets = LADDER.filter(({ temporal }) => !temporal.server.startsWith("1.31"));
  const finding = refusal(sets, "set-1.29.7", "1.32.1");
  assert.is(finding?.code, "upgrade/no-way");
  assert.match(finding?.reason ?? "", "after set-1.30.3, Temporal server 1.30.3 → 1.32.1 leaves out a minor version");
});

test("a way back is refused with what to do instead", () => {
  const finding = refusal(LADDER, "set-1.31.2", "1.30");
  assert.is(finding?.code, "upgrade/way-back");
  assert.match(finding?.remedy ?? "", "git revert");
});

test("an unknown version is refused, with the nearest that is known; so is an unknown set in the record", () => {
  const finding = refusal(LADDER, "set-1.31.2", "1.32.2");
  assert.equal([finding?.code, finding?.remedy.slice(0, 22)], ["upgrade/unknown-version", "Did you mean 1.32.1? N"]);
  assert.is(refusal(LADDER, "temporal-9", "1.32")?.code, "upgrade/unknown-set");
});

test("an operator that needs every minor gets a set of the same server in between", () => {
  const sets = [set("1.31.2", { cnpg: "1.28.0" }), { ...set("1.31.2", { cnpg: "1.29.1" }), name: "between", temporal: { ...set("1.31.2").temporal, chart: "1.31.3" } }, set("1.32.1", { cnpg: "1.30.0" })];
  assert.equal(way(sets, "set-1.31.2", "1.32"), ["between", "set-1.32.1"]);
  assert.equal(planUpgrade(sets, "set-1.31.2", "1.32").steps.map(({ kind }) => kind), ["set", "minor"]);
});

test("sets without a Kubernetes version in common do not follow each other; a step names those that both support", () => {
  const [old, now] = [set("1.31.2", { kubernetes: ["1.32", "1.34"] }), set("1.32.1", { kubernetes: ["1.34", "1.36"] })];
  assert.equal(planUpgrade([now, old], "set-1.31.2", "1.32").steps.map(({ kubernetes }) => kubernetes), [{ oldest: "1.34", newest: "1.34" }]);
  assert.match(refusal([set("1.32.1", { kubernetes: ["1.35", "1.36"] }), old], "set-1.31.2", "1.32")?.reason ?? "", "no version of Kubernetes");
});

test("within a step operators come first, and the schema before the server", () => {
  const [step] = planUpgrade([set("1.31.2", { cnpg: "1.29.0" }), set("1.32.1")], "set-1.31.2", "1.32").steps;
  assert.equal(step?.changes.map(({ component }) => component), ["CloudNativePG operator", "Temporal schema (admin-tools)", "Temporal server", "Temporal chart"]);
  assert.equal(step?.releases, ["r1.32.1"]);
});

test("no way ever skips a minor, goes back, or leaves a minor before its newest patch", () => {
  const version = fc.tuple(fc.integer({ min: 28, max: 34 }), fc.integer({ min: 0, max: 5 }));
  fc.assert(
    fc.property(fc.uniqueArray(version, { minLength: 2, maxLength: 15, selector: String }), fc.nat(), fc.nat(), (versions, a, b) => {
      const sets = versions.map(([minor, patch]) => set(`1.${minor}.${patch}`));
      const [from, to] = [sets[a % sets.length], sets[b % sets.length]];
      if (from === undefined || to === undefined) return;
      const { steps, findings } = planUpgrade(sets, from.name, to.temporal.server);
      const numbers = (name: string): readonly [number, number] => [Number(name.split(".")[1]), Number(name.split(".")[2])];
      const patches = (minor: number) => versions.filter(([each]) => each === minor).map(([, patch]) => patch);
      if (findings.length > 0) {
        const [[m, p], [n, q]] = [numbers(from.name), numbers(to.name)];
        const missing = Array.from({ length: Math.max(0, n - m) }, (_, index) => m + index).some((minor) => patches(minor).length === 0);
        assert.ok(m > n || (m === n && p > q) || missing, findings[0]?.reason);
        return;
      }
      assert.is(steps.at(-1)?.to ?? from.name, to.name);
      for (const step of steps) {
        const [[m, p], [n, q]] = [numbers(step.from), numbers(step.to)];
        assert.ok(n === m ? q > p : n === m + 1);
        if (n > m) assert.is(p, Math.max(...patches(m)), `${step.from} is left too early`);
      }
    }),
    { numRuns: 2000 },
  );
});

test("this release's own version emits the newest set", () => {
  const { version } = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8")) as { version: string };
  assert.is(real.releases.at(-1), version);
  assert.equal(planUpgrade(combinations, real.name, real.temporal.server), { steps: [], findings: [] });
});

test.run();
