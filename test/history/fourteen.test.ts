/** The fourteen properties that regeneration promises, each by its number in the research it comes from. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { parseDocument } from "yaml";
import { applyUpdate, readRepository, recover } from "../../generators/apply/index.ts";
import { generate } from "../../generators/cli/generate.ts";
import { isError } from "../../generators/finding.ts";
import { plan, planToJson, type MineFile, type Plan } from "../../generators/plan/index.ts";
import type { Tree } from "../../generators/tree.ts";
import { inScratch, makeNew, nextId, provenance, put, snapshot } from "../apply/scratch.ts";
import { applyInMemory, fileOf, planOf, recordAfter, recordOf, shown, untouched } from "../plan/trees.ts";
import { edit, history } from "../plan/histories.ts";
import { faultsOf } from "../properties/judge-platform.ts";
import { carryOut, emittedBy, marksIn, nextVersion, script, textsOf, type Edit } from "./edit-scripts.ts";
import { documentsOf, splice, unitsOf, type Scalar } from "./lines.ts";
import { holds } from "./runs.ts";
import { PLATFORMS, slice } from "./slices.ts";
import { Death, watched } from "./watched.ts";

const test = suite("history: what holds over years");

type Mine = ReadonlyMap<string, MineFile>;
const textOf = (mine: Mine, path: string): string => Buffer.from(mine.get(path)?.bytes ?? []).toString("utf8");
/** What apply reads: everything at a path that was or is emitted. */
const known = (mine: Mine, ...trees: readonly Tree[]): Map<string, MineFile> => new Map([...mine].filter(([path]) => trees.some((tree) => tree.has(path))));
const updated = (mine: Mine, old: Tree, now: Tree): Plan => planOf({ ...recordOf(old), mine: known(mine, old, now), theirs: now });
const conflicts = ({ findings }: Plan) => findings.filter(({ code }) => code === "plan/conflict");

test("P1 generating twice gives the same bytes", () => {
  for (const { answers, tree } of PLATFORMS) assert.equal([...(generate(answers, "platform.yaml").generated?.tree ?? [])], [...tree]);
});

test("P2 an update with unchanged templates changes nothing in any edited repository", () =>
  holds(10, fc.tuple(slice, script), ([tree, edits]) => {
    const mine = carryOut(untouched(tree), edits);
    const made = updated(mine, tree, tree);
    assert.equal(shown(applyInMemory(mine, made)), shown(mine));
    assert.ok(made.steps.every(({ action }) => action === "unchanged" || action === "keep"));
  }));

test("P3 an update of a repository that nobody edited gives what a new one would hold", () =>
  holds(10, fc.tuple(slice, nextVersion), ([old, changes]) => {
    const now = emittedBy(old, changes, 1);
    const result = applyInMemory(untouched(old), updated(untouched(old), old, now));
    const seeded = ({ ownership }: { ownership?: string } = {}) => ownership === "once";
    const generated = (mine: Mine) => shown(new Map([...mine].filter(([path]) => !seeded(old.get(path)) && !seeded(now.get(path)))));
    assert.equal(generated(result), generated(untouched(now)));
  }));

/** Templates of a chart are no YAML before Helm reads them: they merge by lines. */
const isManifest = (path: string): boolean => path.endsWith(".yaml") && !/^charts\/[^/]+\/templates\//.test(path);

/** Two sets of lines of one file whose paths are merge units of their own. */
const twoSides = fc.tuple(slice, fc.array(fc.tuple(fc.nat(999), fc.constantFrom("mine", "ours", "both", "same")), { minLength: 1, maxLength: 6 }));
const setTo = (text: string, { index, indent, key }: Scalar, value: string): string => splice(text, index, 1, `${" ".repeat(indent)}${key}: ${value}`);

/** What the sides make of the files, and of it what a merge must give. */
function sides(tree: Tree, picks: readonly (readonly [number, string])[]) {
  const [mine, theirs, expected] = [new Map(untouched(tree)), new Map(tree), new Map([...tree].map(([path, { text }]) => [path, text]))];
  const clashes: { path: string; key: string }[] = [];
  const taken = new Set<string>();
  const places = [...tree].flatMap(([path, { text, ownership }]) => (isManifest(path) && ownership === "generated" ? unitsOf(text).map((scalar) => ({ path, scalar })) : []));
  for (const [place, who] of places.length === 0 ? [] : picks) {
    const { path, scalar } = places[place % places.length] as (typeof places)[number];
    if (taken.has(`${path} ${scalar.index}`)) continue;
    taken.add(`${path} ${scalar.index}`);
    const [yours, ours] = [`mine-0-${place}`, who === "same" ? `mine-0-${place}` : `ours-0-${place}`];
    if (who !== "ours") mine.set(path, fileOf(setTo(textOf(mine, path), scalar, yours), mine.get(path)?.executable));
    const file = theirs.get(path);
    if (who !== "mine" && file) theirs.set(path, { ...file, text: setTo(file.text, scalar, ours) });
    expected.set(path, setTo(expected.get(path) ?? "", scalar, who === "ours" ? ours : yours));
    if (who === "both") clashes.push({ path, key: scalar.key });
  }
  return { mine, theirs, expected, clashes };
}

