import { isDeepStrictEqual } from "node:util";
import { readAnswers, writeAnswers } from "../answers/index.ts";
import { mergeCluster, plain, trace } from "../answers/layers.ts";
import { resolve, schemaAt } from "../answers/schema.ts";
import { writePart } from "../answers/write.ts";
import { insertAllIn, setIn } from "../document/edit.ts";
import { formatPath, parseYaml, valueAt } from "../document/index.ts";
import { isError, sortFindings, type Finding, type Place } from "../finding.ts";
import { collect, type Said, type Source } from "./collect.ts";

type Value = Readonly<Record<string, unknown>>;
const isMap = (value: unknown): value is Value => typeof value === "object" && value !== null && !Array.isArray(value);

export interface Read {
  /** The answers as a file; undefined when nothing is filled in, or something is wrong. */
  readonly text?: string;
  /** Paths that were said, in the file. */
  readonly said: readonly string[];
  /** What the file had otherwise before. */
  readonly changed: readonly { readonly path: string; readonly from: unknown; readonly to: unknown }[];
  /** What a platform still needs, in the words of the reader of answers. */
  readonly open: readonly Finding[];
  readonly findings: readonly Finding[];
}

/**
 * Reads filled-in questionnaires back as answers, several together: their answers are put into one file.
 * @param sources the documents
 * @param base answers that exist; they are kept where no document says otherwise, with comments and order
 * @returns mistakes at their places in the documents
 */
export function readQuestionnaires(sources: readonly Source[], base?: Source): Read {
  const before = base === undefined ? undefined : readAnswers(base.text, base.file);
  const none = { said: [], changed: [], open: [] };
  const broken = before?.findings.filter((finding) => isError(finding) && finding.code !== "answers/missing") ?? [];
  if (broken.length > 0) return { ...none, findings: broken };
  const data = base === undefined ? {} : (parseYaml(base.text, base.file).documents[0]?.data as Value);
  const { said, findings: faults } = collect(sources, (valueAt(data, ["clusters"]) ?? {}) as Value);
  const findings = [...faults];
  if (said.length === 0) return { ...none, findings: sortFindings(findings) };
  const news = said.filter(({ path, value }) => !isDeepStrictEqual(current(data, path), value));
  const differing = news.flatMap((one) => (current(data, one.path) === undefined ? [] : [{ ...one, from: current(data, one.path) }]));
  const changed = differing.map(({ path, value, from }) => ({ path: formatPath(path), from, to: value }));
  findings.push(...differing.filter(({ path }) => resolve(schemaAt(path) ?? {})["x-permanent"] === true).map(({ path, value, from, place }): Finding => ({ ...place, code: "answers/permanent-change", severity: "error", path: formatPath(path), reason: `This says ${JSON.stringify(value)}, but ${base?.file} has ${JSON.stringify(from)}, and that can never change.`, remedy: "Correct the document; something new needs a name of its own." })));
  let text: string;
  try {
    text = base === undefined ? writeAnswers(tree([{ path: ["apiVersion"], value: "temporal-platform/v1", place: { file: "" } }, ...said])) : merged(base.text, data, news);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return { ...none, findings: [...findings, { code: "answers/cannot-edit", severity: "error", file: base?.file ?? "", reason: `The answers cannot be put into this file: ${error.message}`, remedy: "Write them in by hand, or begin a new file." }] };
  }
  const { open, wrong } = sorted(text, said, base?.file);
  const all = sortFindings([...findings, ...wrong]);
  return { ...(all.some(isError) ? {} : { text }), said: said.map(({ path }) => formatPath(path)), changed, open, findings: all };
}

/** What holds at a path now: as written, or for a cluster as inherited. */
function current(data: Value, path: readonly string[]): unknown {
  const [group, name, ...rest] = path;
  const own = valueAt(data, path);
  if (own !== undefined || group !== "clusters" || name === undefined || valueAt(data, [group, name]) === undefined) return own;
  return valueAt(plain(mergeCluster(trace(data, [], () => false), name)), rest);
}

/** The answers as one value. */
function tree(said: readonly Said[]): Value {
  const put = (map: Value, [key = "", ...rest]: readonly string[], value: unknown): Value => {
    const there = Object.hasOwn(map, key) ? map[key] : undefined;
    return Object.fromEntries([...Object.entries(map).filter(([one]) => one !== key), [key, rest.length === 0 ? value : put(isMap(there) ? there : {}, rest, value)]]);
  };
  return said.reduce((map, { path, value }) => put(map, path, value), {} as Value);
}

/** The file with the answers in it: whole blocks where it has nothing yet, single values where it has. */
function merged(text: string, data: Value, said: readonly Said[]): string {
  const apart = Object.keys((data["clusters"] ?? {}) as Value).length === 1;
  const walk = (edited: string, value: Value, old: Value, path: readonly string[]): string =>
    Object.entries(value).reduce((so, [key, inner]) => {
      const at = [...path, key];
      const there = Object.hasOwn(old, key) ? old[key] : undefined;
      if (isMap(inner) && isMap(there)) return walk(so, inner, there, at);
      if (there === undefined) return insertAllIn(so, [{ path: at, value: inner, write: (part, from) => writePart(part, from), apart: apart && at.length === 2 && path[0] === "clusters" }]);
      return isDeepStrictEqual(there, inner) ? so : setIn(so, at, inner);
    }, edited);
  return walk(text, tree(said), data, []);
}

/** What the reader of answers finds, at the places where people wrote it; what is missing is no mistake of theirs. */
function sorted(text: string, said: readonly Said[], file = "platform.yaml"): { readonly open: Finding[]; readonly wrong: Finding[] } {
  const { findings } = readAnswers(text, file);
  const [document] = parseYaml(text, file).documents;
  const written = new Map<string, Place>();
  const note = ({ line, column }: Place, place: Place): void => void (written.has(`${line}:${column}`) || written.set(`${line}:${column}`, place));
  for (const { path, place } of said) {
    if (document === undefined) break;
    note(document.placeOf(path), place);
    for (let length = path.length; length > 0; length -= 1) note(document.placeOf(path.slice(0, length), "key"), place);
    if (Array.isArray(valueAt(document.data, path))) for (const index of (valueAt(document.data, path) as unknown[]).keys()) note(document.placeOf([...path, index]), place);
  }
  const open = findings.filter(({ code }) => code === "answers/missing").map(({ line: _line, column: _column, ...finding }) => finding);
  const wrong = findings.filter(({ code }) => code !== "answers/missing").map(({ line, column, ...finding }): Finding => ({ ...finding, ...(written.get(`${line}:${column}`) ?? {}) }));
  return { open, wrong };
}
