import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseYaml } from "../../generators/document/index.ts";
import { run, temporaryFolder, type Ran } from "./process.ts";
import { pathOf } from "./programs.ts";

export interface ChartRequest {
  /** Folder of the chart: where its Chart.yaml lies. */
  readonly chart: string;
  readonly values: Readonly<Record<string, unknown>>;
  readonly release: string;
  readonly namespace: string;
  /** API versions that the cluster would report beside Kubernetes' own: `monitoring.coreos.com/v1`. */
  readonly apiVersions?: readonly string[];
}

/** An object of a rendered chart. */
export type Rendered = { readonly apiVersion: string; readonly kind: string; readonly metadata: { readonly name: string; readonly namespace?: string; readonly [key: string]: unknown }; readonly [key: string]: unknown };

/** The oldest Kubernetes that the platform supports: a chart that needs more must fail here. */
const KUBERNETES = "1.34.0";

/** Renders a chart as `helm install` would, values schema included, without test hooks. Exit code 0 means that it was taken. Needs the program `helm`. */
export function tryChart({ chart, values, release, namespace, apiVersions = [] }: ChartRequest): Ran {
  const file = writeValues(values);
  const versions = apiVersions.flatMap((version) => ["--api-versions", version]);
  return run(pathOf("helm"), ["template", release, chart, "--namespace", namespace, "--values", file, "--kube-version", KUBERNETES, "--skip-tests", ...versions], { env: ownFolders() });
}

/** The objects of a rendered chart, in Helm's order. A chart that Helm refuses is an error with Helm's words. */
export function renderChart(request: ChartRequest): Rendered[] {
  const { code, stdout, stderr } = tryChart(request);
  if (code !== 0) throw new Error(stderr);
  const { documents, findings } = parseYaml(stdout, request.chart);
  const fault = findings[0];
  if (fault !== undefined) throw new Error(`${request.chart}, rendered, line ${fault.line}: ${fault.reason}`);
  // A template whose condition is false leaves a document without content.
  return documents.map(({ data }) => data as Rendered | null).filter((object) => object !== null);
}

/** `helm lint --strict`: warnings count as faults. */
export function lintChart(chart: string, values: Readonly<Record<string, unknown>>): Ran {
  return run(pathOf("helm"), ["lint", "--strict", chart, "--values", writeValues(values), "--kube-version", KUBERNETES], { env: ownFolders() });
}

/** JSON is YAML, and needs no writer. */
function writeValues(values: Readonly<Record<string, unknown>>): string {
  const file = join(temporaryFolder("helm-values"), "values.yaml");
  writeFileSync(file, JSON.stringify(values));
  return file;
}

/** Neither plugins nor repositories of the machine take part. */
function ownFolders(): Record<string, string> {
  const home = temporaryFolder("helm");
  return { HELM_CACHE_HOME: home, HELM_CONFIG_HOME: home, HELM_DATA_HOME: home };
}
