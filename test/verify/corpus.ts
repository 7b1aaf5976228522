import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseYaml } from "../../generators/document/index.ts";
import type { Expectations, Texts } from "../../generators/verify/index.ts";
import { treeOf } from "./trees.ts";

/** The planted faults: `test/fixtures/faults/<group>/<fault>/`, each a part of a repository and `expected.yaml`. */

const folder = join(new URL(".", import.meta.url).pathname, "..", "fixtures", "faults");

export interface ExpectedFinding {
  readonly code: string;
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly path?: string;
}

export interface Fault {
  readonly group: string;
  /** The folder's name, as words. */
  readonly name: string;
  readonly tree: Texts;
  /** Present where everything that is named has to be made, or be among these. */
  readonly expectations: Expectations | undefined;
  readonly findings: readonly ExpectedFinding[];
}

export const faults: readonly Fault[] = readdirSync(folder)
  .sort()
  .flatMap((group) => readdirSync(join(folder, group)).sort().map((name) => read(group, name)));

function read(group: string, name: string): Fault {
  const at = join(folder, group, name);
  const tree = treeOf(at);
  tree.delete("expected.yaml");
  const { existing, findings } = parseYaml(readFileSync(join(at, "expected.yaml"), "utf8"), `${group}/${name}`).documents[0]?.data as { existing?: Expectations["existing"]; findings: ExpectedFinding[] };
  return { group, name: name.replaceAll("-", " "), tree, expectations: existing === undefined ? undefined : { existing }, findings };
}
