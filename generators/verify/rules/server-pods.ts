import { valueAt, type Path } from "../../document/index.ts";
import type { Finding } from "../../finding.ts";
import { nearest } from "../../nearest.ts";
import { namespaceOf, type Resource } from "../assemble/clusters.ts";
import { nameOf, placeOf } from "../assemble/item.ts";
import { found, type Code } from "../codes.ts";
import { asMap, asText, mapAt, mapsAt, textsOf, type Fields } from "../read/shape.ts";
import { selectorOf, selects, templateOf } from "../references/pods.ts";
import type { ClusterWorld } from "../world.ts";

/** What an API server checks of a pod beyond the shape of its fields. Source: the validation of core/v1, apps/v1 and batch/v1 in Kubernetes 1.34. */
export function serverPods({ resources }: ClusterWorld): Finding[] {
  return resources.flatMap((resource) => [...ofPod(resource), ...(resource.identity.group === "" && resource.identity.kind === "Service" ? targets(resource, resources) : [])]);
}

const RESTART: Readonly<Record<string, readonly unknown[]>> = { Deployment: [undefined, "Always"], StatefulSet: [undefined, "Always"], DaemonSet: [undefined, "Always"], Job: ["OnFailure", "Never"], CronJob: ["OnFailure", "Never"] };

function ofPod(resource: Resource): Finding[] {
  const template = templateOf(resource);
  if (template === undefined) return [];
  const at: Path = [...template, "spec"];
  const pod = mapAt(resource.data, at);
  const findings: Finding[] = [];
  const report = (path: Path, reason: string, remedy: string, code: Code = "verify/server-refuses"): void => void findings.push(found(code, placeOf(resource, path), path, reason, remedy));
  const allowed = RESTART[resource.identity.kind];
  const policy = pod["restartPolicy"];
  if (allowed !== undefined && Object.keys(pod).length > 0 && !allowed.includes(policy)) report(policy === undefined ? at : [...at, "restartPolicy"], `The pods of a ${resource.identity.kind} cannot have the restart policy \`${asText(policy) ?? "Always"}\`${policy === undefined ? ", which is meant when none is given" : ""}.`, `Set \`restartPolicy: ${allowed.find((each) => each !== undefined) as string}\`.`);
  const claims = mapsAt(resource.data, ["spec", "volumeClaimTemplates"]).map((claim) => asText(mapAt(claim, ["metadata"])["name"]) ?? "");
  const volumes = [...mapsAt(pod, ["volumes"]).map(({ name }) => asText(name) ?? ""), ...claims];
  for (const list of ["initContainers", "containers"]) mapsAt(pod, [list]).forEach((container, index) => ofContainer(container, [...at, list, index], volumes, report));
  return findings;
}

type Report = (path: Path, reason: string, remedy: string, code?: Code) => void;

function ofContainer(container: Fields, at: Path, volumes: readonly string[], report: Report): void {
  mapsAt(container, ["volumeMounts"]).forEach(({ name }, index) => {
    const here: Path = [...at, "volumeMounts", index];
    if (typeof name === "string" && !volumes.includes(name)) {
      const near = nearest(name, volumes);
      report([...here, "name"], `The pod has no volume \`${name}\`.`, near === undefined ? "Add it under `volumes`, or remove the mount." : `Did you mean \`${near}\`?`);
    }
  });
  mapsAt(container, ["env"]).forEach((variable, index) => {
    if (variable["valueFrom"] !== undefined && asText(variable["value"]) !== undefined && variable["value"] !== "") report([...at, "env", index, "valueFrom"], `\`${asText(variable["name"]) ?? ""}\` has both a value and a source of one.`, "Keep one of them.");
  });
  const ports = mapsAt(container, ["ports"]).flatMap(({ name }) => asText(name) ?? []);
  for (const probe of ["livenessProbe", "readinessProbe", "startupProbe"]) {
    for (const way of ["httpGet", "tcpSocket"]) {
      const port = valueAt(container, [probe, way, "port"]);
      if (typeof port !== "string" || ports.includes(port) || /^\d+$/.test(port)) continue;
      report([...at, probe, way, "port"], `The container has no port \`${port}\`, so the probe never succeeds.`, ports.length === 0 ? "Name the port under `ports`, or give its number." : `Use one of: ${ports.join(", ")}.`, "verify/no-such-port");
    }
  }
}

/** A Service that sends to a port by name, where every container that it could mean is known and none has it. */
function targets(service: Resource, resources: readonly Resource[]): Finding[] {
  const selector = selectorOf(valueAt(service.data, ["spec", "selector"]), true);
  if (Object.keys(selector.matchLabels ?? {}).length === 0) return [];
  const pods = resources.flatMap((resource) => {
    const template = templateOf(resource);
    const labels = template && textsOf(valueAt(resource.data, [...template, "metadata", "labels"]));
    return labels !== undefined && template !== undefined && namespaceOf(resource) === namespaceOf(service) && selects(selector, { namespace: "", labels }) ? [mapAt(resource.data, [...template, "spec"])] : [];
  });
  if (pods.length === 0) return [];
  const names = pods.flatMap((pod) => ["initContainers", "containers"].flatMap((list) => mapsAt(pod, [list]).flatMap((container) => mapsAt(container, ["ports"]).flatMap(({ name }) => asText(name) ?? []))));
  return mapsAt(service.data, ["spec", "ports"]).flatMap((port, at): Finding[] => {
    const target = asText(asMap(port)["targetPort"]);
    if (target === undefined || names.includes(target)) return [];
    const path: Path = ["spec", "ports", at, "targetPort"];
    return [found("verify/no-such-port", placeOf(service, path), path, `No container behind ${nameOf(service.identity)} has a port \`${target}\`${names.length === 0 ? "" : `, only ${[...new Set(names)].join(", ")}`}.`, "Use one of their ports, or name this one there.")];
  });
}
