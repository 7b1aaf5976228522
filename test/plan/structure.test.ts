import fc from "fast-check";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { parse, stringify } from "yaml";
import { mineOf, planOf, treeOf } from "./trees.ts";

const test = suite("plan: YAML that both sides changed, by structure");
const RUNS = process.env["CI"] ? 2000 : 400;

interface Container { name: string; image: string; env: { name: string; value: string }[]; args?: string[] }
interface Manifest { kind: string; metadata: { name: string; labels: Record<string, string> }; spec: { replicas: number; containers: Container[]; rules: { from: string; ports: number[] }[] } }

const word = fc.constantFrom("a", "b", "c", "d", "e", "f");
const container = (name: string): fc.Arbitrary<Container> =>
  fc.record({ name: fc.constant(name), image: fc.constantFrom("x:1", "y:2"), env: fc.uniqueArray(word, { maxLength: 4 }).map((names) => names.map((each) => ({ name: each.toUpperCase(), value: "1" }))) });
const manifest: fc.Arbitrary<Manifest> = fc.record({
  kind: fc.constant("Deployment"),
  metadata: fc.record({ name: word, labels: fc.dictionary(word, word, { maxKeys: 4 }) }),
  spec: fc.record({
    replicas: fc.nat(5),
    containers: fc.uniqueArray(word, { minLength: 1, maxLength: 4 }).chain((names) => fc.tuple(...names.map(container))),
    // No two alike: of equal items without a name nobody can tell which one was changed.
    rules: fc.uniqueArray(fc.record({ from: word, ports: fc.array(fc.nat(9000), { maxLength: 3 }) }), { maxLength: 4, selector: (rule) => JSON.stringify(rule) }),
  }),
});

/** One change of one merge unit, named by what it touches: two of different names never meet. */
type Change = readonly [unit: string, make: (doc: Manifest) => void];
const changes = (doc: Manifest, side: string): Change[] => [
  ["replicas", (each) => void (each.spec.replicas += side === "mine" ? 10 : 20)],
  [`label ${side}`, (each) => void (each.metadata.labels[`new-${side}`] = side)],
  ...Object.keys(doc.metadata.labels).map((key): Change => [`label ${key}`, (each) => void (each.metadata.labels[key] = side)]),
  ...Object.keys(doc.metadata.labels).map((key): Change => [`label ${key}`, (each) => void delete each.metadata.labels[key]]),
  [`container ${side}`, (each) => void each.spec.containers.push({ name: `new-${side}`, image: side, env: [] })],
  ...doc.spec.containers.flatMap(({ name, env }, index): Change[] => [
    [`image ${name}`, (each) => void (each.spec.containers[index]!.image = side)],
    [`args ${name}`, (each) => void (each.spec.containers[index]!.args = [side, "--flag"])],
    ...env.map((variable, at): Change => [`env ${name} ${variable.name}`, (each) => void (each.spec.containers[index]!.env[at]!.value = side)]),
  ]),
  ...doc.spec.rules.map((_, index): Change => [`rule ${index}`, (each) => void (each.spec.rules[index]!.from = side)]),
];

