import type { FrozenChoice, Lock, Provenance } from "../apply/index.ts";
import type { Plan } from "../plan/index.ts";
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

/**
 * The same after a part of an update (`--only`): the record goes on saying what the run before left, and no digest of the
 * answers, so that `check` sees what waits. Only clusters that the part touches get what is chosen for them now.
 */
export function provenanceOfPart(generated: Generated, lock: Lock, part: Plan): Provenance {
  const touched = new Set(generated.model.clusters.flatMap(({ name, path }) => (part.steps.some((step) => step.path.startsWith(`${path}/`)) ? [name] : [])));
  const known = new Set(lock.states.map(({ cluster }) => cluster));
  const now = provenance(generated, lock);
  const frozen = new Map(lock.frozen.map((choice) => [keyOf(choice), choice]));
  for (const choice of now.frozen) if (touched.has(choice.cluster)) frozen.set(keyOf(choice), choice);
  return {
    generator: lock.generators[0] ?? now.generator,
    answers: answersDigest(""),
    combination: lock.combinations[0] ?? now.combination,
    frozen: [...frozen.values()],
    // What a cluster was told last is what the rest of it still says: a step of its state counts as made by a whole update only.
    states: [...lock.states, ...now.states.filter(({ cluster }) => touched.has(cluster) && !known.has(cluster))],
  };
}

const keyOf = ({ cluster, path }: FrozenChoice): string => `${cluster} ${path}`;
