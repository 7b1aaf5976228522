import { formatPath, parseYaml, type Path, type YamlDocument } from "../document/index.ts";
import { sortFindings, type Finding, type Place } from "../finding.ts";
import type { Answers, ClusterAnswers } from "./answers.ts";
import { checkCluster } from "./check-cluster.ts";
import { checkComplete, checkFilled, checkPeers, checkShortForms } from "./check-layers.ts";
import { checkPlain, checkShared } from "./check-plain.ts";
import { checkSchema } from "./check-schema.ts";
import { checkText } from "./check-text.ts";
import { viewOf } from "./cluster-view.ts";
import type { Code, Fault } from "./codes.ts";
import type { Misspelling } from "./explain.ts";
import { isMap, LAYERED_BLOCKS, lookup, mergeCluster, plain, substitute, textAt, trace, type Traced, type TracedMap } from "./layers.ts";
import { normalise, normaliseFile, type WrittenFile, type WrittenSettings } from "./normalise.ts";
import { checkEmitted } from "./not-yet.ts";
import { originOf } from "./origin.ts";

/** Bytes of a text that is still taken for an answers file. */
const MOST_BYTES = 2 ** 20;

/** Findings that are shown; nobody corrects more in one go. */
const MOST_FINDINGS = 200;

/**
 * Reads an answers file: text → merged answers per cluster, or every mistake in it at once, each with its place.
 * Never throws on a text, whatever is in it.
 * @param text content of the file, untrusted
 * @param file name that findings carry
 * @returns answers only when no finding is an error
 */
export function readAnswers(text: string, file: string): { answers?: Answers; findings: Finding[] } {
  const { document, findings } = readDocument(text, file);
  if (document === undefined) return { findings };
  const { faults, root, clusters } = checkAndMerge(document.data);
  if (faults.length > 0) return { findings: placed(faults, document) };
  return { answers: answersOf(document, root, clusters), findings: [] };
}

/** Answers from data instead of a text, to ask what would be; undefined when they are not valid. No line is known of them. */
export function answersFrom(data: unknown): Answers | undefined {
  const { faults, root, clusters } = checkAndMerge(data);
  return faults.length > 0 ? undefined : { ...normalised(root, clusters), origin: () => ({ file: "" }) };
}

function readDocument(text: string, file: string): { document?: YamlDocument; findings: Finding[] } {
  const start = { file, line: 1, column: 1 };
  const refuse = (code: Code, reason: string, remedy: string, place: Place = start) => ({ findings: [{ ...place, code, severity: "error" as const, reason, remedy }] });
  const bytes = Buffer.byteLength(text);
  if (bytes > MOST_BYTES) return refuse("answers/too-large", `${bytes} bytes are more than answers ever need (1 MiB).`, "Check that this is the answers file.");
  const parsed = parseYaml(text, file);
  if (parsed.findings.length > 0) return { findings: sortFindings([...new Map(parsed.findings.map((finding) => [JSON.stringify(finding), finding])).values()]) };
  const [document, second] = parsed.documents;
  if (document === undefined) return refuse("answers/empty", "The file says nothing.", "Begin with `apiVersion: temporal-platform/v1`.");
  if (second !== undefined) return refuse("answers/several-documents", "The file has more than one YAML document; only one can be the answers.", "Remove the line `---` between them.", second.placeOf([]));
  if (typeof document.data !== "object" || document.data === null || Array.isArray(document.data)) {
    return refuse("answers/not-a-map", "Answers are keys and values, such as `customer: {name: acme}`.", "Check that this is the answers file.", document.placeOf([]));
  }
  return { document, findings: [] };
}

interface Checked {
  readonly faults: readonly Fault[];
  readonly root: Traced;
  readonly clusters: ReadonlyMap<string, TracedMap>;
}

