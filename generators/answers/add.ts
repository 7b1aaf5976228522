import { insertAllIn, setIn, type Insertion } from "../document/edit.ts";
import { formatPath, parseYaml, valueAt, type Path } from "../document/index.ts";
import { isError, type Finding } from "../finding.ts";
import type { Answers } from "./answers.ts";
import { show, type Code, type Fault } from "./codes.ts";
import { newEnvironment } from "./environment.ts";
import { badKey, closest } from "./explain.ts";
import { readAnswers } from "./read.ts";
import { resolve, schemaAt, type SchemaNode } from "./schema.ts";
import { writePart } from "./write.ts";

/** What can be added to answers that exist. An environment is a cluster that is like its siblings. */
export type Kind = "cluster" | "environment" | "worker" | "namespace";

type Value = Readonly<Record<string, unknown>>;

export interface AddOptions {
  /** Name that findings carry; platform.yaml when not said. */
  readonly file?: string;
  /** Cluster that alone gets the worker or namespace; all of them when not said. */
  readonly cluster?: string;
}

export interface Added {
  readonly text: string;
  /** Where the entry stands now. */
  readonly path: string;
  /** What clusters like it say each for itself, such as ids and addresses, so that nobody but a person can say it here: paths in the new entry. */
  readonly unsaid: readonly string[];
  /** What had to be said elsewhere so that everything else means what it meant: paths in the file. */
  readonly also: readonly string[];
}

/**
 * Adds an entry to the answers in place: behind the last of its kind, in its style; every other byte stays.
 * @param text answers that `readAnswers` accepts
 * @param name key of the entry; for an environment its name, from which the cluster's follows
 * @param value what is said about it, in the shape of the file
 * @returns the text with the entry, which reads back as before plus the entry; or why not, without lines, since the entry is in no file yet
 */
export function addTo(text: string, kind: Kind, name: string, value: Value, { file = "platform.yaml", cluster }: AddOptions = {}): Added | { readonly findings: readonly Finding[] } {
  const { answers, findings } = readAnswers(text, file);
  if (answers === undefined) return { findings };
  const data = parseYaml(text, file).documents[0]?.data as Value;
  const clusters = Object.keys((valueAt(data, ["clusters"]) ?? {}) as Value);
  if (cluster !== undefined && !clusters.includes(cluster)) return refuse(file, unknownCluster(cluster, clusters));
  const entry = kind === "environment" ? newEnvironment(data, name, value) : { name, value, unsaid: [] };
  const path = [...placeOf(kind, cluster), entry.name];
  const fault = (kind === "environment" ? nameFault([...path.slice(0, -1), name], ["clusters", entry.name, "environment"]) : undefined) ?? nameFault(path) ?? taken(data, path, name);
  if (fault !== undefined) return refuse(file, fault);
  const note = path.length === 2 || kind === "namespace" ? noteOf(path.slice(0, 1), data) : undefined;
  const apart = path[0] === "clusters" && path.length === 2 && clusters.length === 1;
  const write = (part: Value, from: Path): string => writePart(part, from, inLines(text, file, path));
  const also = kind === "namespace" ? impliedNamespaces(answers, data, cluster) : [];
  const insertions = [{ path, value: entry.value, write, apart, ...(note !== undefined && { comment: note }) }, ...also];
  const edited = attempt(file, path, () => insertAllIn(text, insertions));
  return "findings" in edited ? edited : { text: edited.text, path: formatPath(path), unsaid: entry.unsaid, also: also.map((one) => formatPath(one.path)) };
}

/**
 * Says something else at a path of the answers, or something new; comments and order stay.
 * @returns the text, which reads back with the new value; or why not
 */
export function setAnswer(text: string, path: readonly string[], value: unknown, file = "platform.yaml"): { readonly text: string } | { readonly findings: readonly Finding[] } {
  return attempt(file, path, () => (valueAt(parseYaml(text, file).documents[0]?.data, path) === undefined ? insertAllIn(text, [{ path, value, write: (part, from) => writePart(part, from) }]) : setIn(text, path, value)));
}

/** The edited text, once it is sure that it can be read. */
function attempt(file: string, path: Path, change: () => string): { readonly text: string } | { readonly findings: readonly Finding[] } {
  let edited: string;
  try {
    edited = change();
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return refuse(file, { code: "answers/cannot-edit", path, at: "key", reason: `\`${formatPath(path)}\` cannot be written without changing something else: what stands there is shared by an alias, or is no map.`, remedy: "Write it into the file by hand." });
  }
  const findings = readAnswers(edited, file).findings.filter(isError);
  return findings.length === 0 ? { text: edited } : { findings: findings.map(({ line: _line, column: _column, ...finding }) => finding) };
}

