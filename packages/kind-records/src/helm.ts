import { readFileSync } from "node:fs";
import { join } from "node:path";
import { formatJson } from "./format.ts";
import { RESOURCES, schemaOfDefaults, type Beyond } from "./helm-defaults.ts";
import { isSchema, type Json, type Schema } from "./record.ts";
import { share } from "./share.ts";

/** Charts that publish a schema of their values: folder in `charts/`, where the schema comes from and under which licence. */
const CHARTS = [
  { chart: "cert-manager", version: "v1.21.1", project: "cert-manager/cert-manager" },
  { chart: "cloudnative-pg", version: "0.29.0", project: "cloudnative-pg/charts" },
  { chart: "external-secrets", version: "2.9.0", project: "external-secrets/external-secrets" },
  { chart: "plugin-barman-cloud", version: "0.7.0", project: "cloudnative-pg/charts" },
] as const;

const OPEN: Schema = {};
const SWITCH: Schema = { type: "object", properties: { enabled: { type: "boolean" } }, additionalProperties: false };
const BUDGET: Schema = { type: ["string", "number"] };

/**
 * Charts that publish no schema: derived from their default values. What these do not show comes from the charts' templates, and for
 * the subcharts of kube-prometheus-stack from values.yaml of grafana-community/helm-charts and prometheus-community/helm-charts.
 */
const BY_DEFAULTS: readonly { readonly chart: string; readonly version: string; readonly project: string; readonly beyond: Beyond }[] = [
  { chart: "argo-workflows", version: "1.0.18", project: "argoproj/argo-helm", beyond: { also: { "controller.pdb.minAvailable": BUDGET, "controller.pdb.maxUnavailable": BUDGET }, falseForNothing: [] } },
  { chart: "keda", version: "2.20.2", project: "kedacore/charts", beyond: { also: {}, falseForNothing: [] } },
  {
    chart: "kube-prometheus-stack",
    version: "88.5.3",
    project: "prometheus-community/helm-charts",
    beyond: {
      also: {
        "grafana.resources": RESOURCES,
        "grafana.grafana\\.ini": OPEN,
        "grafana.initChownData": SWITCH,
        "grafana.testFramework": SWITCH,
        "grafana.sidecar.resources": RESOURCES,
        "grafana.sidecar.dashboards.folderAnnotation": { type: "string" },
        "grafana.sidecar.dashboards.provider.foldersFromFilesStructure": { type: "boolean" },
        "kube-state-metrics.resources": RESOURCES,
        "prometheus-node-exporter.resources": RESOURCES,
      },
      falseForNothing: ["sampleLimit", "enforcedSampleLimit", "enforcedTargetLimit", "enforcedLabelLimit", "enforcedLabelNameLengthLimit", "enforcedLabelValueLengthLimit", "queryLogFile"].map((name) => `prometheus.prometheusSpec.${name}`),
    },
  },
];

/** Charts without a published schema, whose schema in this repository is written by hand. */
const BY_HAND = [
  { chart: "temporal", version: "1.6.0", project: "create-temporal-platform" },
] as const;

/** What each file of `schemas/helm` belongs to. */
export interface HelmSchemaOwner {
  readonly chart: string;
  readonly version: string;
  readonly project: string;
  readonly licence: string;
}

/** The derived files of `schemas/helm` and the table of all files there: file name → text. */
export function deriveHelmSchemas(shared: string): ReadonlyMap<string, string> {
  const files = new Map<string, string>();
  const owners: Record<string, Json> = {};
  for (const owner of [...CHARTS, ...BY_DEFAULTS.map(({ beyond: _, ...owner }) => owner), ...BY_HAND].sort((a, b) => (a.chart < b.chart ? -1 : 1))) {
    owners[helmFile(owner.chart, owner.version)] = { ...owner, licence: "Apache-2.0" };
  }
  for (const { chart, version } of CHARTS) {
    const upstream = JSON.parse(readFileSync(join(shared, "charts", `${chart}-${version}`, "values.schema.json"), "utf8")) as Schema;
    files.set(helmFile(chart, version), formatJson(share(closeValues(upstream, upstream, []))));
  }
  for (const { chart, version, beyond } of BY_DEFAULTS) {
    const file = join(shared, "charts", `${chart}-${version}`, "values.yaml");
    files.set(helmFile(chart, version), formatJson(share(schemaOfDefaults(readFileSync(file, "utf8"), file, beyond))));
  }
  files.set("index.json", formatJson(owners));
  return files;
}

const helmFile = (chart: string, version: string): string => `${chart}-${version}.json`;

const DROPPED = new Set(["$schema", "$id", "$defs", "definitions", "description", "default", "title", "examples", "required"]);

/**
 * Helm checks the values of a user laid over the defaults of the chart; here the user's alone are checked, so nothing is required.
 * An object that names its properties is closed: Helm itself ignores a misspelt key without a word.
 */
function closeValues(schema: Schema, root: Schema, within: readonly string[]): Schema {
  const reference = schema["$ref"];
  if (typeof reference === "string") {
    if (within.includes(reference)) return {};
    const target = reference.split("/").slice(1).reduce<Json | undefined>((value, step) => (isSchema(value) ? value[step] : undefined), root);
    if (!isSchema(target)) throw new Error(`values schema refers to ${reference}, which it does not hold`);
    return closeValues(target, root, [...within, reference]);
  }
  const out: Record<string, Json> = {};
  for (const [key, value] of Object.entries(schema)) {
    if (DROPPED.has(key)) continue;
    if (key === "properties" && isSchema(value)) {
      out[key] = Object.fromEntries(Object.entries(value).map(([name, child]) => [name, isSchema(child) ? closeValues(child, root, within) : child]));
    } else if (isSchema(value)) out[key] = closeValues(value, root, within);
    else if (Array.isArray(value) && (key === "anyOf" || key === "oneOf" || key === "allOf")) out[key] = value.map((child: Json) => (isSchema(child) ? closeValues(child, root, within) : child));
    else out[key] = value;
  }
  const properties = out["properties"];
  if (isSchema(properties) && Object.keys(properties).length > 0 && out["additionalProperties"] === undefined) out["additionalProperties"] = false;
  return out;
}