/** All checks, each on what the ones before left standing: a wrong value is taken out, so that it is told once and the rest is still checked. */
function checkAndMerge(data: unknown): Checked {
  const asWritten = checkPlain(data);
  if (asWritten.length > 0) return { faults: asWritten, root: trace({}, [], () => false), clusters: new Map() };
  const wrong = onePerPlace([...checkText(data), ...checkShared(data as Record<string, unknown>), ...checkSchema(data)]);
  const paths = new Set(wrong.map(({ path }) => key(outsideLists(path))));
  const root = trace(data, [], (path) => paths.has(key(path)));
  const faults = [...wrong, ...checkEmitted(root), ...checkPeers(root), ...checkShortForms(root)];
  const excused = excuses(wrong);
  const clusters = new Map<string, TracedMap>();
  const all = lookup(root, "clusters");
  for (const name of isMap(all) ? all.entries.keys() : []) {
    const merged = mergeCluster(root, name);
    const filled = substitute(merged, { environment: textAt(merged, "environment"), region: textAt(merged, "region"), cluster: name });
    if (!isMap(filled)) continue;
    const view = viewOf(name, filled, excused);
    faults.push(...checkFilled(merged, filled, name), ...checkComplete(view), ...checkCluster(view));
    clusters.set(name, filled);
  }
  return { faults: onePerLine(faults), root, clusters };
}

/** A list is one value: with a wrong item it is left out as a whole. */
function outsideLists(path: Path): Path {
  const list = path.findIndex((step) => typeof step === "number");
  return list < 0 ? path : path.slice(0, list);
}

const key = (path: Path): string => JSON.stringify(path);

/** Of several faults at one path the first explains the others. */
function onePerPlace(faults: readonly Fault[]): Fault[] {
  return [...new Map([...faults].reverse().map((fault) => [key(fault.path), fault])).values()].reverse();
}

/** What is inherited is wrong once, however many clusters inherit it. */
function onePerLine(faults: readonly Fault[]): Fault[] {
  return [...new Map([...faults].reverse().map((fault) => [`${fault.code} ${key(fault.from ?? fault.path)} ${fault.from ? String(fault.path.at(-1)) : ""}`, fault])).values()].reverse();
}

/** Paths inside a cluster that were said in some layer, but wrongly: they are not missing as well. */
function excuses(wrong: readonly Misspelling[]): (path: Path) => boolean {
  const said = new Set(wrong.flatMap(({ path, meant }) => [path, meant ?? path]).map((path) => key(insideCluster(outsideLists(path)))));
  return (path) => path.some((_, index) => said.has(key(path.slice(0, index + 1))));
}

function insideCluster(path: Path): Path {
  if (LAYERED_BLOCKS.includes(String(path[0]))) return path;
  return path[0] === "defaults" ? path.slice(1) : path.slice(2);
}

function placed(faults: readonly Fault[], document: YamlDocument): Finding[] {
  const findings = faults.slice(0, MOST_FINDINGS).map(({ code, path, from, at, reason, remedy }): Finding => {
    const { file, line, column } = document.placeOf(from ?? path, from === undefined ? at : "key");
    return { code, severity: "error", file, ...(line !== undefined && { line }), ...(column !== undefined && { column }), path: formatPath(path), reason, remedy };
  });
  const more = faults.length - findings.length;
  const start = document.placeOf([]);
  return [
    ...sortFindings(findings),
    ...(more > 0 ? [{ ...start, code: "answers/too-many", severity: "error" as const, reason: `${more} more mistakes are not shown.`, remedy: "Correct these first." }] : []),
  ];
}

const answersOf = (document: YamlDocument, root: Traced, clusters: ReadonlyMap<string, TracedMap>): Answers => ({ ...normalised(root, clusters), origin: originOf(document, root, clusters) });

function normalised(root: Traced, clusters: ReadonlyMap<string, TracedMap>): Omit<Answers, "origin"> {
  return {
    ...normaliseFile(plain(root) as WrittenFile),
    clusters: [...clusters].map(([name, merged]): ClusterAnswers => normalise(name, plain(merged) as WrittenSettings)),
  };
}
