import type { Finding } from "../../finding.ts";
import { nameOf, placeOf } from "../assemble/item.ts";
import { found } from "../codes.ts";
import { coalesce, type ChartHere } from "../references/charts-here.ts";
import type { Release } from "../references/releases.ts";
import { valueAt } from "../../document/index.ts";
import { explain } from "./explain.ts";
import { checkSchema, type SchemaFault } from "./structural.ts";

/**
 * A release of a chart that lies in this repository: the chart is there, and its own schema takes the values laid over its defaults, as
 * Helm checks them when it installs.
 */
export function checkChartHere(release: Release, here: ChartHere): Finding[] {
  const { resource, values, suspended } = release;
  const chartAt = ["spec", "chart", "spec", "chart"];
  if (!here.exists) return [found("verify/missing-path", placeOf(resource, chartAt), chartAt, `\`${here.folder}\` is named here, but there is no chart in it.`, "Create it, correct the name, or remove the release.")];
  if (here.schema === undefined) return [];
  const all = faultsBy(here.schema.value, coalesce(here.defaults, values));
  if (all === undefined) return [found("verify/wrong-chart-value", { file: here.schema.file, line: 1, column: 1 }, [], `This is no schema that can be used, so Helm refuses every release of the chart, among them ${nameOf(resource.identity)}.`, "Correct it.")];
  const elsewhereToo = valueAt(resource.data, ["spec", "valuesFrom"]) !== undefined;
  const faults = all.filter((fault) => !(elsewhereToo && fault.keyword === "required") && !(suspended && isStillToCome(fault)));
  return faults.map((fault) => {
    const { slug, path, of, reason, remedy } = explain(fault, `The chart ${here.folder}`);
    const at = ["spec", "values", ...path];
    return found(slug === "unknown-field" ? "verify/unknown-chart-value" : "verify/wrong-chart-value", placeOf(resource, at, of), at, `${reason}${slug === "unknown-field" ? " Helm refuses the release." : ""}`, remedy);
  });
}

/** Anybody may have written the schema: what it holds may have any shape, and its references may lead round in circles. */
function faultsBy(schema: Readonly<Record<string, unknown>> | undefined, values: unknown): readonly SchemaFault[] | undefined {
  if (schema === undefined) return undefined;
  try {
    return checkSchema(schema, values);
  } catch {
    return undefined;
  }
}

/** What a release that is suspended may still lack: Helm looks at it when it is resumed. */
const isStillToCome = ({ keyword, value }: SchemaFault): boolean => keyword === "required" || keyword === "choice" || value === "" || value === null;
