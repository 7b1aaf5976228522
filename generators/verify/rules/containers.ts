import type { Path } from "../../document/index.ts";
import type { Resource } from "../assemble/clusters.ts";
import { asText, mapAt, mapsAt, textAt, type Fields } from "../read/shape.ts";
import { templateOf } from "../references/pods.ts";
import { workflowSpecOf } from "../references/workflow-spec.ts";

/** A container of a workload that the repository declares itself. */
export interface Container {
  readonly resource: Resource;
  readonly path: Path;
  readonly name: string;
  readonly data: Fields;
  /** The specification of its pod; of a workflow, what the template and the whole say together. */
  readonly pod: Fields;
}

/** A pod of Windows, which has neither capabilities nor seccomp, and whose root is always written. */
export const isWindows = ({ pod }: Container): boolean => textAt(pod, ["os", "name"]) === "windows" || textAt(pod, ["nodeSelector", "kubernetes.io/os"]) === "windows";

/** Containers and init containers of every pod or pod template, and of every step of a workflow. */
export function containersOf(resources: readonly Resource[]): Container[] {
  return resources.flatMap((resource) => {
    const workflow = workflowSpecOf(resource);
    if (workflow !== undefined) return ofWorkflow(resource, workflow);
    const template = templateOf(resource);
    if (template === undefined) return [];
    const pod = mapAt(resource.data, [...template, "spec"]);
    return ["initContainers", "containers"].flatMap((list) => listed(resource, pod, pod, [...template, "spec", list], list));
  });
}

const listed = (resource: Resource, around: unknown, pod: Fields, path: Path, ...list: string[]): Container[] =>
  mapsAt(around, list).map((data, at) => ({ resource, path: [...path, at], name: asText(data["name"]) ?? String(at), data, pod }));

/** A template that runs something is a pod; its main container need not have a name. */
function ofWorkflow(resource: Resource, at: Path): Container[] {
  const spec = mapAt(resource.data, at);
  return mapsAt(spec, ["templates"]).flatMap((template, index) => {
    const path: Path = [...at, "templates", index];
    const pod: Fields = { securityContext: template["securityContext"] ?? spec["securityContext"] };
    const main = ["container", "script"].flatMap((field) => (template[field] === undefined ? [] : [{ resource, path: [...path, field], name: asText(template["name"]) ?? "main", data: mapAt(template, [field]), pod }]));
    return [...main, ...["initContainers", "sidecars"].flatMap((list) => listed(resource, template, pod, [...path, list], list)), ...listed(resource, template, pod, [...path, "containerSet", "containers"], "containerSet", "containers")];
  });
}
