import { formatPath, parseYaml, valueAt } from "../document/index.ts";
import { isError, type Finding } from "../finding.ts";
import { diffLines } from "../plan/diff-lines.ts";
import type { Tree } from "../tree.ts";
import { alternativesTo, changedAnswers } from "./alternatives.ts";
import { generate, type Generated } from "./generate.ts";
import { changedChoices, permanentChoices } from "./permanent.ts";

/** One file of which an answer changes something. Lines count from 1, in what is emitted now. */
export interface ChangedFile {
  readonly path: string;
  readonly change: "lines" | "appears" | "goes";
  readonly lines: readonly number[];
}

export interface ExplainedAnswer {
  readonly answer: string;
  readonly value: unknown;
  /** The value that it was compared with; undefined for the answers without it. */
  readonly instead: unknown;
  readonly files: readonly ChangedFile[];
  /** True when it can never change in a cluster that runs. */
  readonly permanent: boolean;
}

/** What an answer changes: the emission with it beside the one with another valid value, or without it. What is wrong with `given`, or no findings where no other value is valid. */
export function explainAnswer(now: Generated, text: string, file: string, path: readonly string[], given?: unknown): ExplainedAnswer | { readonly findings: readonly Finding[] } {
  const value = valueAt(parseYaml(text, file).documents[0]?.data, path);
  const tried = given === undefined ? [...alternativesTo(path, value), undefined] : [given];
  for (const instead of tried) {
    const changed = changedAnswers(text, path, instead);
    const { generated: other, findings } = changed === undefined || changed === text ? { generated: undefined, findings: [] } : generate(changed, file);
    if (other === undefined && given !== undefined) return { findings: findings.filter(isError) };
    if (other === undefined) continue;
    const choices = (each: Generated) => permanentChoices(each.frozen, each.model.clusters);
    const permanent = changedChoices(choices(other), choices(now), [], file).some(({ code }) => code === "answers/permanent-change");
    return { answer: formatPath(path), value, instead, files: changedFiles(now.tree, other.tree), permanent };
  }
  return { findings: [] };
}

function changedFiles(now: Tree, other: Tree): ChangedFile[] {
  return [...new Set([...now.keys(), ...other.keys()])].sort().flatMap((path): ChangedFile[] => {
    const [a, b] = [now.get(path)?.text, other.get(path)?.text];
    if (a === b) return [];
    if (a === undefined) return [{ path, change: "appears", lines: [] }];
    if (b === undefined) return [{ path, change: "goes", lines: [] }];
    const lines = diffLines(a.split("\n"), b.split("\n")).flatMap(({ aStart, aLength }) => Array.from({ length: Math.max(1, aLength) }, (_, index) => aStart + index + 1));
    return [{ path, change: "lines", lines }];
  });
}
