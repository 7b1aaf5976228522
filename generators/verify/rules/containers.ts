import type { Path } from "../../document/index.ts";
import type { Resource } from "../assemble/clusters.ts";
import { mapAt, mapsAt } from "../read/shape.ts";
import { templateOf } from "../references/pods.ts";

/** A container of a workload that the repository declares itself. */
export interface Container {
  readonly resource: Resource;
  readonly path: Path;
  readonly data: Readonly<Record<string, unknown>>;
  readonly pod: Readonly<Record<string, unknown>>;
}

/** Containers and init containers of every pod or pod template. */
export function containersOf(resources: readonly Resource[]): Container[] {
  return resources.flatMap((resource) => {
    const template = templateOf(resource);
    if (template === undefined) return [];
    const pod = mapAt(resource.data, [...template, "spec"]);
    return ["initContainers", "containers"].flatMap((list) => mapsAt(pod, [list]).map((data, at) => ({ resource, path: [...template, "spec", list, at], data, pod })));
  });
}
