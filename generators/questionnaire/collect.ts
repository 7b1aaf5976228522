import { isDeepStrictEqual } from "node:util";
import { formatPath, type Path } from "../document/index.ts";
import { compare, type Finding, type Place } from "../finding.ts";
import { nearest } from "../nearest.ts";
import { readDocument, type Answered, type Written } from "./document.ts";
import { valueOf } from "./values.ts";

type Value = Readonly<Record<string, unknown>>;

/** One answer where it belongs in the file, and where it was written. */
export interface Said {
  readonly path: readonly string[];
  readonly value: unknown;
  readonly place: Place;
}

export interface Source {
  readonly file: string;
  readonly text: string;
}

/** Everything that filled-in documents say, each thing once; what contradicts itself or belongs nowhere is a finding. */
export function collect(sources: readonly Source[], clusters: Value): { readonly said: readonly Said[]; readonly findings: readonly Finding[] } {
  const findings: Finding[] = [];
  const read = sources.map(({ file, text }) => ({ file, ...readDocument(text) }));
  for (const { file, unknown, asked, lost } of read) {
    if (asked + unknown.length === 0) findings.push({ code: "questionnaire/no-questions", severity: "error", file, reason: "There is no question of ours in this document: no line of it begins with *Reference*.", remedy: "Hand in the document that was sent, filled in, with these lines as they were, in English." });
    const [first] = lost;
    if (first !== undefined) findings.push({ code: "questionnaire/no-answer-line", severity: "error", file, line: first.line, column: first.column, reason: `What is written below ${lost.length === 1 ? "this question" : `${lost.length} questions, of which this is the first,`} cannot be read: no line there begins with **Answer:**.`, remedy: "Put **Answer:** back in front of it, in English; the answer itself may be in any language." });
    findings.push(...unknown.map(({ text, line, column, known }): Finding => {
      const meant = nearest(text, known);
      return { code: "questionnaire/unknown-question", severity: "error", file, line, column, path: text, reason: `There is no question \`${text}\`, so what stands below it cannot be read.`, remedy: meant === undefined ? "Put back the reference that the document was sent with." : `Did you mean \`${meant}\`?` };
    }));
  }
  const answers = read.flatMap(({ file, answered }) => answered.map((answer) => ({ file, ...answer })));
  const table = answers.filter(({ question }) => question.key === "clusters").flatMap((answer) => clusterRows(answer, clusters, findings));
  const names = new Map<string, string[]>();
  for (const { name, environment } of [...existing(clusters), ...table]) names.set(environment, [...new Set([...(names.get(environment) ?? []), name])]);
  const rest = answers.filter(({ question }) => question.key !== "clusters").flatMap((answer) => saidBy(answer, names, findings));
  return { said: onceEach([...table.flatMap(({ said }) => said), ...rest], findings), findings };
}

type Sourced = Answered & { readonly file: string };

const placeOf = (file: string, { line, column }: Written): Place => ({ file, line, column });

const existing = (clusters: Value): { name: string; environment: string }[] => Object.entries(clusters).map(([name, cluster]) => ({ name, environment: String((cluster as Value)["environment"] ?? name) }));

/** Clusters by the rows of their table: an environment that has a cluster already keeps that one's name. */
function clusterRows({ file, question, rows }: Sourced, clusters: Value, findings: Finding[]): { name: string; environment: string; said: Said[] }[] {
  const columns = question.columns ?? [];
  return rows.flatMap((cells) => {
    const values = new Map(columns.map((column, index) => [column.key ?? "", { cell: cells[index] as Written, value: valueOf([cells[index]?.text ?? ""], column) }]));
    const text = (key: string): string => String(values.get(key)?.value ?? "");
    const environment = text("environment");
    if (environment === "") {
      findings.push({ ...placeOf(file, cells.find((cell) => cell.text !== "") ?? (cells[0] as Written)), code: "questionnaire/no-name", severity: "error", path: "clusters", reason: "This row names no environment.", remedy: "Write its name into the first column." });
      return [];
    }
    const same = existing(clusters).filter((one) => one.environment === environment).map(({ name }) => name);
    const name = same.length === 1 ? (same[0] ?? "") : [environment, text("cloud"), text("region")].filter((word) => word !== "").join("-");
    return [{ name, environment, said: [...values].filter(([, { cell }]) => cell.text !== "").map(([key, { cell, value }]) => ({ path: ["clusters", name, key], value, place: placeOf(file, cell) })) }];
  });
}

