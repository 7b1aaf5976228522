import type { Answers } from "../answers/index.ts";
import { formatPath, valueAt, type Path } from "../document/index.ts";
import type { Place } from "../finding.ts";
import type { Derivation } from "../model/index.ts";
import { traceFile, type TracedLine } from "../render/trace.ts";
import { answersBehind } from "./alternatives.ts";
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
}

/** Where an emitted line comes from: its template, the values in it, and the answers behind those. `number` counts from 1. */
export function explainLine({ model, answers }: Generated, text: string, file: string, path: string, number: number): ExplainedLine | undefined {
  const traced = traceFile(model, path);
  if (traced === undefined) return undefined;
  if (traced.lines === null) return { template: traced.source, line: number, verbatim: true, values: valuesOf(model, answers, text, file, [], traced.decided) };
  const line: TracedLine | undefined = traced.lines[number - 1];
  if (line === undefined) return undefined;
  return { template: traced.source, line: line.number, verbatim: false, values: valuesOf(model, answers, text, file, line.values, [...traced.decided, ...line.decided]) };
}

function valuesOf(model: Generated["model"], answers: Answers, text: string, file: string, printed: readonly Path[], decided: readonly Path[]): ExplainedValue[] {
  const all = new Map<string, { readonly path: Path; readonly decides: boolean }>();
  for (const path of printed) all.set(formatPath(path), { path, decides: false });
  for (const path of decided) if (!all.has(formatPath(path))) all.set(formatPath(path), { path, decides: true });
  const behind = all.size === 0 ? new Map<string, readonly string[]>() : answersBehind(text, file, model, [...all.values()]);
  return [...all].map(([name, { path, decides }]) => {
    const derivation = derivationOf(model, path);
    return {
      model: name,
      value: valueAt(model, path),
      decides,
      ...(derivation && { derivation }),
      answers: (behind.get(name) ?? []).map((each) => ({ path: each, place: answers.origin(each) })),
    };
  });
}

/** The note of the function that derived a value: that of its cluster whose path is the end of the value's. */
function derivationOf(model: Generated["model"], path: Path): Derivation | undefined {
  const [list, index, ...rest] = path;
  const cluster = list === "clusters" && typeof index === "number" ? model.clusters[index] : undefined;
  const name = formatPath(rest);
  return cluster?.derivations.find((each) => name === each.path || name.endsWith(`.${each.path}`));
}
