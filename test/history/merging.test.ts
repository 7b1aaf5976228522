/** Of the fourteen properties that regeneration promises: those about one update of a repository with edits in it (P2 to P7, P9). */
import fc from "fast-check";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import type { Tree } from "../../generators/tree.ts";
import { applyInMemory, fileOf, shown, untouched } from "../plan/trees.ts";
import { carryOut, emittedBy, marksIn, nextVersion, script, textsOf, type Edit } from "./edit-scripts.ts";
import { documentsOf, splice, unitsOf, type Scalar } from "./lines.ts";
import { holds } from "./runs.ts";
import { slice } from "./slices.ts";
import { conflicts, textOf, updated, type Mine } from "./updates.ts";

const test = suite("history: an update beside edits");

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

/** What names each resource of a text, and the lines that were emitted nowhere. */
const resourcesOf = (text: string): string[] => documentsOf(text).map((document) => (document.match(/^(kind:|  name:)[^\n]*$/gm) ?? []).join("\n"));
const ownLines = (text: string, tree: Tree): string[] => text.split("\n").filter((line) => ![...tree.values()].some((file) => file.text.split("\n").includes(line)));

test("P9 an edited file is deleted or replaced only when all that it held lives elsewhere", () =>
  holds(10, fc.tuple(slice, script, nextVersion), ([tree, edits, changes]) => {
    const mine = carryOut(untouched(tree), edits);
    const now = emittedBy(tree, changes, 1);
    const made = updated(mine, tree, now);
    const after = [...textsOf(applyInMemory(mine, made)).values()].map((text) => text.replaceAll("\r\n", "\n"));
    const isEmitted = (resource: string): boolean => [...now.values()].some(({ text }) => resourcesOf(text).includes(resource));
    for (const { path, action } of made.steps) {
      const [text, base] = [textOf(mine, path).replaceAll("\r\n", "\n"), tree.get(path)?.text];
      if (action === "write") assert.not(mine.has(path) || tree.has(path), `${path} comes back`);
      if (text === base || (action !== "remove" && action !== "replace")) continue;
      for (const resource of resourcesOf(text).filter(isEmitted)) assert.ok(after.some((other) => resourcesOf(other).includes(resource)), `${action} ${path} takes ${resource}`);
      for (const line of ownLines(text, tree)) assert.ok(after.some((other) => other.split("\n").includes(line)), `${action} ${path} takes ${line}`);
    }
  }));

test.run();
