import type { Lock, Provenance } from "../apply/index.ts";
import { answersDigest } from "./answers-digest.ts";
import type { Generated } from "./generate.ts";
import { permanentChoices } from "./permanent.ts";
import { version } from "./version.ts";

/**
 * What the record says about where a repository comes from. While ids are awaited most of it is as the run before left
 * it (`lock`), and does not follow from the answers: no digest of theirs is recorded, so that `check` says so.
 */
export function provenance({ model, frozen, platformYaml, waiting }: Generated, lock: Lock): Provenance {
  return {
    generator: version,
    answers: answersDigest(waiting ? "" : platformYaml),
    combination: model.versions.name,
    frozen: waiting ? lock.frozen : permanentChoices(frozen, model.clusters),
    states: waiting ? lock.states : model.clusters.map(({ name, state }) => ({ cluster: name, state })),
  };
}
