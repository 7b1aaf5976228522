import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { stringify } from "yaml";
import { generate } from "../../generators/cli/generate.ts";
import type { Tree } from "../../generators/tree.ts";
import { platforms } from "../properties/platform-answers.ts";

const SOME = 5;
const root = join(import.meta.dirname, "../..");

/** Random platforms that come into being, with their answers, and the two examples: made once, since emitting one takes longer than a hundred updates. */
export const PLATFORMS: readonly { readonly answers: string; readonly tree: Tree }[] = [
  ...["homelab", "enterprise-azure"].map((name) => readFileSync(join(root, `examples/${name}.yaml`), "utf8")),
  ...fc.sample(platforms, { numRuns: SOME * 8, seed: 7 }).map((platform) => stringify(platform)),
].reduce<{ answers: string; tree: Tree }[]>((made, answers) => {
  const tree = made.length < SOME + 2 ? generate(answers, "platform.yaml").generated?.tree : undefined;
  return tree ? [...made, { answers, tree }] : made;
}, []);

const which = fc.nat(PLATFORMS.length - 1).map((index) => PLATFORMS[index]?.tree ?? new Map());
const part = (minLength: number, maxLength: number): fc.Arbitrary<Tree> =>
  fc.tuple(which, fc.array(fc.nat(9999), { minLength, maxLength })).map(([tree, places]) => {
    const paths = [...tree.keys()];
    return new Map([...new Set(places.map((place) => paths[place % paths.length] ?? ""))].sort().flatMap((path) => {
      const file = tree.get(path);
      return file ? [[path, file] as const] : [];
    }));
  });

/** Mostly a few files of one of them: enough for an edit to meet a change. At times some dozen, or all of them, which takes a hundred times as long. */
export const slice: fc.Arbitrary<Tree> = fc.oneof({ weight: 80, arbitrary: part(2, 8) }, { weight: 4, arbitrary: part(20, 60) }, { weight: 1, arbitrary: which });
