import { freeze, readAnswers, withModeline, type Answers } from "../answers/index.ts";
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
}

/**
 * Answers → model → tree. A pure function of the text and of this program's version.
 * With an error among the findings there is no result.
 */
export function generate(text: string, file: string): { generated?: Generated; findings: readonly Finding[] } {
  const { answers, findings } = readAnswers(text, file);
  if (answers === undefined || findings.some(isError)) return { findings };
  const [newest] = combinations;
  const built = buildModel(answers, newest, { name: NAME, version });
  const { waiting, findings: all } = awaitIdentities([...findings, ...built.findings], answers);
  if (all.some(isError)) return { findings: all };
  const tree = render(built.model);
  const platformYaml = withModeline(text);
  return {
    generated: { ...built, answers, waiting, tree: waiting ? firstStage(tree) : tree, platformYaml: waiting ? platformYaml : freeze(platformYaml, file, built.frozen) },
    findings: all,
  };
}
