import { sortFindings, type Finding } from "../finding.ts";
import { assemble } from "./assemble/clusters.ts";
import type { Expectations } from "./expectations.ts";
import { readFiles, type Readings, type Texts } from "./read/files.ts";
import { runRules } from "./rules/index.ts";
import { tokens } from "./rules/tokens.ts";
import { checkCharts } from "./schema/charts.ts";
import { checkKinds } from "./schema/kinds.ts";
import { makeWorld } from "./world.ts";

/**
 * Reads a repository as Flux, kustomize, an API server and Helm would, and returns everything that one of them would refuse, ignore
 * or wait for, in the order of a report. An empty list means that nothing was found.
 *
 * It knows nothing of how the repository came about. With `expectations` whatever a manifest names must be made by the repository or
 * be among them; without, a thing that nothing makes is only mentioned. `readings` spares work and changes nothing.
 */
export async function verify(tree: Texts, expectations?: Expectations, readings?: Readings): Promise<Finding[]> {
  const files = readFiles(tree, readings);
  const assembly = assemble(files);
  const world = makeWorld(assembly, files, expectations);
  return sortFindings(onceEach([...files.findings, ...assembly.findings, ...checkKinds(assembly, files.checked), ...checkCharts(world), ...runRules(world), ...tokens(tree)]));
}

/** What two clusters share is looked at for both and reported once. */
function onceEach(findings: readonly Finding[]): Finding[] {
  return [...new Map(findings.map((finding) => [JSON.stringify(finding), finding])).values()];
}
