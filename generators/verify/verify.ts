import type { Reading } from "../document/index.ts";
import { sortFindings, type Finding } from "../finding.ts";
import { skippedOf, type Checked } from "./checked.ts";
import { assemble } from "./assemble/clusters.ts";
import type { Expectations } from "./expectations.ts";
import { inTemplates, learnedFrom, readFiles, type Readings, type Texts } from "./read/files.ts";
import { runRules } from "./rules/index.ts";
import { tokens } from "./rules/tokens.ts";
import { checkCharts } from "./schema/charts.ts";
import { checkKinds } from "./schema/kinds.ts";
import { inTexts } from "./texts/index.ts";
import { checkTransitions } from "./transitions.ts";
import { makeWorld } from "./world.ts";

/**
 * Reads a repository as Flux, kustomize, an API server and Helm would, and returns everything that one of them would refuse, ignore
 * or wait for, in the order of a report. An empty list means that nothing was found.
 *
 * It knows nothing of how the repository came about. With `expectations` whatever a manifest names must be made by the repository or
 * be among them; without, a thing that nothing makes is only mentioned. `readings` spares work and changes nothing.
 */
export async function verify(tree: Texts, expectations?: Expectations, readings?: Readings, inspection?: Inspection): Promise<Finding[]> {
  return (await inspect(tree, expectations, readings, inspection)).findings;
}

/** What `verify` found, and what it looked at: silence means something only beside what was checked. */
export interface Report {
  readonly findings: Finding[];
  readonly checked: Checked;
  /** What this run learned of single texts, for the next one. */
  readonly learned: () => Readings;
}

export interface Inspection {
  /** The repository as clusters have it now: what may not change is held against it. */
  readonly before?: Texts;
  /** A kind that nobody knows is only counted: for repositories with operators of their own. */
  readonly allowUnknownKinds?: boolean;
}

/** As `verify`, with what was looked at. */
export async function inspect(tree: Texts, expectations?: Expectations, readings?: Readings, { before, allowUnknownKinds = false }: Inspection = {}): Promise<Report> {
  const read = new Map<string, Reading>(readings);
  const files = readFiles(tree, readings, read);
  const assembly = assemble(files);
  const world = makeWorld(assembly, files, expectations);
  const sound = new Map(files.checked);
  const kinds = await checkKinds(assembly, sound, allowUnknownKinds);
  const changes = await checkTransitions(assembly, before && (sameTexts(tree, before) ? assembly : assemble(readFiles(before, readings, read))));
  const findings = sortFindings(onceEach([...files.findings, ...inTemplates(files, (path) => assembly.reached.has(path)), ...assembly.findings, ...kinds.findings, ...changes.findings, ...checkCharts(world), ...runRules(world), ...tokens(tree), ...inTexts(files)]));
  const rules = { evaluated: kinds.rules.evaluated + changes.rules.evaluated, notEvaluated: [...kinds.rules.notEvaluated, ...changes.rules.notEvaluated] };
  return { findings, checked: { files: tree.size, clusters: assembly.clusters.filter(({ root }) => root !== undefined).length, resources: assembly.resources.length, rules, skipped: skippedOf(findings, kinds.blocked, assembly.loose.length) }, learned: () => learnedFrom(files, sound) };
}

/** Where no text differs nothing changes. */
const sameTexts = (a: Texts, b: Texts): boolean => a.size === b.size && [...a].every(([path, { text }]) => b.get(path)?.text === text);

/** What two clusters share is looked at for both and reported once. */
function onceEach(findings: readonly Finding[]): Finding[] {
  return [...new Map(findings.map((finding) => [JSON.stringify(finding), finding])).values()];
}
