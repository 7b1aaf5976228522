import { charts, type ChartEntry, type ChartModule } from "#build/helm/index.ts";
import { formatPath, valueAt } from "../../document/index.ts";
import type { Finding } from "../../finding.ts";
import { nameOf, placeOf } from "../assemble/item.ts";
import { found } from "../codes.ts";
import type { Release } from "../references/releases.ts";
import type { World } from "../world.ts";
import { checkChartHere } from "./charts-here.ts";
import { elsewhere } from "./elsewhere.ts";
import { explain } from "./explain.ts";
import { checkSchema } from "./structural.ts";

/** Every HelmRelease: an exact version of its chart, and values that this chart reads. Helm itself ignores what it does not know. */
export function checkCharts(world: World): Finding[] {
  const all = world.clusters.flatMap(({ releases }) => releases);
  const releases = all.filter(({ unversioned }) => !unversioned);
  const findings: Finding[] = all.flatMap((release) => (release.here === undefined ? [] : checkChartHere(release, release.here)));
  for (const release of releases) {
    if (!isPinned(release.version)) findings.push(unpinned(release));
    if (release.chart === undefined) continue;
    const entry = charts.find(({ chart, version }) => chart === release.chart && sameVersion(version, release.version));
    if (entry === undefined) {
      if (Object.keys(release.values).length > 0) findings.push(unchecked(release));
      continue;
    }
    findings.push(...valuesOf(release, entry, entry.load()));
  }
  return findings;
}

const sameVersion = (known: string, used: string | undefined): boolean => used !== undefined && known.replace(/^v/, "") === used.replace(/^v/, "").replace(/\+.*$/, "");

/** One version and no other: no range, no wildcard, no moving tag. A digest is exact as well. */
const isPinned = (version: string | undefined): boolean => version !== undefined && (/^v?\d+\.\d+\.\d+(?:[-+][0-9A-Za-z.+-]+)?$/.test(version) || /^sha256:[0-9a-f]{64}$/.test(version));

function unpinned({ resource, version, versionAt }: Release): Finding {
  return found(
    "verify/chart-unpinned",
    placeOf(versionAt.item, versionAt.path),
    versionAt.path,
    version === undefined ? `The chart of ${nameOf(resource.identity)} has no version here, so the newest is installed whenever there is one.` : `\`${version}\` is no exact version: the chart of ${nameOf(resource.identity)} changes without a commit.`,
    "Name one version.",
  );
}

function unchecked({ resource, chart, version }: Release): Finding {
  const known = charts.filter((entry) => entry.chart === chart).map((entry) => entry.version);
  return found(
    "verify/unchecked-chart",
    placeOf(resource, ["spec", "values"], "key"),
    ["spec", "values"],
    `The values of chart ${chart ?? ""}${version === undefined ? "" : ` ${version}`} are not checked: ${known.length === 0 ? "there is no schema of them" : `there is a schema only for ${known.join(", ")}`}.`,
    "Nothing to do.",
  );
}

function valuesOf(release: Release, entry: ChartEntry, { schema }: ChartModule): Finding[] {
  const what = `The chart ${entry.chart} ${entry.version}`;
  const elsewhereToo = valueAt(release.resource.data, ["spec", "valuesFrom"]) !== undefined;
  const faults = checkSchema(schema, release.values, { nullRemoves: true }).filter(({ keyword }) => keyword !== "required" || !elsewhereToo);
  return faults.map((fault) => {
    const { slug, path, of, reason, remedy } = explain(fault, what);
    const at = ["spec", "values", ...path];
    const place = placeOf(release.resource, at, of);
    if (slug !== "unknown-field") return found("verify/wrong-chart-value", place, at, reason, remedy);
    const name = String(path[path.length - 1]);
    const others = remedy.startsWith("Did you mean") ? [] : elsewhere(schema, name);
    const better = others.length === 0 ? remedy : `It has an effect in ${others.map((other) => `\`${formatPath(other)}\``).join(", ")}: move it, or remove it.`;
    return found("verify/unknown-chart-value", place, at, `${reason} It is ignored without a word.`, better);
  });
}
