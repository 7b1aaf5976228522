import { valueAt } from "../../document/index.ts";
import type { Finding } from "../../finding.ts";
import { namespaceOf, type Resource } from "../assemble/clusters.ts";
import { placeOf } from "../assemble/item.ts";
import { found } from "../codes.ts";
import { asMap, mapsAt } from "../read/shape.ts";
import type { ClusterWorld } from "../world.ts";
import { containersOf } from "./containers.ts";
import { parseQuantity } from "./quantity.ts";

/** Every container asks for CPU and memory and has a memory limit; nothing asks for more than it may have. */
export function resources({ resources: all }: ClusterWorld): Finding[] {
  const ranges = all.filter(({ identity }) => identity.kind === "LimitRange" && identity.group === "");
  return containersOf(all).flatMap(({ resource, path, data, name, pod }) => {
    const findings: Finding[] = [];
    const at = (...rest: string[]): unknown => valueAt(data, ["resources", ...rest]);
    const missing = [["requests", "cpu"], ["requests", "memory"], ["limits", "memory"]].filter((each) => at(...each) === undefined && valueAt(pod, ["resources", ...each]) === undefined && !ranges.some((range) => namespaceOf(range) === namespaceOf(resource) && gives(range, each))).map((each) => `\`resources.${each.join(".")}\``);
    if (missing.length > 0) {
      findings.push(
        found("verify/resources-missing", placeOf(resource, [...path, "name"]), path, `The container \`${name}\` has no ${missing.join(", no ")}: it may be placed where it does not fit, or take the memory of its neighbours.`, "Give it requests for cpu and memory and a limit for memory."),
      );
    }
    for (const what of Object.keys(asMap(at("requests")))) {
      const [request, limit] = [parseQuantity(at("requests", what)), parseQuantity(at("limits", what))];
      if (request === undefined || limit === undefined || request <= limit) continue;
      const here = [...path, "resources", "requests", what];
      findings.push(found("verify/requests-exceed-limits", placeOf(resource, here), here, `The container \`${name}\` requests ${String(at("requests", what))} of ${what} and may have ${String(at("limits", what))}; a server refuses it.`, "Raise the limit or lower the request."));
    }
    return findings;
  });
}

/** Whether a LimitRange fills in what a container of its namespace leaves out. Source: the documentation of LimitRange, Kubernetes 1.34. */
function gives({ data }: Resource, [kind = "", what = ""]: readonly string[]): boolean {
  return mapsAt(data, ["spec", "limits"]).some(({ type, default: limit, defaultRequest, max }) => type === "Container" && [limit, max, ...(kind === "requests" ? [defaultRequest] : [])].some((each) => asMap(each)[what] !== undefined));
}
