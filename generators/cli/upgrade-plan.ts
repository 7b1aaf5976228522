import { resolve } from "node:path";
import { readLock } from "../apply/index.ts";
import { combinations } from "../catalogue/combinations.ts";
import { isError, sortFindings } from "../finding.ts";
import type { Context } from "./context.ts";
import { EXIT } from "./exit-codes.ts";
import { refuse } from "./outcome.ts";
import { advice, showStep } from "./show-upgrade.ts";
import { wayFrom } from "./upgrade-way.ts";
import { NAME } from "./version.ts";

/** `upgrade plan`: the way to a version of Temporal as steps, each one update and one commit. Reads the record alone and writes nothing. */
export async function run(context: Context): Promise<number> {
  const folder = context.positionals[0] ?? ".";
  const { recorded, lock, findings: faults } = readLock(resolve(folder));
  if (!recorded) return refuse(context, [{ code: "record/missing", severity: "error", file: folder, reason: "There is no record of a generated platform here, so where the way begins is not known.", remedy: `Name the folder of the platform, or rebuild its record: ${NAME} adopt.` }]);
  if (faults.some(isError)) return refuse(context, faults);
  const to = context.option("to") ?? combinations[0].name;
  const { steps, findings } = wayFrom(lock, to);
  if (findings.some(isError)) return refuse(context, findings);
  if (context.json) {
    const known = combinations.map(({ name, temporal, releases }) => ({ name, server: temporal.server, releases }));
    context.data(JSON.stringify({ exitCode: EXIT.ok, from: lock.combinations, to, steps: steps.map((step) => ({ ...step, ...advice(step) })), known, findings: sortFindings(findings) }, null, 2));
    return EXIT.ok;
  }
  context.data(steps.length === 0 ? `Nothing to do: the repository has ${lock.combinations.join(" and ")} already.` : steps.map(showStep).join("\n"));
  const sets = combinations.map(({ name, temporal }) => `${name} (server ${temporal.server})`);
  context.say(`This release of ${NAME} knows ${sets.length === 1 ? "one set of versions" : `${sets.length} sets of versions`}: ${sets.join(", ")}. Newer ones come with newer releases.`);
  return EXIT.ok;
}
