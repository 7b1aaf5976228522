import type { Lock } from "../apply/index.ts";
import type { Finding } from "../finding.ts";
import type { Generated } from "./generate.ts";
import { changedChoices, goneWorkers, permanentChoices } from "./permanent.ts";
import { changedStates } from "./states.ts";

/** Why an update from the recorded state would be refused, or what it would do that hurts: a permanent choice that changed, a worker that goes, a state that skips a step. */
export function refusedChanges(lock: Lock, { answers, frozen, model, tree }: Generated, accepted: readonly string[], file: string): Finding[] {
  const refusals = [
    ...changedChoices(permanentChoices(frozen, model.clusters), lock.frozen, accepted, file),
    ...goneWorkers(lock.files, tree, model.clusters, file),
    ...changedStates(model.clusters, lock.states, file),
  ];
  return refusals.map((finding) => ({ ...finding, ...(finding.path !== undefined && answers.origin(finding.path)) }));
}