function saidBy(answer: Sourced, names: ReadonlyMap<string, readonly string[]>, findings: Finding[]): Said[] {
  const { file, question, environment, lines, rows } = answer;
  const targets = environment === undefined ? [question.path] : targetsOf(answer, environment, names, findings);
  if (question.columns) return targets.flatMap((path) => tableSaid(answer, path, rows, findings));
  const [first, second] = lines;
  if (first === undefined) return [];
  if (second !== undefined && question.choices && !question.several) {
    findings.push({ ...placeOf(file, second), code: "answers/contradiction", severity: "error", path: question.key, reason: `\`${first.text}\` is marked and \`${second.text}\` as well, but only one can hold.`, remedy: "Leave the mark at one of them; what holds for one environment only gets a line of its own, `Answer for …:`." });
    return [];
  }
  return targets.map((path) => ({ path, value: valueOf(lines.map(({ text }) => text), question), place: placeOf(file, first) }));
}

/** Where an answer for one environment goes: into its clusters. */
function targetsOf({ file, question }: Sourced, environment: Written, names: ReadonlyMap<string, readonly string[]>, findings: Finding[]): (readonly string[])[] {
  const inside = question.path[0] === "defaults" ? question.path.slice(1) : ["temporal", "workers", "delivery", "alerts"].includes(question.path[0] ?? "") ? question.path : undefined;
  const clusters = names.get(environment.text) ?? names.get(environment.text.toLowerCase());
  if (inside !== undefined && clusters !== undefined) return clusters.map((cluster) => ["clusters", cluster, ...inside]);
  const meant = nearest(environment.text, names.keys());
  findings.push({
    ...placeOf(file, environment), code: "questionnaire/unknown-environment", severity: "error", path: question.key,
    reason: inside === undefined ? `\`${question.key}\` is the same for all environments.` : `There is no environment \`${environment.text}\`${names.size === 0 ? " yet: the table of clusters is empty" : ""}.`,
    remedy: inside === undefined ? "Write it behind **Answer:**." : meant !== undefined ? `Did you mean \`${meant}\`?` : names.size === 0 ? "Read this document together with the one that names the clusters, or with platform.yaml." : `Write one of ${[...names.keys()].join(", ")}.`,
  });
  return [];
}

/** A map by name: one value per cell. A list: one value for the whole table. */
function tableSaid({ file, question }: Sourced, path: readonly string[], rows: readonly (readonly Written[])[], findings: Finding[]): Said[] {
  const columns = question.columns ?? [];
  const entries = rows.map((cells) => columns.map((column, index) => ({ column, cell: cells[index] as Written, value: valueOf([cells[index]?.text ?? ""], column) })));
  if (question.node.type === "array") {
    const list = entries.map((cells) => Object.fromEntries(cells.filter(({ cell }) => cell.text !== "").map(({ column, value }) => [column.key, value])));
    return list.length === 0 ? [] : [{ path, value: list, place: placeOf(file, rows[0]?.find(({ text }) => text !== "") as Written) }];
  }
  return entries.flatMap(([name, ...cells]) => {
    if (name === undefined || name.cell.text === "") {
      findings.push({ ...placeOf(file, cells.find(({ cell }) => cell.text !== "")?.cell ?? { text: "", line: 1, column: 1 }), code: "questionnaire/no-name", severity: "error", path: question.key, reason: "This row has no name.", remedy: "Write one into the first column." });
      return [];
    }
    const filled = cells.filter(({ cell }) => cell.text !== "");
    const entry = [...path, name.cell.text];
    return filled.length === 0 ? [{ path: entry, value: {}, place: placeOf(file, name.cell) }] : filled.map(({ column, cell, value }) => ({ path: column.key === "" ? entry : [...entry, column.key ?? ""], value, place: placeOf(file, cell) }));
  });
}

/** The same said twice is said once; two different things at one path contradict each other, in whichever documents they stand. */
function onceEach(all: readonly Said[], findings: Finding[]): Said[] {
  const first = new Map<string, Said>();
  for (const said of all) {
    const key = JSON.stringify(said.path);
    const before = first.get(key);
    if (before === undefined) first.set(key, said);
    else if (!isDeepStrictEqual(before.value, said.value)) findings.push({ ...said.place, code: "answers/contradiction", severity: "error", path: formatPath(said.path as Path), reason: `This says ${show(said.value)}, but ${before.place.file}:${before.place.line ?? 1} says ${show(before.value)}.`, remedy: "Agree on one of them, and correct the other." });
  }
  return [...first.values()].sort((a, b) => compare(a.path.slice(0, 1).join(), b.path.slice(0, 1).join()));
}

const show = (value: unknown): string => `\`${Array.isArray(value) ? value.map((one) => (typeof one === "object" ? JSON.stringify(one) : String(one))).join(", ") : String(value)}\``;
