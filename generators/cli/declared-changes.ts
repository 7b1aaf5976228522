import type { Finding } from "../finding.ts";
import type { Cluster } from "../model/index.ts";
import { decodeText, type MineFile, type Plan } from "../plan/index.ts";
import type { Tree } from "../tree.ts";
import { declaredChoices, type DeclaredChoice } from "./declared.ts";
import { consequenceOf, describeChange } from "./permanent.ts";

/**
 * Permanent choices as the manifests on disk state them, against what the plan makes of those manifests. A change that hurts is
 * an error unless its path was accepted; a statement of a person that stays and says something else than the answers is a warning.
 * Only manifests that somebody edited are parsed.
 * @param refused paths that the record forbids already: each is told once
 */
export function changedDeclarations(planned: Plan, mine: ReadonlyMap<string, MineFile>, theirs: Tree, clusters: readonly Cluster[], accepted: readonly string[], refused: ReadonlySet<string>): Finding[] {
  const steps = new Map(planned.steps.map((step) => [step.path, step]));
  return [...theirs].flatMap(([file, { text: ours }]) => {
    const cluster = clusters.find(({ path }) => file.startsWith(`${path}/`))?.name;
    const disk = mine.get(file);
    const text = disk?.kind === "file" ? decodeText(disk.bytes) : undefined;
    if (cluster === undefined || text === undefined || text === ours) return [];
    const wanted = valuesOf(declaredChoices(ours, file));
    const after = valuesOf(declaredChoices(steps.get(file)?.text ?? text, file));
    return declaredChoices(text, file).flatMap(({ path, value, place }): Finding[] => {
      const key = `clusters.${cluster}.${path}`;
      if (!wanted.has(path) || accepted.includes(key) || refused.has(key)) return [];
      const then = after.get(path);
      const changed = value === then ? undefined : describeChange({ cluster, path }, value, then, `become ${JSON.stringify(then) ?? "nothing"} in this manifest`, file);
      if (changed !== undefined) return [{ ...changed, ...place, remedy: `See which of the two the running cluster has, and write that into platform.yaml and here. ${changed.remedy}` }];
      const answered = wanted.get(path);
      const consequence = answered === undefined ? undefined : consequenceOf(path, answered, value);
      return consequence === undefined ? [] : [edited(key, value, answered, consequence, place)];
    });
  });
}

const valuesOf = (choices: readonly DeclaredChoice[]): ReadonlyMap<string, DeclaredChoice["value"]> => new Map(choices.map(({ path, value }) => [path, value]));

/** The person's value stays, as everywhere; what it does to the running cluster is theirs to know. */
const edited = (path: string, value: unknown, answered: unknown, consequence: string, place: DeclaredChoice["place"]): Finding => ({
  code: "plan/permanent-edited",
  severity: "warning",
  ...place,
  path,
  reason: `You wrote ${JSON.stringify(value)} here, and platform.yaml says ${JSON.stringify(answered)}; this choice is permanent. ${consequence}`,
  remedy: "Yours stays. See which of the two the running cluster has, and write it into both.",
});
