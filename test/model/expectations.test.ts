import { suite } from "uvu";
import * as assert from "uvu/assert";
import { emit } from "../deep/emitted.ts";

const test = suite("what alert rules compare with");
const generated = emit("homelab");
const rules = [...generated.tree].filter(([path]) => path.startsWith("observability/rules/")).map(([, { text }]) => text).join("\n");
const expectations = generated.model.clusters[0]!.observability.expectations;

test("every threshold that a rule reads is recorded, and every recorded one is read", () => {
  const read = new Set([...rules.matchAll(/threshold\{name="([a-z_]+)"/g)].map(([, name]) => name));
  const recorded = new Set(expectations.filter(({ record }) => record === "temporal_platform:threshold").map(({ labels }) => labels["name"]));
  assert.ok(read.size > 0);
  assert.equal([...read].sort(), [...recorded].sort());
});

test("every series that a rule reads is recorded here or by a rule", () => {
  const read = new Set([...rules.matchAll(/temporal_platform:[a-z_]+(?::[a-z_]+)?/g)].map(([name]) => name).filter((name) => name !== "temporal_platform:"));
  const recorded = new Set([...expectations.map(({ record }) => record), ...[...rules.matchAll(/record: (\S+)/g)].map(([, name]) => name)]);
  // Where nothing expects a Deployment of ours, nothing comes from a vault, or no authority is ours, rules about them are silent.
  assert.equal([...read].filter((name) => !recorded.has(name) && !["temporal_platform:deployments:expected", "temporal_platform:secret_namespace", "temporal_platform:authority"].includes(name)), []);
});

test("no two series have the same labels: Prometheus would drop the whole group", () => {
  const seen = expectations.map(({ record, labels }) => JSON.stringify([record, Object.entries(labels).sort()]));
  assert.is(new Set(seen).size, seen.length);
});

test.run();
