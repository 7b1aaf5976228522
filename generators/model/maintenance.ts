import type { MaintenanceAnswers } from "../answers/answers.ts";

/** One interval of Alertmanager, in Kubernetes' form. All of it is UTC: the operator's v1alpha1 has no field for a time zone. */
export interface TimeInterval {
  readonly months?: readonly string[];
  readonly daysOfMonth?: readonly { readonly start: number; readonly end: number }[];
  readonly weekdays: readonly string[];
  readonly times: readonly { readonly startTime: string; readonly endTime: string }[];
}

type Day = MaintenanceAnswers["days"][number];

const DAYS: readonly Day[] = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
const MINUTES = 24 * 60;

/** Years whose clock changes are looked at: a change on the last Sunday of a month has been on each of its possible dates within 12 years. */
const YEARS = Array.from({ length: 12 }, (_, index) => 2026 + index);

/** What Alertmanager and people say: `sunday 02:00-06:00 Europe/Amsterdam`. */
export const windowText = ({ days, from, to, timeZone }: MaintenanceAnswers): string => `${days.join(", ")} ${from} to ${to} (${timeZone ?? "UTC"})`;

/** What says the offset of a time zone; undefined for one that nobody knows. Each is made once: that takes longer than all that is asked of it. */
const formats = new Map<string, Intl.DateTimeFormat | undefined>();

function formatOf(timeZone: string): Intl.DateTimeFormat | undefined {
  if (!formats.has(timeZone)) {
    try {
      formats.set(timeZone, new Intl.DateTimeFormat("en", { timeZone, timeZoneName: "longOffset" }));
    } catch {
      formats.set(timeZone, undefined);
    }
  }
  return formats.get(timeZone);
}

/** True when the time zone's rules are known here. */
export const knownTimeZone = (timeZone: string): boolean => timeZone === "UTC" || formatOf(timeZone) !== undefined;

/**
 * A window in local time as intervals in UTC. Where clocks change, each part of the year gets its own interval; on dates that lie
 * before the change in one year and after it in another, both hold, so that an hour too much is quiet rather than one too little.
 */
export function utcIntervals(window: MaintenanceAnswers): TimeInterval[] {
  return stretchesOf(window.timeZone ?? "UTC").flatMap(({ offset, months, days }) =>
    inUtc(window, offset).map(({ weekday, from, to }) => ({
      ...(months && { months }),
      ...(days && { daysOfMonth: [days] }),
      weekdays: [weekday],
      times: [{ startTime: clock(from), endTime: clock(to) }],
    })),
  );
}

/** The window shifted by the offset, cut at midnight: an interval of Alertmanager lies within one day. */
function inUtc({ days, from, to }: MaintenanceAnswers, offset: number): { weekday: Day; from: number; to: number }[] {
  const start = minutes(from) - offset;
  const length = (minutes(to) - minutes(from) + MINUTES) % MINUTES || MINUTES;
  return days.flatMap((day) => {
    const shift = Math.floor(start / MINUTES);
    const begin = start - shift * MINUTES;
    const end = begin + length;
    const weekday = (by: number): Day => DAYS[(DAYS.indexOf(day) + by + 7) % 7] as Day;
    const first = { weekday: weekday(shift), from: begin, to: Math.min(end, MINUTES) };
    return end > MINUTES ? [first, { weekday: weekday(shift + 1), from: 0, to: end - MINUTES }] : [first];
  });
}

interface Stretch {
  /** Minutes east of UTC. */
  readonly offset: number;
  /** Absent: the whole year. */
  readonly months?: readonly string[];
  /** Absent: all days of these months. */
  readonly days?: { readonly start: number; readonly end: number };
}

const stretches = new Map<string, readonly Stretch[]>([["UTC", [{ offset: 0 }]]]);

/** The same for every window of a time zone, so it is found out once. */
function stretchesOf(timeZone: string): readonly Stretch[] {
  const known = stretches.get(timeZone) ?? offsetsOfTheYear(timeZone);
  stretches.set(timeZone, known);
  return known;
}

/** Which offsets hold when: per month one offset, or days of the month on which one may hold. */
function offsetsOfTheYear(timeZone: string): Stretch[] {
  const offsetAt = offsetReader(timeZone);
  const whole = new Map<number, string[]>();
  const parts: Stretch[] = [];
  for (let month = 1; month <= 12; month += 1) {
    const offsets = new Map<number, { start: number; end: number }>();
    const see = (offset: number, day: number): void => {
      const known = offsets.get(offset);
      offsets.set(offset, known ? { start: Math.min(known.start, day), end: Math.max(known.end, day) } : { start: day, end: day });
    };
    for (const year of YEARS) {
      const last = new Date(Date.UTC(year, month, 0)).getUTCDate();
      const [first, after] = [offsetAt(year, month, 1), offsetAt(year, month, last + 1)];
      see(first, 1);
      see(after, last);
      // A change within the month: its days one by one, both ends of each.
      for (let day = 1, before = first; first !== after && day <= last; day += 1) {
        const behind = offsetAt(year, month, day + 1);
        see(before, day);
        see(behind, day);
        before = behind;
      }
    }
    for (const [offset, days] of offsets) {
      if (offsets.size === 1) whole.set(offset, [...(whole.get(offset) ?? []), String(month)]);
      else parts.push({ offset, months: [String(month)], days: { start: days.start, end: days.end >= 28 ? 31 : days.end } });
    }
  }
  return [...[...whole].map(([offset, months]): Stretch => (months.length === 12 ? { offset } : { offset, months: ranges(months) })), ...parts];
}

/** Offset from UTC, in minutes, at midnight UTC of a date. Throws for a time zone that nobody knows. */
function offsetReader(timeZone: string): (year: number, month: number, day: number) => number {
  const format = formatOf(timeZone);
  if (format === undefined) throw new RangeError(`no time zone: ${timeZone}`);
  return (year, month, day) => {
    const text = format.formatToParts(Date.UTC(year, month - 1, day)).find(({ type }) => type === "timeZoneName")?.value ?? "";
    const [, sign = "+", hours = "0", rest = "0"] = /GMT(?:([+-])(\d{2}):(\d{2}))?/.exec(text) ?? [];
    return (sign === "-" ? -1 : 1) * (Number(hours) * 60 + Number(rest));
  };
}

/** Consecutive months as Alertmanager's ranges: 4, 5, 6 → `4:6`. */
function ranges(months: readonly string[]): string[] {
  const found: { from: number; to: number }[] = [];
  for (const month of months.map(Number)) {
    const last = found.at(-1);
    if (last && last.to === month - 1) last.to = month;
    else found.push({ from: month, to: month });
  }
  return found.map(({ from, to }) => (from === to ? String(from) : `${from}:${to}`));
}

function minutes(time: string): number {
  const [hours = 0, rest = 0] = time.split(":").map(Number);
  return hours * 60 + rest;
}

const clock = (minute: number): string => `${String(Math.floor(minute / 60)).padStart(2, "0")}:${String(minute % 60).padStart(2, "0")}`;
