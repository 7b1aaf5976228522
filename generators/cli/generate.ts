import { freeze, migrate, migrations, readAnswers, withModeline, type Answers, type Migration } from "../answers/index.ts";
import { combinations } from "../catalogue/combinations.ts";
import { isError, type Finding } from "../finding.ts";
import { buildModel, type Built } from "../model/index.ts";
import { render } from "../render/index.ts";
import type { Tree } from "../tree.ts";
import { awaitIdentities, firstStage } from "./stage.ts";
import { NAME, version } from "./version.ts";

/** Everything that follows from an answers file. */
export interface Generated extends Built {
  readonly answers: Answers;
  readonly tree: Tree;
  /** True while Azure has yet to give ids: the tree holds only what makes them, and nothing is frozen. */
  readonly waiting: boolean;
  /** The answers as they belong into the repository: editor line first, permanent choices filled in. */
  readonly platformYaml: string;
  /** What became of the answers on the way, for the plan; empty when nothing but choices was filled in. */
  readonly migrated: readonly Finding[];
}

/**
 * Answers → model → tree. A pure function of the text and of this program's version.
 * With an error among the findings there is no result.
 */
export function generate(given: string, file: string, formats: readonly Migration[] = migrations): { generated?: Generated; findings: readonly Finding[] } {
  const { text, findings: migrated } = migrate(given, file, formats);
  if (migrated.some(isError)) return { findings: migrated };
  const { answers, findings: read } = readAnswers(text, file);
  const findings = [...migrated, ...read];
  if (answers === undefined || findings.some(isError)) return { findings };
  const [newest] = combinations;
  const built = buildModel(answers, newest, { name: NAME, version });
  const { waiting, findings: all } = awaitIdentities([...findings, ...built.findings], answers);
  if (all.some(isError)) return { findings: all };
  const tree = render(built.model);
  const platformYaml = withModeline(text);
  return {
    generated: { ...built, answers, waiting, migrated, tree: waiting ? firstStage(tree) : tree, platformYaml: waiting ? platformYaml : freeze(platformYaml, file, built.frozen) },
    findings: all,
  };
}
