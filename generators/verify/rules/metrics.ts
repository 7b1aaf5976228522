import { METRICS, NEVER_EXPORTED } from "../../catalogue/metrics.ts";
import type { Path } from "../../document/index.ts";
import type { Finding } from "../../finding.ts";
import { nearest } from "../../nearest.ts";
import type { Resource } from "../assemble/clusters.ts";
import { nameOf, placeOf } from "../assemble/item.ts";
import { found } from "../codes.ts";
import { asText, listAt, mapAt, mapsAt } from "../read/shape.ts";
import type { ClusterWorld } from "../world.ts";
import { sparing } from "./sparing.ts";

const KNOWN = new Set(METRICS);

/** Metrics of the server, the workers and the database that alerts and dashboards ask for and nothing exports: they never fire, and show nothing. */
export function metrics({ resources }: ClusterWorld): Finding[] {
  return resources.flatMap((resource) => {
    const { group, kind } = resource.identity;
    if (group === "monitoring.coreos.com" && kind === "PrometheusRule") return ofRules(resource);
    return group === "" && kind === "ConfigMap" ? ofDashboards(resource) : [];
  });
}

const ofRules = sparing((resource: Resource): Finding[] =>
  listAt(resource.data, ["spec", "groups"]).flatMap((group, at) =>
    mapsAt(group, ["rules"]).flatMap((rule, index) => {
      const path: Path = ["spec", "groups", at, "rules", index, "expr"];
      return wrongIn(asText(rule["expr"]) ?? "").map((wrong) => report(resource, path, wrong));
    }),
  ),
);

const ofDashboards = sparing((resource: Resource): Finding[] =>
  Object.entries(mapAt(resource.data, ["data"])).flatMap(([key, text]) => {
    if (!key.endsWith(".json") || typeof text !== "string") return [];
    const names = new Set([...text.matchAll(/"expr"\s*:\s*"((?:[^"\\]|\\.)*)"/g)].flatMap(([, expression = ""]) => wrongIn(expression.replaceAll('\\"', '"')).map(({ name }) => name)));
    return [...names].flatMap((name) => report(resource, ["data", key], wrongName(name) ?? { name, remedy: "" }));
  }),
);

interface Wrong {
  readonly name: string;
  readonly remedy: string;
}

const report = (resource: Resource, path: Path, { name, remedy }: Wrong): Finding =>
  found("verify/unknown-metric", placeOf(resource, path), path, `${nameOf(resource.identity)} asks for \`${name}\`, which nothing exports: the answer is always empty.`, remedy);

/** Names in an expression: neither functions nor labels nor what stands in quotes. */
function wrongIn(expression: string): Wrong[] {
  const bare = expression.replace(/"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'/g, "''").replace(/\{[^}]*\}/g, "").replace(/\b(?:by|without|on|ignoring|group_left|group_right)\s*\([^)]*\)/g, "");
  const names = new Set([...bare.matchAll(/[a-zA-Z_][a-zA-Z0-9_:]*(?!\s*\(|[a-zA-Z0-9_:])/g)].map(([name]) => name));
  return [...names].flatMap((name) => wrongName(name) ?? []);
}

/** Shorter names are near to too many others. */
const LONG = 12;

function wrongName(name: string): Wrong | undefined {
  const base = name.replace(/_(?:bucket|sum|count|total)$/, "");
  if (KNOWN.has(name) || KNOWN.has(base)) return undefined;
  const never = Object.hasOwn(NEVER_EXPORTED, name) ? NEVER_EXPORTED[name] : undefined;
  if (never !== undefined) return { name, remedy: never };
  if (base.length < LONG || name.includes(":")) return undefined;
  // Most names are no slip of anything: that is seen in a fraction of the time in which the nearest is found.
  const near = nearest(base, METRICS.filter((known) => isSlip(base, known)));
  return near === undefined ? undefined : { name, remedy: `Did you mean \`${near}\`?` };
}

/** One letter more, less, other, or two swapped: names that differ by a word are both real. */
function isSlip(wrong: string, right: string): boolean {
  if (Math.abs(wrong.length - right.length) > 1) return false;
  let start = 0;
  while (start < wrong.length && wrong[start] === right[start]) start += 1;
  let end = 0;
  while (end < Math.min(wrong.length, right.length) - start && wrong[wrong.length - 1 - end] === right[right.length - 1 - end]) end += 1;
  const [a, b] = [wrong.slice(start, wrong.length - end), right.slice(start, right.length - end)];
  return (a.length <= 1 && b.length <= 1) || (a.length === 2 && a[0] === b[1] && a[1] === b[0]);
}