const text = (doc: Manifest, comments: ReadonlyMap<string, string> = new Map()): string => {
  const lines = stringify(doc, { indentSeq: true, lineWidth: 0 }).split("\n");
  return lines.map((line) => [...comments].reduce((before, [key, comment]) => (line.trim().startsWith(key) ? `${/^ */.exec(line)?.[0] ?? ""}# ${comment}\n${before}` : before), line)).join("\n");
};
const merge = (base: string, mine: string, theirs: string) => {
  const { steps, findings } = planOf({ base: new Map([["a.yaml", [base]]]), mine: mineOf({ "a.yaml": mine }), theirs: treeOf({ "a.yaml": theirs }) });
  return { text: steps[0]?.text ?? mine, findings };
};
const scenario = manifest.chain((doc) =>
  fc.tuple(fc.constant(doc), fc.subarray(changes(doc, "mine"), { minLength: 1, maxLength: 4 }), fc.subarray(changes(doc, "theirs"), { minLength: 1, maxLength: 4 })),
);
const applied = (doc: Manifest, made: readonly Change[]): Manifest => {
  const copy = structuredClone(doc);
  for (const [, make] of made) make(copy);
  return copy;
};
/** Of one unit only one change counts, and theirs only where mine has none. */
const apart = (mine: readonly Change[], theirs: readonly Change[]): [Change[], Change[]] => {
  const once = (list: readonly Change[]) => list.filter(([unit], index) => list.findIndex(([other]) => other === unit) === index);
  const ours = once(mine);
  return [ours, once(theirs).filter(([unit]) => !ours.some(([other]) => other === unit))];
};
const sorted = (value: unknown): unknown => (Array.isArray(value) ? value.map(sorted) : typeof value === "object" && value !== null ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, inner]) => [key, sorted(inner)])) : value);
const byName = (doc: Manifest): unknown => sorted({ ...doc, spec: { ...doc.spec, containers: doc.spec.containers.toSorted((a, b) => (a.name < b.name ? -1 : 1)) } });

test("changes of different units never conflict, and all of them arrive", () => {
  fc.assert(
    fc.property(scenario, ([doc, first, second]) => {
      const [mine, theirs] = apart(first, second);
      const merged = merge(text(doc), text(applied(doc, mine)), text(applied(doc, theirs)));
      assert.equal(merged.findings, []);
      assert.equal(byName(parse(merged.text) as Manifest), byName(applied(doc, [...mine, ...theirs])));
    }),
    { numRuns: RUNS },
  );
});

test("comments of a person stay through every change of ours", () => {
  fc.assert(
    fc.property(scenario, ([doc, , second]) => {
      const notes = new Map([["kind:", "note on kind"], ["replicas:", "note on replicas"], ["containers:", "note on containers"]]);
      const merged = merge(text(doc), text(doc, notes), text(applied(doc, apart([], second)[1])));
      assert.equal(merged.findings, []);
      for (const note of notes.values()) assert.ok(merged.text.includes(`# ${note}`), merged.text);
      assert.equal(byName(parse(merged.text) as Manifest), byName(applied(doc, apart([], second)[1])));
    }),
    { numRuns: RUNS },
  );
});

test("a value that both sides changed stays as the person wrote it, is named by its path, and the rest of the file is merged", () => {
  fc.assert(
    fc.property(manifest, (doc) => {
      const mine = text(applied(doc, [["", (each) => void (each.spec.replicas = 77)]]));
      const theirs = text(applied(doc, [["", (each) => void (each.spec.replicas = 88)], ["", (each) => void (each.metadata.labels["zone"] = "x")]]));
      const merged = merge(text(doc), mine, theirs);
      assert.equal(merged.findings.map(({ code, path }) => [code, path]), [["plan/conflict", "spec.replicas"]]);
      const result = parse(merged.text) as Manifest;
      assert.equal([result.spec.replicas, result.metadata.labels["zone"]], [77, "x"]);
    }),
    { numRuns: RUNS },
  );
});

test("quotes, another indentation and another order of keys are no change of what a value says", () => {
  fc.assert(
    fc.property(scenario, ([doc, , second]) => {
      const theirs = apart([], second)[1];
      const restyled = stringify({ spec: doc.spec, metadata: doc.metadata, kind: doc.kind }, { indent: 4, defaultStringType: "QUOTE_DOUBLE", lineWidth: 0 });
      const merged = merge(text(doc), restyled, text(applied(doc, theirs)));
      assert.equal(merged.findings, []);
      assert.equal(byName(parse(merged.text) as Manifest), byName(applied(doc, theirs)));
    }),
    { numRuns: RUNS },
  );
});

test.run();
