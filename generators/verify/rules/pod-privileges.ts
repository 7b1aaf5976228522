import { valueAt, type Path } from "../../document/index.ts";
import type { Finding } from "../../finding.ts";
import { namespaceOf, type Resource } from "../assemble/clusters.ts";
import { nameOf, placeOf } from "../assemble/item.ts";
import { found } from "../codes.ts";
import { mapAt, mapsAt, textList } from "../read/shape.ts";
import { templateOf } from "../references/pods.ts";
import type { ClusterWorld } from "../world.ts";
import { containersOf } from "./containers.ts";

/** What a pod asks of its node and the restricted Pod Security Standard refuses. Source: the standard of Kubernetes 1.34. */
export function podPrivileges({ resources, surroundings }: ClusterWorld): Finding[] {
  // A namespace that says that it enforces nothing was given to such pods by a decision.
  const isFree = (resource: Resource): boolean => valueAt(surroundings.find("Namespace", "", namespaceOf(resource))?.data, ["metadata", "labels", "pod-security.kubernetes.io/enforce"]) === "privileged";
  return [...resources.filter((resource) => !isFree(resource)).flatMap(ofPod), ...containersOf(resources).filter(({ resource }) => !isFree(resource)).flatMap(ofContainer)];
}

type Pod = Parameters<typeof placeOf>[0] & Parameters<typeof templateOf>[0];

const REMEDY = "Remove it, or give the pod a namespace of its own that says what it enforces and why.";

function ofPod(resource: Pod): Finding[] {
  const template = templateOf(resource);
  if (template === undefined) return [];
  const at: Path = [...template, "spec"];
  const pod = mapAt(resource.data, at);
  const report = (path: Path, what: string): Finding => found("verify/pod-security", placeOf(resource, path), path, `The pods of ${nameOf(resource.identity)} ${what}: a namespace with the restricted standard refuses them.`, REMEDY);
  return [
    ...["hostNetwork", "hostPID", "hostIPC"].filter((field) => pod[field] === true).map((field) => report([...at, field], `share the node by \`${field}\``)),
    ...mapsAt(pod, ["volumes"]).flatMap((volume, index) => (volume["hostPath"] === undefined ? [] : [report([...at, "volumes", index, "hostPath"], "mount a folder of their node")])),
    ...(valueAt(pod, ["securityContext", "runAsUser"]) === 0 ? [report([...at, "securityContext", "runAsUser"], "run as root")] : []),
  ];
}

function ofContainer({ resource, path, name, data }: ReturnType<typeof containersOf>[number]): Finding[] {
  const report = (field: Path, what: string): Finding => found("verify/pod-security", placeOf(resource, [...path, ...field]), [...path, ...field], `The container \`${name}\` ${what}: a namespace with the restricted standard refuses its pod.`, REMEDY);
  const own = (field: string): unknown => valueAt(data, ["securityContext", field]);
  return [
    ...(own("privileged") === true ? [report(["securityContext", "privileged"], "is privileged, which is root on its node")] : []),
    ...(own("runAsUser") === 0 ? [report(["securityContext", "runAsUser"], "runs as root")] : []),
    ...textList(valueAt(data, ["securityContext", "capabilities", "add"])).flatMap((capability, at) => (capability === "NET_BIND_SERVICE" ? [] : [report(["securityContext", "capabilities", "add", at], `takes the capability \`${capability}\``)])),
    ...mapsAt(data, ["ports"]).flatMap(({ hostPort }, at) => (hostPort === undefined || hostPort === 0 ? [] : [report(["ports", at, "hostPort"], "takes a port of its node")])),
  ];
}
