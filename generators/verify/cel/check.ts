import parsedRules from "#build/rules.json" with { type: "json" };
import type { KindModule, KindRule } from "#build/kinds/index.ts";
import type { Path } from "../../document/index.ts";
import { correlate, placesOf, withDefaults, type Located } from "./places.ts";

/** The part of a kind's record that rules need. */
export type RuledKind = Pick<KindModule, "schema" | "cel" | "transitions" | "defaults" | "listKeys">;

export interface Violation {
  /** The value that breaks the rule, or the field of it that the rule names. */
  readonly path: Path;
  readonly rule: string;
  /** What the server says when the rule has an error on this object instead of a result. */
  readonly error?: string;
}

export interface Judgement {
  readonly violations: readonly Violation[];
  /** Rules times values that were held against them. */
  readonly evaluated: number;
  /** Rules that this program cannot evaluate. */
  readonly notEvaluated: readonly { readonly path: string; readonly rule: string; readonly because: string }[];
  /** Rules times values left out, since something else is wrong inside the value. */
  readonly blocked: number;
}

const NOTHING: Judgement = { violations: [], evaluated: 0, notEvaluated: [], blocked: 0 };

/**
 * The rules that an object breaks, after the server's defaults are filled in and nulls dropped. Like a server, it takes an error of a
 * rule for a violation. A value in which something else was found is left alone: a server says both, people need one of them.
 */
export async function brokenRules(data: unknown, kind: RuledKind, faulty: readonly Path[] = []): Promise<Judgement> {
  if (kind.cel.length === 0) return NOTHING;
  const filled = withDefaults(data, kind.defaults);
  const due = kind.cel.flatMap((rule) => placesOf(filled, rule.path).map((place): Due => ({ rule, place })));
  const free = due.filter(({ place }) => !faulty.some((fault) => within(fault, place.path) || within(place.path, fault)));
  return { ...(await judge(kind, free)), blocked: due.length - free.length };
}

/**
 * The rules that a change breaks: those that compare what is new with what was there, `before`. Undefined stands for an object that is
 * new: then only rules that are meant for creation as well are held against it.
 */
export async function brokenTransitions(data: unknown, before: unknown, kind: RuledKind): Promise<Judgement> {
  if (kind.transitions.length === 0) return NOTHING;
  const [now, then] = [withDefaults(data, kind.defaults), before === undefined ? undefined : withDefaults(before, kind.defaults)];
  return judge(
    kind,
    kind.transitions.flatMap((rule) =>
      placesOf(now, rule.path).flatMap((place): Due[] => {
        const old = correlate(place.path, now, then, kind.listKeys) ?? undefined;
        return old === undefined && rule.optionalOldSelf !== true ? [] : [{ rule, place, old: { value: old } }];
      }),
    ),
  );
}

interface Due {
  readonly rule: KindRule;
  readonly place: Located;
  readonly old?: { readonly value: unknown };
}

const within = (inner: Path, outer: Path): boolean => outer.every((step, at) => inner[at] === step);

async function judge({ schema }: RuledKind, due: readonly Due[]): Promise<Judgement> {
  if (due.length === 0) return NOTHING;
  const { celValue, evaluate, optional, schemaAt } = due.every(({ rule }) => Object.hasOwn(parsedRules, rule.rule)) ? await import("./ahead.ts") : await import("./library.ts");
  const violations: Violation[] = [];
  const notEvaluated: Judgement["notEvaluated"][number][] = [];
  for (const { rule: { path: pattern, rule, optionalOldSelf, field }, place, old } of due) {
    const at = schemaAt(schema, pattern);
    const of = (value: unknown) => celValue(value, schema, at);
    const before = old === undefined || old.value === undefined ? undefined : of(old.value);
    const oldSelf = optionalOldSelf === true ? optional(before) : before;
    const verdict = evaluate(rule, { self: of(place.value), ...(oldSelf !== undefined && { oldSelf }) });
    const path = field === undefined ? place.path : [...place.path, field];
    if (verdict.is === "unknown") notEvaluated.push({ path: pattern, rule, because: verdict.because });
    else if (verdict.is === "failed") violations.push({ path, rule, error: verdict.because });
    else if (verdict.is === "broken") violations.push({ path, rule });
  }
  return { violations, evaluated: due.length - notEvaluated.length, notEvaluated, blocked: 0 };
}
