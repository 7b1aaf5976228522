import { readFileSync } from "node:fs";
import fc from "fast-check";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { migrate, migrations, type Migration } from "../../generators/answers/index.ts";
import { insertIn } from "../../generators/document/edit.ts";
import { parseYaml } from "../../generators/document/index.ts";
import { removeKeyIn, renameKeyIn } from "../../generators/document/keys.ts";
import { generate } from "../../generators/cli/generate.ts";
import { plan } from "../../generators/plan/index.ts";

const test = suite("answers of an older format");

const homelab = readFileSync(new URL("../../examples/homelab.yaml", import.meta.url), "utf8");
/** Formats that never were: `client` was renamed, then `customer.note` went. */
const V0: Migration = { from: "temporal-platform/v0", to: "temporal-platform/v0b", because: "`client` is called `customer`.", edit: (text) => renameKeyIn(text, ["client"], "customer") };
const V0B: Migration = { from: "temporal-platform/v0b", to: "temporal-platform/v1", because: "`customer.note` is no longer asked.", edit: (text) => removeKeyIn(text, ["customer", "note"]) };
const old = homelab.replace("temporal-platform/v1", "temporal-platform/v0   # since 2026").replace(/^customer:.*\n/m, (line) => (line.trim() === "customer:" ? "client: # who\n  note: x # gone\n" : line.replace("customer", "client")));

test("they are brought to today's one edit after the other, every comment and all else as it was", () => {
  assert.match(old, "client:");
  const { text, findings } = migrate(old, "platform.yaml", [V0B, V0]);
  assert.is(text, homelab.replace("temporal-platform/v1", "temporal-platform/v1   # since 2026").replace(/^customer:\n/m, "customer: # who\n"));
  assert.equal(findings.map(({ code, severity }) => `${severity} ${code}`), ["info answers/migrated", "info answers/migrated"]);
});

test("an update shows the edit as a step of its plan, with the reason", () => {
  const { generated, findings } = generate(old, "platform.yaml", [V0, V0B]);
  assert.ok(generated, JSON.stringify(findings));
  assert.match(generated.platformYaml, "apiVersion: temporal-platform/v1   # since 2026");
  const why = generated.migrated.map(({ reason }) => reason).join(" ");
  const { steps } = plan({ base: new Map(), mine: new Map(), theirs: new Map(), answersFile: { path: "platform.yaml", before: old, after: generated.platformYaml, why } });
  assert.equal(steps.map(({ path, action }) => [path, action]), [["platform.yaml", "replace"]]);
  assert.match(steps[0]?.because ?? "", "`client` is called `customer`.");
});

test("today's format is left alone, byte for byte, and no list has a format that leads nowhere", () => {
  assert.equal(migrate(homelab, "platform.yaml"), { text: homelab, findings: [] });
  for (const { from, to } of migrations) assert.ok(to === "temporal-platform/v1" || migrations.some((next) => next.from === to), from);
});

test("what cannot be edited in place is refused with what to do by hand, and a newer format with what to use", () => {
  const impossible: Migration = { ...V0, edit: (text) => renameKeyIn(text, ["client"], "repository") };
  const { text, findings } = migrate(old, "platform.yaml", [impossible]);
  assert.is(text, old);
  assert.equal(findings.map(({ code }) => code), ["answers/migration"]);
  assert.equal(generate(homelab.replace("platform/v1", "platform/v7"), "p.yaml").findings.map(({ code }) => code), ["answers/newer-format"]);
});

test("formats that lead round in a circle end", () => {
  const round: Migration[] = [{ ...V0, edit: (text) => text }, { ...V0B, to: "temporal-platform/v0", edit: (text) => text }];
  assert.equal(migrate(old, "p.yaml", round).findings.length, 2);
});

test("renaming and taking out a key changes that key alone, wherever it stands", () => {
  const word = fc.stringMatching(/^[a-z]{1,6}$/);
  const tree: fc.Arbitrary<unknown> = fc.letrec((tie) => ({ node: fc.oneof({ maxDepth: 3 }, fc.constantFrom(1, "two", true), fc.dictionary(word, tie("node"), { minKeys: 1, maxKeys: 4, noNullPrototype: true })) })).node;
  fc.assert(
    fc.property(fc.dictionary(word, tree, { minKeys: 2, maxKeys: 5, noNullPrototype: true }), fc.nat(), (data, at) => {
      const text = Object.entries(data).reduce((sum, [key, value]) => insertIn(sum, [key], value, `about ${key}`), "");
      const key = Object.keys(data)[at % Object.keys(data).length] ?? "";
      const after = (changed: string) => parseYaml(changed, "x").documents[0]?.data;
      const renamed = renameKeyIn(text, [key], "Renamed");
      assert.equal(after(renamed), Object.fromEntries(Object.entries(data).map(([each, value]) => [each === key ? "Renamed" : each, value])));
      assert.is(renameKeyIn(renamed, ["Renamed"], key), text);
      const removed = removeKeyIn(text, [key]);
      assert.equal(after(removed), Object.fromEntries(Object.entries(data).filter(([each]) => each !== key)));
      for (const each of Object.keys(data)) assert.ok(removed.includes(`# about ${each}`));
    }),
    { numRuns: 300 },
  );
});

test.run();
