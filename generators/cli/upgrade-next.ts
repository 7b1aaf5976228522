import { resolve } from "node:path";
import { readLock } from "../apply/index.ts";
import { combinations } from "../catalogue/combinations.ts";
import { isError } from "../finding.ts";
import type { Context } from "./context.ts";
import { EXIT } from "./exit-codes.ts";
import { refuse } from "./outcome.ts";
import { commandOf, wayFrom } from "./upgrade-way.ts";
import { NAME } from "./version.ts";

/** `upgrade next`: the first step of the way, which is one update. A step to a set that another release emits is named and left to it. */
export async function run(context: Context): Promise<number> {
  const folder = context.positionals[0] ?? ".";
  const { recorded, lock, findings: faults } = readLock(resolve(folder));
  if (!recorded) return refuse(context, [{ code: "record/missing", severity: "error", file: folder, reason: "There is no record of a generated platform here, so where the way begins is not known.", remedy: `Name the folder of the platform, or rebuild its record: ${NAME} adopt.` }]);
  if (faults.some(isError)) return refuse(context, faults);
  const [own] = combinations;
  const { steps, findings } = wayFrom(lock, context.option("to") ?? own.name);
  if (findings.some(isError)) return refuse(context, findings);
  const [step] = steps;
  if (step === undefined) {
    if (context.json) context.data(JSON.stringify({ exitCode: EXIT.ok, from: lock.combinations, steps: [], findings: [] }, null, 2));
    else context.say(`Nothing to do: the repository has ${lock.combinations.join(" and ")} already.`);
    return EXIT.ok;
  }
  if (step.to !== own.name) {
    return refuse(context, [{ code: "upgrade/other-release", severity: "error", reason: `The next step is ${step.from} → ${step.to}, and this release emits ${own.name}.`, remedy: `Take it with the release that emits it: ${commandOf(step.releases)} update` }]);
  }
  if (!context.json) context.say(`${step.from} → ${step.to}${steps.length > 1 ? `, and ${steps.length - 1} more after it` : ""}`);
  return (await import("./update.ts")).run(context);
}
