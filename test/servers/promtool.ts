import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { run, temporaryFolder, type Ran } from "./process.ts";
import { pathOf } from "./programs.ts";

/** `spec` of a PrometheusRule, or the content of a rule file: the two have the same form. */
export interface RuleGroups {
  readonly groups: readonly unknown[];
}

/** One file of promtool's rule unit tests, without `rule_files`: those are the rules given beside it. */
export interface RuleTests {
  readonly evaluation_interval?: string;
  readonly group_eval_order?: readonly string[];
  readonly tests: readonly unknown[];
}

/** What a PrometheusRule manifest holds; anything else is an error. */
export function rulesOf(manifest: unknown): RuleGroups {
  const { kind, spec } = manifest as { kind?: string; spec?: RuleGroups };
  if (kind !== "PrometheusRule" || spec === undefined || !Array.isArray(spec.groups)) throw new Error(`not a PrometheusRule with groups: ${JSON.stringify(manifest).slice(0, 120)}`);
  return spec;
}

/** PromQL, templates and the rules of rule files, by Prometheus' own parser; a rule that stands twice is a fault as well. Exit code 0 means none. Needs the program `promtool`. */
export function checkRules(rules: RuleGroups): Ran {
  const [file] = write({ "rules.yaml": rules }) as [string];
  return run(pathOf("promtool"), ["check", "rules", "--lint=all", "--lint-fatal", file]);
}

/** Runs unit tests against all the rules together, so that alerts see the recording rules they read. Exit code 0 means that every test held. */
export function testRules(rules: readonly RuleGroups[], tests: RuleTests): Ran {
  const files = Object.fromEntries(rules.map((groups, index) => [`rules-${index}.yaml`, groups]));
  const paths = write({ ...files, "tests.yaml": { rule_files: Object.keys(files), ...tests } });
  return run(pathOf("promtool"), ["test", "rules", paths.at(-1) as string]);
}

/** JSON is YAML, and what was parsed once cannot be read differently. */
function write(files: Readonly<Record<string, unknown>>): string[] {
  const folder = temporaryFolder("promtool");
  return Object.entries(files).map(([name, content]) => {
    const path = join(folder, name);
    writeFileSync(path, JSON.stringify(content));
    return path;
  });
}
