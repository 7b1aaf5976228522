import { checkValue } from "../answers/check-value.ts";
import type { Path } from "../document/index.ts";
import { parseDiffers, parsePairs } from "./differs.ts";
import { listOf, mayBeEmpty, type Known, type Question, type Said, type Value } from "./question.ts";

/** What the answers stage says about one value at one place, as one line. */
export function problemAt(path: Path, value: unknown): string | undefined {
  const fault = checkValue(path, value);
  return fault && `${fault.reason} ${fault.remedy}`;
}

/** A text that stands at one place of the answers. */
export const textAt = (path: Path): Question["check"] => (value) => problemAt(path, value);

/** One value for all environments, and what differs. */
export const differsAt = (path: Path): Question["check"] => (value, said) => {
  const differs = parseDiffers(String(value), listOf(said, "environments"));
  if (typeof differs === "string") return differs;
  return first([...new Set([...(differs.all === undefined ? [] : [differs.all]), ...differs.by.values()])], (one) => problemAt(path, one));
};

/** Names, each with a value or without: both are checked where they would stand. */
export const pairsAt = (path: Path, entry: (value: string | undefined) => unknown): Question["check"] => (value) => {
  const pairs = parsePairs(String(value));
  if (typeof pairs === "string") return pairs;
  const names = pairs.map(([name]) => name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) return `${twice} is said twice.`;
  return first(pairs, ([name, one]) => problemAt([...path, name], entry(one)));
};

/** The first problem among several items. */
export function first<Item>(items: Iterable<Item>, problem: (item: Item) => string | undefined): string | undefined {
  for (const item of items) {
    const found = problem(item);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** What is wrong with a value, whatever its question: an optional one may be empty, a choice has to be one of those offered. */
export function problemOf(question: Question, value: Value, said: Said, known: Known, choices: readonly string[] | undefined): string | undefined {
  const empty = value.length === 0;
  if (empty) return mayBeEmpty(question, said, known) ? undefined : question.kind === "several" ? "Choose at least one." : question.missing ?? "An answer is needed here.";
  if (choices !== undefined && question.open !== true) {
    const none = [value].flat().find((one) => !choices.includes(one));
    if (none !== undefined) return `${none} is none of ${choices.join(", ")}.`;
  }
  return question.check(value, said, known);
}