function placeOf(kind: Kind, cluster: string | undefined): string[] {
  const inside = cluster === undefined ? [] : ["clusters", cluster];
  return kind === "worker" ? [...inside, "workers"] : kind === "namespace" ? [...inside, "temporal", "namespaces"] : ["clusters"];
}

/** Whether an entry has a line for each of its keys: as its neighbours have, and a worker in any case. */
function inLines(text: string, file: string, path: readonly string[]): Path | undefined {
  const [document] = parseYaml(text, file).documents;
  const around = path.slice(0, -1);
  const starts = Object.keys((valueAt(document?.data, around) ?? {}) as Value).map((name) => text[document?.rangeOf([...around, name])?.[0] ?? 0]);
  return path.at(-2) === "workers" || starts.some((start) => start !== "{") ? path : undefined;
}

/**
 * A worker that names no Temporal namespace works for the only one. Once there is a second one it has to say so:
 * where it is defined when that holds for every cluster, otherwise in the cluster.
 */
function impliedNamespaces({ clusters }: Answers, data: Value, only: string | undefined): Insertion[] {
  const implied = clusters.filter(({ name }) => only === undefined || name === only).flatMap(({ name: cluster, temporal, workers }) => {
    const namespaces = Object.keys(temporal?.namespaces ?? {});
    const unsaid = Object.entries(workers ?? {}).filter(([, { namespace }]) => namespace === undefined);
    return namespaces.length === 1 ? unsaid.map(([worker]) => ({ cluster, worker, value: namespaces[0] ?? "" })) : [];
  });
  return [...new Set(implied.map(({ worker }) => worker))].flatMap((worker): Insertion[] => {
    const its = implied.filter((one) => one.worker === worker);
    const everywhere = only === undefined && new Set(its.map(({ value }) => value)).size === 1 && valueAt(data, ["workers", worker]) !== undefined;
    return everywhere ? [{ path: ["workers", worker, "namespace"], value: its[0]?.value }] : its.map(({ cluster, value }) => ({ path: ["clusters", cluster, "workers", worker, "namespace"], value }));
  });
}

/** What the schema says above a group that is new in the file. */
const noteOf = ([group = ""]: readonly string[], data: Value): string | undefined => (Object.hasOwn(data, group) ? undefined : resolve(schemaAt([group]) ?? {})["x-note"]);

function taken(data: Value, path: readonly string[], name: string): Fault | undefined {
  if (valueAt(data, path) === undefined) return undefined;
  const last = path.at(-1) ?? name;
  return { code: "answers/taken", path, at: "key", reason: `There is ${show(last)} in \`${formatPath(path.slice(0, -1))}\` already.`, remedy: "Choose another name, or change the entry that is there." };
}

/** Whether a name can stand at a path; said with the name that was probably meant. */
function nameFault(path: readonly string[], valuePath?: readonly string[]): Fault | undefined {
  const name = path.at(-1) ?? "";
  const form = valuePath ? schemaAt(valuePath) : resolve(schemaAt(path.slice(0, -1)) ?? {}).propertyNames;
  if (form === undefined || fits(name, resolve(form))) return undefined;
  const fault = badKey(path, form);
  const meant = slug(name);
  return meant !== name && fits(meant, resolve(form)) ? { ...fault, remedy: `Did you mean \`${meant}\`?` } : fault;
}

const fits = (name: string, { pattern, maxLength = Infinity }: SchemaNode): boolean => name.length <= maxLength && (pattern === undefined || new RegExp(pattern, "u").test(name));

/** Lower case, with dashes for whatever stands between words. */
const slug = (name: string): string => name.normalize("NFKD").replace(/\p{M}/gu, "").replace(/([a-z0-9])([A-Z])/g, "$1-$2").toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^-+|-+$/g, "");

function unknownCluster(cluster: string, known: readonly string[]): Fault {
  const meant = closest(cluster, known);
  return { code: "answers/unknown-cluster", path: ["clusters", cluster], at: "key", reason: `There is no cluster ${show(cluster)}.`, remedy: meant === undefined ? `Name one of the clusters of this file: ${known.join(", ")}.` : `Did you mean \`${meant}\`?` };
}

const refuse = (file: string, { code, path, reason, remedy }: Fault & { readonly code: Code }): { readonly findings: readonly Finding[] } => ({ findings: [{ code, severity: "error", file, path: formatPath(path), reason, remedy }] });
