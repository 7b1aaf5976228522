import { readdirSync, readFileSync } from "node:fs";
import fc from "fast-check";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { freeze, readAnswers, type Frozen } from "../../generators/answers/index.ts";

const test = suite("answers/freeze");
const folder = new URL("../fixtures/answers/valid/", import.meta.url);
const homelab = readFileSync(new URL("../../examples/homelab.yaml", import.meta.url), "utf8");
const texts = [homelab, ...readdirSync(folder).filter((file) => file.endsWith(".yaml")).sort().map((file) => readFileSync(new URL(file, folder), "utf8"))];

const CHOICES: Frozen = {
  shards: 4,
  temporalClusterName: "home",
  failoverVersionIncrement: 100,
  kubernetesNamespaces: { server: "temporal-system", database: "temporal-system" },
  database: { cluster: "temporal-postgres", default: "temporal", visibility: "temporal_visibility" },
  storage: { class: "longhorn" },
};

const choices = fc.record(
  {
    shards: fc.integer({ min: 1, max: 16_384 }),
    temporalClusterName: fc.constantFrom("home", "no", "acme-temporal", "y"),
    failoverVersionIncrement: fc.integer({ min: 1, max: 1000 }),
    kubernetesNamespaces: fc.record({ server: fc.constantFrom("temporal", "n"), database: fc.constantFrom("postgres", "on") }, { requiredKeys: [], noNullPrototype: true }),
    database: fc.record({ cluster: fc.constant("temporal-postgres"), default: fc.constant("temporal"), visibility: fc.constant("temporal_visibility") }, { requiredKeys: [], noNullPrototype: true }),
    storage: fc.record({ class: fc.constantFrom("longhorn", "fast.ssd") }, { requiredKeys: [], noNullPrototype: true }),
  },
  { requiredKeys: [], noNullPrototype: true },
) as fc.Arbitrary<Frozen>;

const frozenOf = (text: string): Record<string, Frozen | undefined> => {
  const { answers, findings } = readAnswers(text, "f");
  const broken = findings.filter(({ code }) => code !== "answers/permanent-change");
  assert.equal(broken, []);
  return Object.fromEntries((answers?.clusters ?? []).map(({ name, frozen }) => [name, frozen]));
};

test("the block stands at the end of its cluster, under one line that says what it is", () => {
  const after = freeze(homelab, "f", { um890: CHOICES });
  const added = `
    # Permanent choices, written by create-temporal-platform when the cluster was made: they can never change.
    frozen:
      shards: 4
      temporalClusterName: home
      failoverVersionIncrement: 100
      kubernetesNamespaces:
        server: temporal-system
        database: temporal-system
      database:
        cluster: temporal-postgres
        default: temporal
        visibility: temporal_visibility
      storage:
        class: longhorn
`;
  assert.is(after, homelab.replace("      sops: age\n", `      sops: age\n${added}`));
  assert.equal(readAnswers(after, "f").answers?.clusters[0]?.frozen, CHOICES);
});

test("a cluster in braces gets it in its braces, and the line above", () => {
  const text = "apiVersion: temporal-platform/v1\ncustomer: { name: acme }\nrepository: { url: https://git.example/acme/platform }\nclusters:\n  home: { environment: home, tier: small, cloud: on-premises } # the only one\n";
  const after = freeze(text, "f", { home: { shards: 4, storage: { class: "longhorn" } } });
  const [, note, line] = /clusters:\n( {2}#.*)\n(.*)\n$/.exec(after) ?? [];
  assert.match(note ?? "", /^ {2}# Permanent choices/);
  assert.is(line, "  home: { environment: home, tier: small, cloud: on-premises, frozen: { shards: 4, storage: { class: longhorn } } } # the only one");
});

test("what a block holds stays, what it lacks is added, without a second note", () => {
  const text = freeze(homelab, "f", { um890: { shards: 4, kubernetesNamespaces: { server: "temporal-system" } } });
  const after = freeze(text, "f", { um890: { ...CHOICES, shards: 8 } });
  assert.equal(readAnswers(after, "f").answers?.clusters[0]?.frozen, CHOICES);
  assert.is(after.match(/# Permanent choices/g)?.length, 1);
});

test("any choices in any clusters: they are read back, a second time changes nothing, every line of the user stays", () => {
  fc.assert(
    fc.property(fc.constantFrom(...texts), fc.array(choices, { minLength: 4, maxLength: 4 }), fc.boolean(), (text, some, twice) => {
      const before = frozenOf(text);
      const wanted = Object.fromEntries(Object.keys(before).map((name, index) => [name, some[index] ?? {}]));
      const after = freeze(text, "f", wanted);
      assert.is(freeze(after, "f", wanted), after);
      const lines = after.split(/(?<=\n)/);
      let found = 0;
      for (const line of text.split(/(?<=\n)/)) {
        // A cluster in braces grows inside its line; every other line stays as it is.
        while (found < lines.length && lines[found] !== line && !(/environment"?: /.test(line) && lines[found]?.startsWith(line.slice(0, line.indexOf("}")).trimEnd()))) found += 1;
        assert.ok(found < lines.length || line === "", line);
        found += 1;
      }
      const reread = readAnswers(after, "f");
      if (reread.answers === undefined) return assert.ok(reread.findings.every(({ code }) => code === "answers/permanent-change"));
      for (const { name, frozen } of reread.answers.clusters) {
        for (const [key, value] of Object.entries(wanted[name] ?? {})) {
          const kept = before[name]?.[key as keyof Frozen];
          if (typeof value !== "object") assert.is(frozen?.[key as keyof Frozen], kept ?? value);
        }
      }
      if (twice) assert.is(freeze(freeze(text, "f", {}), "f", {}), text);
    }),
    { numRuns: 100 },
  );
});

test("a cluster that is not there, or a text that is no answers file, is a mistake of the caller", () => {
  assert.throws(() => freeze("clusters: [a]\n", "f", { a: { shards: 4 } }), (error: unknown) => error instanceof RangeError);
  assert.throws(() => freeze("clusters: { a: &a {}, b: *a }\n", "f", { a: { shards: 4 } }), (error: unknown) => error instanceof RangeError);
});

test.run();
