import type { Tier } from "../../answers/answers.ts";
import type { Notebook } from "../derivation.ts";
import { tierFloors } from "./tiers.ts";
import { figure } from "./units.ts";

/** Load that one history shard is planned for, in state transitions per second. */
export const TRANSITIONS_PER_SHARD = 10;

const SOURCE =
  "our planning figure of 10 state transitions/s per shard: a shard writes one at a time, so 5 ms per write caps it near 200/s, and a twentieth of that leaves room for skew and database stalls; Temporal's chart default is 512";

/** The next power of two: counts that divide each other keep replication between clusters possible (Temporal staff, community thread 15533). */
export const nextPowerOfTwo = (value: number): number => 2 ** Math.ceil(Math.log2(Math.max(1, value)));

/**
 * Number of history shards for a load in state transitions per second. It can never change after the first start.
 * @param asked the count in the answers or the frozen one, which wins
 */
export function shardCount(load: number, tier: Tier, asked: { value: number; from: "answers" | "frozen" } | undefined, { note }: Notebook): number {
  const floor = tierFloors[tier].shards;
  const needed = load / TRANSITIONS_PER_SHARD;
  const computed = nextPowerOfTwo(Math.max(floor, needed));
  const shards = asked?.value ?? computed;
  const rule = `${figure(load)} state transitions/s / ${TRANSITIONS_PER_SHARD} per shard = ${figure(needed)}, at least ${floor} (tier ${tier}), next power of two`;
  // The same reason before and after the choice was frozen: what is emitted must not change by writing it down.
  const because =
    shards === computed ? rule : asked?.from === "frozen" ? `fixed when the cluster was created; today's answers would give ${computed}` : `as the answers say; the rule gives ${computed} (${rule})`;
  note({ path: "shards", value: String(shards), because, inputs: shards === computed ? ["workload", "tier"] : ["shards"], source: SOURCE, permanent: true });
  return shards;
}

/** What a formula that is often copied between guides gives for the same figures, and why it is wrong. */
export function copiedFormula(peak: number, growth: number): { value: number; reason: string } {
  const value = 2 ** Math.ceil(Math.log2((peak / 1500) * growth));
  return {
    value,
    reason:
      "2 ** ceil(log2(peak / 1500 × growth)) divides workflow starts by a throughput per shard that no SQL database reaches and knows neither activities nor timers: while peak × growth is 750/s or less, it yields less than one shard.",
  };
}
