import type { Provenance } from "../apply/index.ts";
import { digest } from "../plan/index.ts";
import type { Generated } from "./generate.ts";
import { permanentChoices } from "./permanent.ts";
import { version } from "./version.ts";

/** What the record says about where a repository comes from. */
export function provenance({ model, frozen, platformYaml }: Generated): Provenance {
  return {
    generator: version,
    answers: digest(platformYaml),
    combination: model.versions.name,
    frozen: permanentChoices(frozen, model.clusters),
    states: model.clusters.map(({ name, state }) => ({ cluster: name, state })),
  };
}
