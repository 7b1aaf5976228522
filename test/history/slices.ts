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

/** A few files of one of them, most of them manifests: enough for an edit to meet a change. */
export const slice: fc.Arbitrary<Tree> = fc.tuple(fc.nat(PLATFORMS.length - 1), fc.array(fc.nat(9999), { minLength: 2, maxLength: 8 })).map(([which, places]) => {
  const tree = PLATFORMS[which]?.tree ?? new Map();
  const paths = [...tree.keys()];
  return new Map([...new Set(places.map((place) => paths[place % paths.length] ?? ""))].sort().flatMap((path) => {
    const file = tree.get(path);
    return file ? [[path, file] as const] : [];
  }));
});
