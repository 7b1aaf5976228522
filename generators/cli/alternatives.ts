import { isDeepStrictEqual } from "node:util";
import { readAnswers } from "../answers/index.ts";
import { choices, schemaAt } from "../answers/schema.ts";
import { combinations } from "../catalogue/combinations.ts";
import { setIn } from "../document/edit.ts";
import { removeKeyIn } from "../document/keys.ts";
import { formatPath, parseYaml, valueAt, type Path } from "../document/index.ts";
import { isError } from "../finding.ts";
import { buildModel, type Model } from "../model/index.ts";
import { NAME, version } from "./version.ts";

/** Scalars and lists of the answers file as it is written, each with its path. Lists are one value, as everywhere in answers. */
export function leavesOf(text: string, file: string): readonly { readonly path: readonly string[]; readonly value: unknown }[] {
  const collect = (value: unknown, path: readonly string[]): { path: readonly string[]; value: unknown }[] =>
    typeof value === "object" && value !== null && !Array.isArray(value) ? Object.entries(value).flatMap(([key, inner]) => collect(inner, [...path, key])) : [{ path, value }];
  return collect(parseYaml(text, file).documents[0]?.data, []).filter(({ path }) => path[0] !== "apiVersion");
}

/** Other values that an answer could have, likeliest to be valid first: what the schema lists, the double, one more, a list one shorter. */
export function alternativesTo(path: Path, value: unknown): readonly unknown[] {
  const node = schemaAt(path);
  const listed = (node && choices(node)) ?? [];
  if (typeof value === "boolean") return [!value];
  if (typeof value === "number") return [value * 2, value + 1, value - 1].filter((each) => each !== value);
  if (Array.isArray(value)) return value.length > 0 ? [value.slice(0, -1)] : [];
  if (typeof value !== "string") return [];
  const quantity = /^(\d+(?:\.\d+)?)(.*)$/.exec(value);
  const numbers = quantity ? [`${Number(quantity[1]) * 2}${quantity[2]}`, `${Number(quantity[1]) + 1}${quantity[2]}`] : [];
  return [...listed, ...numbers, `${value}x`, `x${value}`].filter((each) => each !== value);
}

/** The answers with another value at a path, or without it; undefined where that cannot be written in place. */
export function changedAnswers(text: string, path: readonly string[], value: unknown): string | undefined {
  try {
    return value === undefined ? removeKeyIn(text, path) : setIn(text, path, value);
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/** The model of these answers, or undefined when they are not valid. */
export function modelOf(text: string, file: string): Model | undefined {
  const { answers, findings } = readAnswers(text, file);
  if (answers === undefined || findings.some(isError)) return undefined;
  const built = buildModel(answers, combinations[0], { name: NAME, version });
  return built.findings.some(isError) ? undefined : built.model;
}

/**
 * Which answers a value of the model follows from: those whose change to another valid value changes it. Found by trying, one answer
 * at a time, so that it holds whatever the rules are; an answer for which no other valid value is found is passed over.
 * @param values of the model; of one that decides only whether it holds counts
 * @returns by formatted path of the model
 */
export function answersBehind(text: string, file: string, model: Model, values: readonly { readonly path: Path; readonly decides: boolean }[]): ReadonlyMap<string, readonly string[]> {
  const read = (from: Model): unknown[] => values.map(({ path, decides }) => (decides ? Boolean(valueAt(from, path)) : valueAt(from, path)));
  const before = read(model);
  const behind = new Map<string, string[]>(values.map((each) => [formatPath(each.path), []]));
  for (const { path, value } of leavesOf(text, file)) {
    for (const other of [...alternativesTo(path, value).slice(0, 4), undefined]) {
      const changed = changedAnswers(text, path, other);
      const now = changed === undefined ? undefined : modelOf(changed, file);
      if (now === undefined) continue;
      read(now).forEach((each, index) => {
        if (!isDeepStrictEqual(each, before[index])) behind.get(formatPath(values[index]?.path ?? []))?.push(formatPath(path));
      });
      break;
    }
  }
  return behind;
}
