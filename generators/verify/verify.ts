import { sortFindings, type Finding } from "../finding.ts";
import { assemble } from "./assemble/clusters.ts";
import type { Expectations } from "./expectations.ts";
import { learnedFrom, readFiles, type Readings, type Texts } from "./read/files.ts";
import { runRules } from "./rules/index.ts";
import { tokens } from "./rules/tokens.ts";
import { checkCharts } from "./schema/charts.ts";
import { checkKinds } from "./schema/kinds.ts";
import { inTexts } from "./texts/index.ts";
import { makeWorld } from "./world.ts";

/**
 * Reads a repository as Flux, kustomize, an API server and Helm would, and returns everything that one of them would refuse, ignore
 * or wait for, in the order of a report. An empty list means that nothing was found.
 *
 * It knows nothing of how the repository came about. With `expectations` whatever a manifest names must be made by the repository or
 * be among them; without, a thing that nothing makes is only mentioned. `readings` spares work and changes nothing.
 */
export async function verify(tree: Texts, expectations?: Expectations, readings?: Readings): Promise<Finding[]> {
  return (await inspect(tree, expectations, readings)).findings;
}

/** What `verify` found, and what it looked at: silence means something only beside what was checked. */
export interface Report {
  readonly findings: Finding[];
  readonly checked: Checked;
  /** What this run learned of single texts, for the next one. */
  readonly learned: () => Readings;
}

export interface Checked {
  readonly files: number;
  /** Clusters that were built as Flux would. */
  readonly clusters: number;
  /** Resources of all clusters together. */
  readonly resources: number;
}

/** As `verify`, with what was looked at. */
export async function inspect(tree: Texts, expectations?: Expectations, readings?: Readings): Promise<Report> {
  const files = readFiles(tree, readings);
  const assembly = assemble(files);
  const world = makeWorld(assembly, files, expectations);
  const sound = new Set(files.checked);
  const findings = sortFindings(onceEach([...(expectations === undefined ? files.findings.map(tolerated) : files.findings), ...assembly.findings, ...checkKinds(assembly, sound), ...checkCharts(world), ...runRules(world), ...tokens(tree), ...inTexts(files)]));
  return { findings, checked: { files: tree.size, clusters: assembly.clusters.length, resources: assembly.resources.length }, learned: () => learnedFrom(files, sound) };
}

/** Whoever merges by path needs every value where it stands; readers of manifests take aliases, so for others they are only mentioned. */
const tolerated = (finding: Finding): Finding => (finding.code === "yaml/alias" ? { ...finding, severity: "info" } : finding);

/** What two clusters share is looked at for both and reported once. */
function onceEach(findings: readonly Finding[]): Finding[] {
  return [...new Map(findings.map((finding) => [JSON.stringify(finding), finding])).values()];
}