test("P4 edits of different places merge to both, without a conflict", () =>
  holds(12, twoSides, ([tree, picks]) => {
    const { mine, theirs, expected } = sides(tree, picks.map(([place, who]) => [place, who === "both" ? "mine" : who]));
    const made = updated(mine, tree, theirs);
    assert.equal(made.findings, []);
    assert.equal([...textsOf(applyInMemory(mine, made))], [...expected]);
  }));

const GENTLE: readonly Edit["kind"][] = ["add", "comment", "comment behind", "reorder", "windows", "duplicate"];

test("P5 bytes outside of what the new version changed stay as a person left them", () =>
  holds(12, fc.tuple(slice, script, fc.array(fc.nat(999), { minLength: 1, maxLength: 4 })), ([tree, edits, places]) => {
    const mine = carryOut(untouched(tree), edits.filter(({ kind }) => GENTLE.includes(kind)));
    const [theirs, values] = [new Map(tree), new Map<string, string>()];
    for (const [path, file] of tree) {
      const units = file.ownership === "generated" && isManifest(path) ? unitsOf(file.text) : [];
      const duplicated = textOf(mine, path).split(/^---/m).length !== file.text.split(/^---/m).length;
      for (const place of units.length === 0 || duplicated ? [] : places) {
        const scalar = units[place % units.length] as Scalar;
        if (values.has(`${path} ours-${place % units.length}-0`)) continue;
        values.set(`${path} ours-${place % units.length}-0`, scalar.value);
        theirs.set(path, { ...file, text: setTo(theirs.get(path)?.text ?? "", scalar, `ours-${place % units.length}-0`) });
      }
    }
    const made = updated(mine, tree, theirs);
    assert.equal(conflicts(made), []);
    const result = applyInMemory(mine, made);
    for (const path of mine.keys()) {
      const back = textOf(result, path).replace(/ours-\d+-0/g, (mark) => values.get(`${path} ${mark}`) ?? mark);
      assert.is(back, textOf(mine, path), path);
      for (const key of values.keys()) if (key.startsWith(`${path} `)) assert.match(textOf(result, path), key.slice(path.length + 1));
    }
  }));

test("P6 every comment of a person is still there, whatever the new version changes", () =>
  holds(14, fc.tuple(slice, script, nextVersion), ([tree, edits, changes]) => {
    const mine = carryOut(untouched(tree), edits.filter(({ kind }) => kind.startsWith("comment") || kind === "line" || kind === "rename" || kind === "windows"));
    const result = applyInMemory(mine, updated(mine, tree, emittedBy(tree, changes, 1)));
    assert.equal(marksIn(textsOf(result).values()), marksIn(textsOf(mine).values()));
  }));

test("P7 there is a conflict where both changed one place to different values, and nowhere else; it names the place, and the person's value stays", () =>
  holds(12, twoSides, ([tree, picks]) => {
    const { mine, theirs, expected, clashes } = sides(tree, picks);
    const made = updated(mine, tree, theirs);
    const named = conflicts(made).map(({ file, path }) => `${file} ${/[\w-]+$/.exec(path ?? "")?.[0]}`);
    assert.equal(named.sort(), clashes.map(({ path, key }) => `${path} ${key}`).sort());
    assert.equal([...textsOf(applyInMemory(mine, made))], [...expected]);
  }));

test("P8 answers that were recorded are read back as they were, and the order of their keys means nothing", () => {
  for (const { answers, tree } of PLATFORMS) {
    const first = generate(answers, "platform.yaml").generated;
    const again = generate(first?.platformYaml ?? "", "platform.yaml").generated;
    assert.is(again?.platformYaml, first?.platformYaml);
    assert.equal([...(again?.tree ?? [])], [...tree]);
    const turned = parseDocument(first?.platformYaml ?? "");
    if ("items" in (turned.contents ?? {})) (turned.contents as unknown as { items: unknown[] }).items.reverse();
    assert.equal([...(generate(String(turned), "platform.yaml").generated?.tree ?? [])], [...tree]);
  }
});

/** What names each resource of a text, and every line that was not emitted with it. */
const resourcesOf = (text: string): string[] => documentsOf(text).map((document) => (document.match(/^(kind:|  name:)[^\n]*$/gm) ?? []).join("\n"));
const ownLines = (text: string, base = ""): string[] => text.split("\n").filter((line) => !base.split("\n").includes(line));

