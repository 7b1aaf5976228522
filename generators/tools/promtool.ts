import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { formatPath, type Path, type YamlDocument } from "../document/index.ts";
import type { Finding } from "../finding.ts";
import { isMap } from "./repository.ts";
import { firstLine, said, ToolFault, type Repository, type Tool } from "./tool.ts";

/** Rules in a document: a rule file as it is, or the `spec` of a PrometheusRule, which has the same form. */
interface Rules {
  readonly document: YamlDocument;
  readonly at: Path;
  readonly groups: readonly unknown[];
}

export const promtool: Tool = {
  name: "promtool",
  checks: "rules of Prometheus and their unit tests",
  oldest: "2.45.0",
  versionArguments: ["--version"],
  get: "Install promtool: it comes with every release of github.com/prometheus/prometheus, and with the package `prometheus` of most systems.",
  subject: "file",
  subjects: (repository) => [...repository.documents()].flatMap(([path, documents]) => (documents.some((document) => rulesOf(document) !== undefined || isTest(document)) ? [path] : [])),
  check: async (subjects, { repository, run, scratch }) => {
    const findings: Finding[] = [];
    for (const [index, rules] of rulesIn(subjects, repository).entries()) {
      const file = join(scratch, `${index}.json`);
      writeFileSync(file, JSON.stringify({ groups: rules.groups }));
      const { code, stdout, stderr } = await run(["check", "rules", file]);
      if (code === 0) continue;
      findings.push(...refusals(`${stderr}\n${stdout}`, file, code, rules));
    }
    for (const path of subjects.filter((one) => (repository.documents().get(one) ?? []).some(isTest))) {
      const { code, stdout, stderr } = await run(["test", "rules", path]);
      if (code === 0) continue;
      const words = `${stderr}\n${stdout}`.split("\n").map((line) => line.trim()).filter((line) => line !== "" && !/^(?:Unit Testing:|FAILED:|SUCCESS)/.test(line));
      if (code > 1 || words.length === 0) throw new ToolFault(`it ended with code ${code}: ${firstLine(`${stderr}${stdout}`)}`);
      findings.push(said("promtool", { file: path, line: 1, column: 1 }, `a test fails: ${words.join(" ").slice(0, 1000)}`, { remedy: `Run \`promtool test rules ${path}\` to see it.` }));
    }
    return { findings, count: subjects.length };
  },
};

const rulesIn = (subjects: readonly string[], { documents }: Repository): Rules[] => subjects.flatMap((path) => (documents().get(path) ?? []).flatMap((document) => rulesOf(document) ?? []));

function rulesOf(document: YamlDocument): Rules | undefined {
  const { data } = document;
  if (!isMap(data)) return undefined;
  const at = data["kind"] === "PrometheusRule" ? ["spec", "groups"] : ["groups"];
  const groups = at.length === 1 ? data["groups"] : isMap(data["spec"]) ? data["spec"]["groups"] : undefined;
  const isRule = (rule: unknown): boolean => isMap(rule) && "expr" in rule && ("alert" in rule || "record" in rule);
  return Array.isArray(groups) && groups.some((group) => isMap(group) && Array.isArray(group["rules"]) && group["rules"].some(isRule)) ? { document, at, groups } : undefined;
}

const isTest = ({ data }: YamlDocument): boolean => isMap(data) && Array.isArray(data["rule_files"]) && Array.isArray(data["tests"]);

/** Lines such as `FILE: 5:3: group "g", rule 2, "A": could not parse expression: …`; places in the copy mean nothing, group and rule do. */
function refusals(words: string, file: string, code: number, { document, at, groups }: Rules): Finding[] {
  const lines = words.split("\n").map((line) => line.trim()).filter((line) => line !== "" && !/^(?:Checking |FAILED:|SUCCESS)/.test(line));
  if (code > 1 || lines.length === 0) throw new ToolFault(`it ended with code ${code}: ${firstLine(words)}`);
  const named = lines.filter((line) => line.startsWith(`${file}:`));
  const messages = named.length > 0 && named.some((line) => /group "/.test(line)) ? named : [lines.join(" ")];
  return messages.map((message) => {
    const reason = message.replaceAll(`${file}: `, "").replace(/^\d+:\d+: /, "");
    const [, name, number] = /group "((?:[^"\\]|\\.)*)", rule (\d+)/.exec(reason) ?? [];
    const group = groups.findIndex((one) => isMap(one) && one["name"] === name);
    const path = group < 0 ? at : [...at, group, "rules", Number(number) - 1];
    return said("promtool", document.placeOf(path), reason.slice(0, 1000), { path: formatPath(path) });
  });
}
