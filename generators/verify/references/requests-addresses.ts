import type { Path } from "../../document/index.ts";
import type { Resource } from "../assemble/clusters.ts";
import { walk } from "../read/walk.ts";
import type { Request } from "./rows.ts";

/** `name.namespace.svc[.cluster.local][:port]`, also inside a URL. */
const ADDRESS = /^(?:[a-z][a-z0-9+.-]*:\/\/)?([a-z0-9]([-a-z0-9]*[a-z0-9])?)\.([a-z0-9]([-a-z0-9]*[a-z0-9])?)\.svc(?:\.[a-z0-9.-]+?)?(?::(\d{1,5}))?(?:\/.*)?$/;

/** Parts of a resource in which texts are addresses as they are used: settings of pods, values of charts, endpoints. */
const PARTS: Readonly<Record<string, Path>> = {
  "/Pod": ["spec"],
  "/ConfigMap": ["data"],
  "apps/Deployment": ["spec", "template", "spec"],
  "apps/StatefulSet": ["spec", "template", "spec"],
  "apps/DaemonSet": ["spec", "template", "spec"],
  "batch/Job": ["spec", "template", "spec"],
  "batch/CronJob": ["spec", "jobTemplate", "spec"],
  "helm.toolkit.fluxcd.io/HelmRelease": ["spec", "values"],
  "barmancloud.cnpg.io/ObjectStore": ["spec", "configuration"],
  "keda.sh/ScaledObject": ["spec", "triggers"],
  "temporal.io/Connection": ["spec"],
};

/** Services that are reached by their address. */
export function requestsOfAddresses(resource: Resource): Request[] {
  const part = PARTS[`${resource.identity.group}/${resource.identity.kind}`];
  if (part === undefined) return [];
  const requests: Request[] = [];
  walk(resource.data, part, (value, path) => {
    if (typeof value !== "string" || !value.includes(".svc")) return;
    const [, name, , namespace, , port] = ADDRESS.exec(value) ?? [];
    if (name !== undefined && namespace !== undefined) requests.push({ kind: "Service", namespace, name, path: [...path], ownNamespaceOnly: true, ...(port === undefined ? {} : { port: Number(port) }) });
  });
  return requests;
}
