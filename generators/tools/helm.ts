import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Path } from "../document/index.ts";
import { formatPath } from "../document/index.ts";
import type { Finding, Place } from "../finding.ts";
import { chartsIn, isMap, prefix } from "./repository.ts";
import { firstLine, leftOut, said, ToolFault, type Repository, type Tool } from "./tool.ts";

/** A chart of this repository and the values that it is rendered with. */
interface Rendering {
  readonly chart: string;
  readonly values: unknown;
  readonly place: Place;
  readonly path?: Path;
}

export const helm: Tool = {
  name: "helm",
  checks: "charts of this repository, each with its own values and those of its releases",
  oldest: "3.8.0",
  versionArguments: ["version", "--template", "{{.Version}}"],
  get: "Install Helm: `brew install helm`, or a release of github.com/helm/helm.",
  subject: "rendering",
  subjects: (repository) => chartsIn(repository.files).filter((chart) => !isLibrary(chart, repository)).map((chart) => `${prefix(chart)}Chart.yaml`),
  check: async (subjects, { repository, run, scratch }) => {
    const charts = subjects.map((path) => path.replace(/\/?Chart\.yaml$/, ""));
    const findings: Finding[] = [];
    const { renderings: all, unknown, suspended } = renderingsOf(charts, repository);
    findings.push(...unknown);
    for (const [index, { chart, values, place, path }] of all.entries()) {
      const file = join(scratch, `${index}.json`);
      writeFileSync(file, JSON.stringify(values ?? {}));
      const { code, stderr } = await run(["template", "release", `./${chart}`, "--values", file]);
      if (code > 1) throw new ToolFault(`it ended with code ${code}: ${firstLine(stderr)}`);
      if (code === 0) continue;
      if (stderr.trim() === "") throw new ToolFault("it fails without a word");
      const reason = stderr.replace(/^Error: /m, "").replace(/\n+Use --debug flag[^\n]*/, "").trim().slice(0, 1000);
      findings.push(said("helm", templatePlace(reason, chart, repository) ?? place, reason, { ...(path && { path: formatPath(path) }), remedy: `Run \`helm template ${chart || "."}\` with the same values to see it.` }));
    }
    return { findings, count: all.length, ...(suspended > 0 && { without: `${suspended} suspended ${suspended === 1 ? "release" : "releases"}` }) };
  },
};

const isLibrary = (chart: string, { documents }: Repository): boolean => {
  const data = documents().get(`${prefix(chart)}Chart.yaml`)?.[0]?.data;
  return isMap(data) && data["type"] === "library";
};

/** Each chart with the values of every HelmRelease that takes it from this repository; with its own where there is none. */
function renderingsOf(charts: readonly string[], { resources }: Repository): { renderings: Rendering[]; unknown: Finding[]; suspended: number } {
  let suspended = 0;
  const unknown: Finding[] = [];
  const used = new Set<string>();
  const releases = resources().flatMap(({ data, placeOf }): Rendering[] => {
    const spec = data["kind"] === "HelmRelease" && isMap(data["spec"]) ? data["spec"] : undefined;
    const inner = isMap(spec?.["chart"]) && isMap(spec["chart"]["spec"]) ? spec["chart"]["spec"] : undefined;
    const source = isMap(inner?.["sourceRef"]) ? inner["sourceRef"]["kind"] : undefined;
    const chart = typeof inner?.["chart"] === "string" && source !== "HelmRepository" ? inner["chart"].replace(/^\.\//, "").replace(/\/$/, "") : undefined;
    if (chart === undefined || !charts.includes(chart)) return [];
    used.add(chart);
    // A suspended release may lack values until it is resumed; what Secrets and ConfigMaps add is not known here.
    if (spec?.["suspend"] === true) {
      suspended += 1;
      return [];
    }
    if (spec?.["valuesFrom"] !== undefined) {
      const path: Path = ["spec", "valuesFrom"];
      unknown.push(leftOut("helm", placeOf(path, "key"), `the chart \`${chart}\` is not rendered with the values of this release, because \`valuesFrom\` adds others that are not known here.`, formatPath(path)));
      return [];
    }
    return [{ chart, values: spec?.["values"], place: placeOf(["spec", "values"], "key"), path: ["spec", "values"] }];
  });
  return { unknown, suspended, renderings: [...releases, ...charts.filter((chart) => !used.has(chart)).map((chart): Rendering => ({ chart, values: {}, place: { file: `${prefix(chart)}Chart.yaml`, line: 1, column: 1 } }))] };
}

/** Helm names a template as `CHART-NAME/templates/FILE:LINE:COLUMN`; the folder may be called otherwise. */
function templatePlace(reason: string, chart: string, { files }: Repository): Place | undefined {
  const [, template = "", line, column] = /[^\s/(]+\/(templates\/[^\s:)]+):(\d+)(?::(\d+))?/.exec(reason) ?? [];
  const file = `${prefix(chart)}${template}`;
  return template === "" || !files.has(file) ? undefined : { file, line: Number(line), column: Number(column ?? 0) + 1 };
}
