import type { Workload } from "../../answers/answers.ts";
import type { Finding } from "../../finding.ts";
import type { Notebook } from "../derivation.ts";
import { bytesText, figure, KiB } from "./units.ts";

/** A workload with every figure filled in. Rates per second, durations in seconds, sizes in bytes. */
export interface CompleteWorkload {
  readonly peak: number;
  readonly average: number;
  readonly activities: number;
  readonly timers: number;
  readonly signals: number;
  readonly duration: number | null;
  readonly open: number | null;
  readonly payload: number;
  readonly growth: number;
  /** State transitions of one workflow. */
  readonly transitions: number;
  /** History events of one workflow. */
  readonly events: number;
  /** State transitions per second at the peak, growth included. */
  readonly load: number;
}

/** A gap between the given open workflows and rate × duration above this factor is reported. */
const CONTRADICTION = 1.5;

const SEQUENCE = "derived from the calls a workflow makes (start, workflow task started and completed, activity started and completed); Temporal documentation, workflow task and event history";

/**
 * Fills in what nobody said: average = peak / 5, one activity, no timers or signals, 4 KiB of payload, growth 2;
 * open workflows and average duration give each other by Little's law (open = rate × duration).
 * @param at path of the workload in the answers, for the notes
 */
export function completeWorkload(given: Workload, at: string, { note }: Notebook): { workload: CompleteWorkload; findings: Finding[] } {
  const fill = (key: keyof Workload, fallback: number, unit: string, because: string, source: string): number => {
    const value = given[key];
    if (value !== undefined) return value;
    note({ path: `workload.${key}`, value: key === "payload" ? bytesText(fallback) : `${figure(fallback)}${unit}`, because, inputs: [at], source });
    return fallback;
  };
  const peak = given.peak ?? (given.average === undefined ? 1 : 5 * given.average);
  if (given.peak === undefined) {
    const because = given.average === undefined ? "no rate was given: one start per second" : "five times the average";
    note({ path: "workload.peak", value: `${figure(peak)}/s`, because, inputs: [at], source: "Temporal's production checklist: spikes of 5 to 10 times the average are common" });
  }
  const average = fill("average", peak / 5, "/s", `a fifth of the peak of ${figure(peak)}/s`, "Temporal's production checklist: spikes of 5 to 10 times the average are common");
  const activities = fill("activities", 1, "", "a plain start rate says nothing about activities: one each", "our default; every further activity adds 4 state transitions");
  const timers = given.timers ?? 0;
  const signals = given.signals ?? 0;
  const payload = fill("payload", 4 * KiB, "", "4 KiB of input and results per workflow", "our default; payloads dominate storage, so measure yours");
  const growth = fill("growth", 2, "", "twice today's peak, because shards can never be added", "our default, as in common Temporal sizing guides");

  const transitions = 3 + 4 * activities + 3 * timers + 3 * signals;
  const events = 5 + 6 * activities + 5 * timers + 4 * signals;
  const load = peak * transitions * growth;
  note({
    path: "workload.load",
    value: `${figure(load)} state transitions/s`,
    because: `${figure(peak)} starts/s × ${figure(transitions)} transitions (3 + 4 per activity + 3 per timer + 3 per signal) × growth ${figure(growth)}`,
    inputs: [`${at}.peak`, `${at}.activities`, `${at}.timers`, `${at}.signals`, `${at}.growth`],
    source: SEQUENCE,
  });
  const { duration, open, findings } = littlesLaw(given, peak, at, note);
  return { workload: { peak, average, activities, timers, signals, duration, open, payload, growth, transitions, events, load }, findings };
}

function littlesLaw(given: Workload, peak: number, at: string, note: Notebook["note"]) {
  const source = "Little's law: L = λ W";
  const findings: Finding[] = [];
  if (given.duration !== undefined && given.open === undefined) {
    const open = peak * given.duration;
    note({ path: "workload.open", value: `${figure(open)} open workflows`, because: `${figure(peak)}/s × ${figure(given.duration)} s`, inputs: [`${at}.peak`, `${at}.duration`], source });
    return { duration: given.duration, open, findings };
  }
  if (given.open !== undefined && given.duration === undefined) {
    const duration = given.open / peak;
    note({ path: "workload.duration", value: `${figure(duration)} s`, because: `${figure(given.open)} open workflows / ${figure(peak)}/s`, inputs: [`${at}.open`, `${at}.peak`], source });
    return { duration, open: given.open, findings };
  }
  if (given.open !== undefined && given.duration !== undefined) {
    const expected = peak * given.duration;
    const factor = Math.max(expected, given.open) / Math.max(Math.min(expected, given.open), 1e-9);
    if (factor > CONTRADICTION) {
      findings.push({
        code: "sizing/contradiction",
        severity: "warning",
        path: `${at}.open`,
        reason: `${figure(peak)} starts/s that run ${figure(given.duration)} s keep ${figure(expected)} workflows open (Little's law), but ${figure(given.open)} were given: one of the three figures is wrong.`,
        remedy: "Correct the peak, the duration or the open workflows, or leave one of the last two out.",
      });
    }
  }
  return { duration: given.duration ?? null, open: given.open ?? null, findings };
}
