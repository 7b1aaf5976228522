import { valueAt, type Path } from "../../document/index.ts";
import { namespaceOf, type Resource } from "../assemble/clusters.ts";
import { namedKeys } from "./named-keys.ts";
import type { Request } from "./rows.ts";

/** Where kinds of the Prometheus Operator hold credentials; it reads them from the namespace of the resource. */
const PARTS: Readonly<Record<string, Path>> = {
  AlertmanagerConfig: ["spec", "receivers"],
  ServiceMonitor: ["spec", "endpoints"],
  PodMonitor: ["spec", "podMetricsEndpoints"],
  Probe: ["spec"],
};

/** Secrets and ConfigMaps that monitors and alert routes name. */
export function requestsOfMonitoring(resource: Resource): Request[] {
  const { group, kind } = resource.identity;
  const at = group === "monitoring.coreos.com" ? PARTS[kind] : undefined;
  return at === undefined || valueAt(resource.data, at) === undefined ? [] : namedKeys(resource.data, at, () => namespaceOf(resource));
}
