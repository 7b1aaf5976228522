import type { Finding } from "../finding.ts";
import type { Plan } from "../plan/index.ts";
import { describeError } from "./faults.ts";
import { applyFresh } from "./fresh.ts";
import { applyJournalled } from "./journalled.ts";
import { STAGE_NAME } from "./journal.ts";
import { locate, notAFolder } from "./locate.ts";
import type { Provenance } from "./lock.ts";
import { refuseNew, refuseUpdate } from "./refuse.ts";
import type { OnStep } from "./write.ts";

/**
 * Makes a repository: in a folder that does not exist, is empty, or is a fresh clone. A folder that does not exist is
 * built beside its place and renamed, so it appears whole or not at all; in one that exists this is an update.
 * `id` is random letters and digits that name what is temporary. An error among the findings means that nothing was written.
 */
export async function applyNew(dir: string, plan: Plan, provenance: Provenance, id: string, onStep: OnStep = () => {}): Promise<readonly Finding[]> {
  checkId(id);
  const refused = refuseNew(dir, plan);
  if (refused.length > 0) return refused;
  try {
    const place = locate(dir);
    if (place.kind === "other") return [notAFolder(place.path)];
    if (place.kind === "absent") return await applyFresh(place, plan, provenance, id, onStep);
    return await applyJournalled(place.root, plan, provenance, id, onStep);
  } catch (error) {
    return [describeError(error, `make the repository in ${dir}`)];
  }
}

/**
 * Changes a repository as the plan says, all or nothing: contents wait in a stage until a journal is complete, then take
 * their places; an error on the way takes everything back, an interruption is settled by `recover`.
 * `id` and findings as for `applyNew`.
 */
export async function applyUpdate(dir: string, plan: Plan, provenance: Provenance, id: string, onStep: OnStep = () => {}): Promise<readonly Finding[]> {
  checkId(id);
  const refused = refuseUpdate(dir, plan);
  if (refused.length > 0) return refused;
  try {
    const place = locate(dir);
    if (place.kind !== "folder") return [notAFolder(dir)];
    return await applyJournalled(place.root, plan, provenance, id, onStep);
  } catch (error) {
    return [describeError(error, `update the repository in ${dir}`)];
  }
}

function checkId(id: string): void {
  if (!STAGE_NAME.test(`stage-${id}`)) throw new Error(`the id ${JSON.stringify(id)} must be letters and digits`);
}
