import type { Provenance } from "../apply/index.ts";
import { answersDigest } from "./answers-digest.ts";
import type { Generated } from "./generate.ts";
import { permanentChoices } from "./permanent.ts";
import { version } from "./version.ts";

/** What the record says about where a repository comes from. */
export function provenance({ model, frozen, platformYaml }: Generated): Provenance {
  return {
    generator: version,
    answers: answersDigest(platformYaml),
    combination: model.versions.name,
    frozen: permanentChoices(frozen, model.clusters),
    states: model.clusters.map(({ name, state }) => ({ cluster: name, state })),
  };
}
