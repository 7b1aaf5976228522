import type { Answers } from "../answers/index.ts";
import { formatPath, parseYaml, valueAt, type Path } from "../document/index.ts";
import type { Place } from "../finding.ts";
import type { Derivation } from "../model/index.ts";
import { traceFile, type TracedLine } from "../render/trace.ts";
import { answersBehind, type Tried } from "./answers-behind.ts";
import type { Generated } from "./generate.ts";

/** A value that was printed into a line, or decided that it is there. */
export interface ExplainedValue {
  /** Where it stands in the model: `clusters[0].temporal.shards`. */
  readonly model: string;
  readonly value: unknown;
  /** True for what decided that the line is there; false for what is printed in it. */
  readonly decides: boolean;
  /** The rule, where the value was derived. */
  readonly derivation?: Derivation;
  /** The answers that it follows from, with their place; empty for what no answer of the file changes. */
  readonly answers: readonly { readonly path: string; readonly place: Place }[];
}

export interface ExplainedLine {
  readonly template: string;
  /** Line of the template. */
  readonly line: number;
  /** True for a file that is copied as it stands: no answer changes its lines. */
  readonly verbatim: boolean;
  readonly values: readonly ExplainedValue[];
  /** How the answers were found; absent where there is no value to ask about. */
  readonly tried?: Tried;
}

/** Where an emitted line comes from: its template, the values in it, and the answers behind those. `number` counts from 1. */
export function explainLine({ model, answers }: Generated, text: string, file: string, path: string, number: number): ExplainedLine | undefined {
  const traced = traceFile(model, path);
  if (traced === undefined) return undefined;
  if (traced.lines === null) return { template: traced.source, line: number, verbatim: true, ...valuesOf(model, answers, text, file, [], traced.decided) };
  const line: TracedLine | undefined = traced.lines[number - 1];
  if (line === undefined) return undefined;
  return { template: traced.source, line: line.number, verbatim: false, ...valuesOf(model, answers, text, file, line.values, [...traced.decided, ...line.decided]) };
}

function valuesOf(model: Generated["model"], answers: Answers, text: string, file: string, printed: readonly Path[], decided: readonly Path[]): Pick<ExplainedLine, "values" | "tried"> {
  const all = new Map<string, { readonly path: Path; readonly decides: boolean }>();
  for (const path of printed) all.set(formatPath(path), { path, decides: false });
  // That there is a cluster at all needs no reason.
  for (const path of decided) if (!all.has(formatPath(path)) && formatPath(path) !== "clusters") all.set(formatPath(path), { path, decides: true });
  if (all.size === 0) return { values: [] };
  const { answers: behind, tried } = answersBehind(parseYaml(text, file).documents[0]?.data as Readonly<Record<string, unknown>>, model, [...all.values()]);
  const values = [...all].map(([name, { path, decides }]) => {
    const derivation = derivationOf(model, path);
    return {
      model: name,
      value: valueAt(model, path),
      decides,
      ...(derivation && { derivation }),
      answers: (behind.get(name) ?? []).map((each) => ({ path: each, place: answers.origin(each) })),
    };
  });
  return { values, tried };
}

/** The note of the function that derived a value: that of its cluster whose path is the end of the value's. */
function derivationOf(model: Generated["model"], path: Path): Derivation | undefined {
  const [list, index, ...rest] = path;
  const cluster = list === "clusters" && typeof index === "number" ? model.clusters[index] : undefined;
  const name = formatPath(rest);
  return cluster?.derivations.find((each) => name === each.path || name.endsWith(`.${each.path}`));
}
