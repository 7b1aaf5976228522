import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parseYaml } from "../../generators/document/index.ts";
import { rulesOf, type RuleGroups } from "../servers/promtool.ts";

/** The alert rules as they are emitted, the recorded figures they compare with, and the unit tests of both, read from their files. */

const checkout = new URL("../../", import.meta.url);
export const folders = {
  rules: fileURLToPath(new URL("templates/observability/rules/", checkout)),
  dashboards: fileURLToPath(new URL("templates/observability/dashboards/", checkout)),
  runbooks: fileURLToPath(new URL("templates/docs/runbooks/", checkout)),
  expectations: fileURLToPath(new URL("test/fixtures/observability/expectations/", checkout)),
  tests: fileURLToPath(new URL("test/observability/rules/", checkout)),
  catalogue: fileURLToPath(new URL("schemas/metrics/", checkout)),
};

/** One rule of a PrometheusRule: it has either `alert` or `record`. */
export interface Rule {
  readonly alert?: string;
  readonly record?: string;
  readonly expr: string;
  readonly for?: string;
  readonly keep_firing_for?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
}

export interface RuleFile {
  readonly file: string;
  readonly text: string;
  readonly manifest: Readonly<Record<string, unknown>>;
  readonly groups: readonly { readonly name: string; readonly rules: readonly Rule[] }[];
}

/** A file of promtool's rule unit tests; `rule_files` name files of ours by what follows `rules/` and `expectations/`. */
export interface TestFile {
  readonly file: string;
  readonly rule_files: readonly string[];
  readonly evaluation_interval?: string;
  readonly tests: readonly {
    readonly name: string;
    readonly input_series: readonly { readonly series: string; readonly values: unknown }[];
    readonly alert_rule_test?: readonly { readonly alertname: string; readonly eval_time: string; readonly exp_alerts?: readonly unknown[] }[];
  }[];
}

export const ruleFiles: readonly RuleFile[] = yamlFiles(folders.rules).map((file) => readRules(folders.rules, file));

export const expectationFiles: readonly RuleFile[] = yamlFiles(folders.expectations).map((file) => ({ ...readRules(folders.expectations, file), file: `expectations/${file}` }));

export const testFiles: readonly TestFile[] = yamlFiles(folders.tests).map((file) => ({ ...(parse(folders.tests, file).data as Omit<TestFile, "file">), file }));

export const allRules = (files: readonly RuleFile[]): Rule[] => files.flatMap(({ groups }) => groups.flatMap(({ rules }) => rules));

/** Every alert rule; several may share a name when they differ in severity. */
export const alerts = allRules(ruleFiles).flatMap((rule) => (rule.alert === undefined ? [] : [{ ...rule, alert: rule.alert }]));

export const alertNames: readonly string[] = [...new Set(alerts.map(({ alert }) => alert))].sort();

/** The rules that a test file names, in the form that promtool reads. */
export function rulesFor(test: TestFile): RuleGroups[] {
  return test.rule_files.map((name) => {
    const found = [...ruleFiles, ...expectationFiles].find(({ file }) => file === name);
    if (found === undefined) throw new Error(`${test.file} names ${name}, which does not exist`);
    return rulesOf(found.manifest);
  });
}

/** A template as if every condition in it held. */
export function whole(text: string): string {
  return text.replace(/^\{\{.*\}\}\n/gm, "");
}

export function parse(folder: string, file: string): { readonly text: string; readonly data: unknown } {
  const text = whole(readFileSync(`${folder}${file}`, "utf8"));
  const { documents, findings } = parseYaml(text, file);
  const [document] = documents;
  if (document === undefined || documents.length !== 1 || findings.length > 0) throw new Error(`${file} is not one YAML document: ${JSON.stringify(findings)}`);
  return { text, data: document.data };
}

function yamlFiles(folder: string): string[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith(".yaml") && file !== "_folder.yaml")
    .sort();
}

function readRules(folder: string, file: string): RuleFile {
  const { text, data } = parse(folder, file);
  return { file, text, manifest: data as RuleFile["manifest"], groups: rulesOf(data).groups as RuleFile["groups"] };
}
