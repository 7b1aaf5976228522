import { isDeepStrictEqual } from "node:util";
import { answersFrom } from "../answers/index.ts";
import { combinations } from "../catalogue/combinations.ts";
import { formatPath, valueAt, type Path } from "../document/index.ts";
import { isError } from "../finding.ts";
import { buildModel, type Model } from "../model/index.ts";
import { alternativesTo } from "./alternatives.ts";
import { NAME, version } from "./version.ts";

/** A value of the model; of one that decides only whether it holds counts. */
export interface Asked {
  readonly path: Path;
  readonly decides: boolean;
}

export interface Behind {
  /** Paths of answers, by formatted path of the model. */
  readonly answers: ReadonlyMap<string, readonly string[]>;
  readonly tried: Tried;
}

/** What was tried to find them. */
export interface Tried {
  /** How many answers were changed, one at a time. */
  readonly answers: number;
  /** Answers for which no other valid value was found: whether a value follows from them is not known. */
  readonly without: readonly string[];
  /** The one cluster whose answers were tried, where the values are the same without the others. */
  readonly cluster?: string;
}

type Data = Readonly<Record<string, unknown>>;

/** Values that are tried for one answer, likeliest to be valid first. */
const MOST_TRIED = 4;

/**
 * Which answers values of the model follow from: those whose change to another valid value changes them. Found by trying, one answer
 * at a time, so that it holds whatever the rules are; on one cluster alone where that gives the same values, which takes a part of the time.
 * @param data of the answers file
 */
export function answersBehind(data: Data, model: Model, values: readonly Asked[]): Behind {
  const before = values.map((each) => read(model, each));
  const { part, asked, cluster } = smaller(data, model, values, before) ?? { part: data, asked: values, cluster: undefined };
  const tier = model.clusters.find(({ name }) => name === cluster)?.tier;
  const leaves = leavesOf(part).filter(({ path: [block, name] }) => cluster === undefined || block !== "tiers" || name === tier);
  const behind = new Map<string, string[]>(values.map(({ path }) => [formatPath(path), []]));
  const without: string[] = [];
  for (const { path, value } of leaves) {
    const now = first([...alternativesTo(path, value).slice(0, MOST_TRIED), undefined], (other) => modelOf(withValue(part, path, other) as Data));
    if (now === undefined) without.push(formatPath(path));
    else asked.forEach((each, index) => {
      if (!isDeepStrictEqual(read(now, each), before[index])) behind.get(formatPath(values[index]?.path ?? []))?.push(formatPath(path));
    });
  }
  // What is there because something was said at all goes with the whole block; the innermost one is named.
  const names = values.map(({ path }) => formatPath(path));
  const open = values.flatMap(({ decides }, index) => (decides && behind.get(names[index] ?? "")?.length === 0 ? [index] : []));
  for (const path of open.length === 0 ? [] : blocksOf(part)) {
    const now = modelOf(withValue(part, path, undefined) as Data);
    for (const index of now === undefined ? [] : open) {
      const found = behind.get(names[index] ?? "") ?? [];
      const each = asked[index];
      if (each && now && !found.some((inner) => inner.startsWith(`${formatPath(path)}.`)) && read(now, each) !== before[index]) found.push(formatPath(path));
    }
  }
  return { answers: behind, tried: { answers: leaves.length - without.length, without, ...(cluster !== undefined && { cluster }) } };
}

/** The answers of one cluster alone, and where the values are then; undefined where no cluster alone has the same ones. */
function smaller(data: Data, model: Model, values: readonly Asked[], before: readonly unknown[]): { readonly part: Data; readonly asked: readonly Asked[]; readonly cluster: string } | undefined {
  const own = new Set(values.flatMap(({ path: [list, index] }) => (list === "clusters" && typeof index === "number" ? [index] : [])));
  const clusters = data["clusters"] as Data;
  for (const [index, { name }] of model.clusters.entries()) {
    if (own.size > 1 || (own.size === 1 && !own.has(index))) continue;
    const part = { ...data, clusters: { [name]: clusters[name] } };
    const asked = values.map(({ path, decides }) => ({ path: path[0] === "clusters" && typeof path[1] === "number" ? ["clusters", 0, ...path.slice(2)] : path, decides }));
    const alone = modelOf(part);
    if (alone && asked.every((each, at) => isDeepStrictEqual(read(alone, each), before[at]))) return { part, asked, cluster: name };
  }
  return undefined;
}

/** A list decides by what is in it, everything else as in a template. */
function read(model: Model, { path, decides }: Asked): unknown {
  const value = valueAt(model, path);
  return decides ? (Array.isArray(value) ? value.length > 0 : Boolean(value)) : value;
}

function first<T, R>(items: readonly T[], make: (item: T) => R | undefined): R | undefined {
  for (const item of items) {
    const made = make(item);
    if (made !== undefined) return made;
  }
  return undefined;
}

/** Scalars and lists of the answers file as it is written, each with its path. Lists are one value, as everywhere in answers. */
function leavesOf(data: unknown): readonly { readonly path: readonly string[]; readonly value: unknown }[] {
  const collect = (value: unknown, path: readonly string[]): { path: readonly string[]; value: unknown }[] =>
    typeof value === "object" && value !== null && !Array.isArray(value) ? Object.entries(value).flatMap(([key, inner]) => collect(inner, [...path, key])) : [{ path, value }];
  return collect(data, []).filter(({ path }) => path[0] !== "apiVersion");
}

/** Maps of the answers file that are inside of another, the innermost first. */
function blocksOf(data: unknown): readonly (readonly string[])[] {
  const collect = (value: unknown, path: readonly string[]): (readonly string[])[] =>
    typeof value === "object" && value !== null && !Array.isArray(value) ? [...Object.entries(value).flatMap(([key, inner]) => collect(inner, [...path, key])), path] : [];
  return collect(data, []).filter((path) => path.length > 0);
}

/** Data with another value at a path, or without it. */
function withValue(data: unknown, [key, ...rest]: readonly string[], value: unknown): unknown {
  if (key === undefined) return value;
  const { [key]: old, ...others } = data as Data;
  const inner = withValue(old, rest, value);
  return inner === undefined ? others : { ...(data as Data), [key]: inner };
}

/** The model of these answers, or undefined when they are not valid. */
function modelOf(data: Data): Model | undefined {
  const answers = answersFrom(data);
  const built = answers && buildModel(answers, combinations[0], { name: NAME, version });
  return built === undefined || built.findings.some(isError) ? undefined : built.model;
}
