import type { Lock } from "../apply/index.ts";
import { combinations, type Combination } from "../catalogue/combinations.ts";
import { planUpgrade, type UpgradePlan } from "../catalogue/upgrade.ts";
import type { Finding } from "../finding.ts";
import { NAME } from "./version.ts";

/** The way from what the record says to a version; after a merge of two branches from the older of their sets. */
export function wayFrom(lock: Lock, to: string, sets: readonly Combination[] = combinations): UpgradePlan {
  const ways = lock.combinations.map((from) => planUpgrade(sets, from, to));
  const wrong = ways.find(({ findings }) => findings.length > 0);
  return wrong ?? ways.reduce<UpgradePlan>((longest, way) => (way.steps.length > longest.steps.length ? way : longest), { steps: [], findings: [] });
}

/**
 * An update that would leave out a step of the way from the recorded set to the one that this program emits: the server's data is
 * readable by two consecutive minors only, so it is refused with the releases to take first.
 */
export function skippedSets(lock: Lock, sets: readonly [Combination, ...Combination[]] = combinations): Finding[] {
  const { steps, findings } = wayFrom(lock, sets[0].name, sets);
  if (findings.length > 0) return [...findings];
  const [first, ...rest] = steps;
  if (first === undefined || rest.length === 0) return [];
  return [{
    code: "upgrade/steps-skipped",
    severity: "error",
    file: ".temporal-platform/lock",
    reason: `From ${first.from} to ${sets[0].name} are ${steps.length} steps, each an update and a commit of its own that has to be rolled out before the next: the server goes one minor version at a time.`,
    remedy: `First: ${commandOf(first.releases)} update. ${NAME} upgrade plan shows the whole way.`,
  }];
}

/** The program in the release that emits a set. */
export const commandOf = (releases: readonly string[]): string => (releases.length === 0 ? NAME : `npx ${NAME}@${releases.at(-1)}`);
