import fc from "fast-check";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { parseAllDocuments } from "yaml";
import type { MineFile } from "../../generators/plan/index.ts";
import type { Tree } from "../../generators/tree.ts";
import { applyInMemory, mineOf, planOf, recordAfter, recordOf, treeOf } from "./trees.ts";

const test = suite("plan: what moved is followed");
const RUNS = process.env["CI"] ? 2000 : 300;

const FOLDER = "clusters/a/server";
const RESOURCES = ["one", "two", "three", "four"] as const;
type Name = (typeof RESOURCES)[number];

/** Resource → file; and which of its two fields are changed. */
type Side = Readonly<Record<Name, { readonly file: string; readonly changed: boolean }>>;

const document = (name: Name, mine: boolean, theirs: boolean): string =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ${name}\n  namespace: a\ndata:\n  # Of a person.\n  mine: "${mine ? "changed" : "as it was"}"\n  between: "1"\n  theirs: "${theirs ? "changed" : "as it was"}"\n`;

const side = (files: readonly string[]): fc.Arbitrary<Side> => fc.record(Object.fromEntries(RESOURCES.map((name) => [name, fc.record({ file: fc.constantFrom(...files), changed: fc.boolean() })])) as { [name in Name]: fc.Arbitrary<{ file: string; changed: boolean }> });

function filesOf(places: Side, text: (name: Name) => string): Record<string, string> {
  const files: Record<string, string> = {};
  for (const name of RESOURCES) {
    const path = `${FOLDER}/${places[name].file}.yaml`;
    files[path] = files[path] === undefined ? text(name) : `${files[path]}---\n${text(name)}`;
  }
  return files;
}

/** Everything is where it was emitted, unless it moved. */
const moved = (base: Side, by: Side, files: ReadonlySet<string>): Side => Object.fromEntries(RESOURCES.map((name) => [name, files.has(by[name].file) ? by[name] : { ...by[name], file: base[name].file }])) as Side;

const dataOf = (files: ReadonlyMap<string, MineFile>) =>
  [...files].flatMap(([path, { bytes }]) => parseAllDocuments(Buffer.from(bytes).toString("utf8")).map((each) => each.toJS() as { metadata: { name: Name }; data: { mine: string; theirs: string } } | null).filter((each) => each !== null).map((each) => ({ path, name: each.metadata.name, mine: each.data.mine, theirs: each.data.theirs })));

/** What `update` hands to a plan. */
function inputOf(record: Pick<Parameters<typeof planOf>[0], "base" | "emitted">, files: ReadonlyMap<string, MineFile>, theirs: Tree) {
  const paths = new Set([...(record.base?.keys() ?? []), ...theirs.keys()]);
  const beside: Tree = new Map([...files].filter(([path]) => !paths.has(path)).map(([path, { bytes }]) => [path, { text: Buffer.from(bytes).toString("utf8"), executable: false, ownership: "generated" as const }]));
  return { ...record, mine: new Map([...files].filter(([path]) => paths.has(path))), theirs, beside };
}

test("wherever either side puts a resource, it is there once, with the changes of both, and where the person put it", () => {
  const layouts = fc.tuple(side(["a", "b", "c"]), side(["a", "b", "c", "mine-1", "mine-2"]), side(["a", "b", "c", "theirs-1", "theirs-2"]));
  fc.assert(
    fc.property(layouts, fc.boolean(), fc.boolean(), ([base, ours, platforms], personMoves, platformMoves) => {
      const mine = moved(base, ours, new Set(personMoves ? ["a", "b", "c", "mine-1", "mine-2"].filter((file) => file.startsWith("mine") || RESOURCES.some((name) => base[name].file === file)) : []));
      const theirs = moved(base, platforms, new Set(platformMoves ? ["theirs-1", "theirs-2"] : []));
      const emitted = treeOf(filesOf(base, (name) => document(name, false, false)));
      const now = treeOf(filesOf(theirs, (name) => document(name, false, theirs[name].changed)));
      const files = mineOf(filesOf(mine, (name) => document(name, mine[name].changed, false)));
      const made = planOf(inputOf(recordOf(emitted), files, now));
      const result = applyInMemory(files, made);
      assert.equal(made.findings.filter(({ code }) => code !== "plan/moved-by-both"), []);
      const found = dataOf(result).sort((a, b) => RESOURCES.indexOf(a.name) - RESOURCES.indexOf(b.name));
      assert.equal(found.map(({ name, mine, theirs }) => [name, mine, theirs]), RESOURCES.map((name) => [name, mine[name].changed ? "changed" : "as it was", theirs[name].changed ? "changed" : "as it was"]));
      for (const { name, path } of found) {
        const wanted = mine[name].file === base[name].file ? theirs[name].file : mine[name].file;
        assert.is(path, `${FOLDER}/${wanted}.yaml`, name);
      }
      const again = planOf(inputOf(recordAfter(made), result, now));
      assert.equal(dataOf(applyInMemory(result, again)), dataOf(result));
    }),
    { numRuns: RUNS },
  );
});

test("a resource that a person deleted stays deleted, wherever the platform puts it", () => {
  const layouts = fc.tuple(side(["a", "b", "c"]), side(["a", "b", "c", "theirs-1", "theirs-2"]), fc.subarray([...RESOURCES]));
  fc.assert(
    fc.property(layouts, ([base, platforms, deleted]) => {
      const theirs = moved(base, platforms, new Set(["theirs-1", "theirs-2"]));
      const emitted = treeOf(filesOf(base, (name) => document(name, false, false)));
      const now = treeOf(filesOf(theirs, (name) => document(name, false, theirs[name].changed)));
      const gone = new Set<Name>(deleted);
      const kept = Object.fromEntries([...emitted].flatMap(([path, { text }]) => {
        const rest = text.split("---\n").filter((part) => !gone.has(/^ {2}name: (.*)$/m.exec(part)?.[1] as Name));
        return rest.length > 0 ? [[path, rest.join("---\n")]] : [];
      }));
      const files = mineOf(kept);
      const made = planOf(inputOf(recordOf(emitted), files, now));
      const found = dataOf(applyInMemory(files, made)).map(({ name }) => name).sort();
      assert.equal(found, RESOURCES.filter((name) => !gone.has(name)).sort());
    }),
    { numRuns: RUNS },
  );
});

test.run();