test("P9 no edited file is deleted unless all that it held lives elsewhere, and none is replaced", () =>
  holds(10, fc.tuple(slice, script, nextVersion), ([tree, edits, changes]) => {
    const mine = carryOut(untouched(tree), edits);
    const made = updated(mine, tree, emittedBy(tree, changes, 1));
    const after = [...textsOf(applyInMemory(mine, made)).values()].map((text) => text.replaceAll("\r\n", "\n"));
    for (const { path, action } of made.steps) {
      const text = textOf(mine, path).replaceAll("\r\n", "\n");
      const edited = text !== tree.get(path)?.text;
      if (edited) assert.is.not(action, "replace", path);
      if (edited && action === "remove") {
        for (const resource of resourcesOf(text)) assert.ok(after.some((other) => resourcesOf(other).includes(resource)), `${path} is removed with ${resource}`);
        for (const line of ownLines(text, tree.get(path)?.text)) assert.ok(after.some((other) => other.split("\n").includes(line)), `${path} is removed with ${line}`);
      }
      if (action === "write") assert.not(mine.has(path) || tree.has(path), `${path} comes back`);
    }
  }));

test("P10 every output of valid answers passes all schemas", async () => {
  for (const { answers } of PLATFORMS.slice(0, 4)) assert.equal((await faultsOf(answers)).faults, []);
});

test("P11 a plan does not depend on the order in which a disk lists its files", () =>
  holds(6, fc.tuple(slice, script, nextVersion), ([tree, edits, changes]) => {
    const [mine, now] = [carryOut(untouched(tree), edits), emittedBy(tree, changes, 1)];
    const turned = <T>(map: ReadonlyMap<string, T>) => new Map([...map].reverse());
    assert.equal(planToJson(updated(turned(mine), turned(tree), turned(now))), planToJson(updated(mine, tree, now)));
  }));

test("P12 an update that ends at any write leaves the old or the new state, whatever it was to do", () =>
  holds(4, fc.tuple(history, fc.nat(999)), ([[old, now, changes], place]) =>
    inScratch(async (scratch) => {
      const folder = join(scratch, "p");
      await makeNew(folder, old);
      for (const [path, { kind, bytes }] of edit(untouched(old), changes)) if (kind === "file") put(folder, path, bytes);
      const before = snapshot(folder);
      const end = async (dies: number) => {
        let count = 0;
        const judge = ({ changes: isChange }: { changes: boolean }) => {
          if (isChange && (count += 1) > dies) throw new Death();
        };
        const made = plan({ ...readRepository(folder, now.keys()), theirs: now });
        await watched(folder, judge, () => applyUpdate(folder, made, provenance, nextId())).catch((error: unknown) => {
          if (!(error instanceof Death)) throw error;
        });
        return count;
      };
      await end(place % 60);
      assert.not.ok((await recover(folder)).some(isError));
      const after = snapshot(folder);
      if (JSON.stringify(after) === JSON.stringify(before)) return;
      await end(Infinity);
      assert.equal(snapshot(folder), after);
    }),
  ));

test("P13 the plan that is shown is the plan that is applied", () =>
  holds(6, fc.tuple(slice, script, nextVersion), ([tree, edits, changes]) => {
    const mine = carryOut(untouched(tree), edits);
    const made = updated(mine, tree, emittedBy(tree, changes, 1));
    const read = JSON.parse(JSON.stringify(planToJson(made))) as Plan;
    assert.equal(shown(applyInMemory(mine, read)), shown(applyInMemory(mine, made)));
  }));

test("P14 over five updates with edits in between nothing that a person wrote is lost, and a second update finds nothing to do", () =>
  holds(14, fc.tuple(slice, fc.array(fc.tuple(script, nextVersion), { minLength: 5, maxLength: 5 })), ([first, rounds]) => {
    let [mine, made, now]: [Map<string, MineFile>, Plan, Tree] = [untouched(first), planOf({ theirs: first }), first];
    for (const [round, [edits, changes]] of rounds.entries()) {
      mine = carryOut(mine, edits, round);
      now = emittedBy(now, changes, round);
      const onDisk = () => new Map([...mine].filter(([path]) => now.has(path) || made.base.has(path)));
      const update = planOf({ ...recordAfter(made), mine: onDisk(), theirs: now });
      const after = applyInMemory(mine, update);
      assert.equal(marksIn(textsOf(after).values()), marksIn(textsOf(mine).values()), `round ${round}`);
      [mine, made] = [after, update];
      const again = planOf({ ...recordAfter(made), mine: onDisk(), theirs: now });
      assert.equal(shown(applyInMemory(mine, again)), shown(mine), `round ${round}`);
    }
  }));

test("the examples are among the platforms, and hold enough for an edit to meet a change", () => {
  assert.ok(PLATFORMS.length >= 5, `${PLATFORMS.length} platforms`);
  assert.is(PLATFORMS[0]?.answers, readFileSync(join(import.meta.dirname, "../../examples/homelab.yaml"), "utf8"));
  assert.ok(PLATFORMS.every(({ tree }) => [...tree.values()].flatMap(({ text }) => unitsOf(text)).length > 100));
});

test.run();
