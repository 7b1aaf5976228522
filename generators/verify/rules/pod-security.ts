import { valueAt } from "../../document/index.ts";
import type { Finding } from "../../finding.ts";
import { namespaceOf } from "../assemble/clusters.ts";
import { placeOf } from "../assemble/item.ts";
import { found } from "../codes.ts";
import type { ClusterWorld } from "../world.ts";
import { containersOf, isWindows, type Container } from "./containers.ts";

/**
 * Programs that cannot do with the restricted standard. An exception holds only in a Kubernetes namespace that says by its label that it
 * enforces nothing, so that whatever else runs beside such a program stands out.
 */
const EXCEPTIONS: readonly { readonly image: RegExp; readonly controls: readonly string[]; readonly because: string }[] = [
  {
    image: /(?:^|\/)buildkit:[^@]*-rootless(?:@|$)/,
    controls: ["allowPrivilegeEscalation: false", "capabilities.drop: [ALL]", "seccompProfile.type: RuntimeDefault"],
    because: "rootless BuildKit makes a user namespace by setuid programs and mounts in it; upstream's docs/rootless.md",
  },
];

/** The restricted Pod Security Standard, as far as it is about what a container must say. Source: the standard of Kubernetes 1.34. */
export function podSecurity({ resources, surroundings }: ClusterWorld): Finding[] {
  return containersOf(resources).flatMap((container) => {
    const { resource, path, name } = container;
    const own = surroundings.find("Namespace", "", namespaceOf(resource));
    const isPrivileged = own !== undefined && valueAt(own.data, ["metadata", "labels", "pod-security.kubernetes.io/enforce"]) === "privileged";
    const without = isPrivileged ? EXCEPTIONS.filter(({ image }) => image.test(String(container.data["image"]))).flatMap(({ controls }) => controls) : [];
    const lacking = CONTROLS.filter(({ wants, holds }) => !(isWindows(container) && wants !== "runAsNonRoot: true") && !without.includes(wants) && !holds(container)).map(({ wants }) => `\`${wants}\``);
    if (lacking.length === 0) return [];
    return [
      found(
        "verify/pod-security",
        placeOf(resource, [...path, "name"]),
        path,
        `The container \`${name}\` lacks ${lacking.join(", ")}: a namespace with the restricted standard refuses its pod.`,
        "Add it to the securityContext of the container or of its pod.",
      ),
    ];
  });
}

const own = ({ data }: Container, ...path: string[]): unknown => valueAt(data, ["securityContext", ...path]);
/** A setting that a container inherits from its pod. */
const either = (container: Container, ...path: string[]): unknown => own(container, ...path) ?? valueAt(container.pod, ["securityContext", ...path]);

const CONTROLS: readonly { readonly wants: string; readonly holds: (container: Container) => boolean }[] = [
  { wants: "runAsNonRoot: true", holds: (container) => either(container, "runAsNonRoot") === true },
  { wants: "allowPrivilegeEscalation: false", holds: (container) => own(container, "allowPrivilegeEscalation") === false },
  {
    wants: "capabilities.drop: [ALL]",
    holds: (container) => {
      const drop = own(container, "capabilities", "drop");
      return Array.isArray(drop) && drop.includes("ALL");
    },
  },
  { wants: "seccompProfile.type: RuntimeDefault", holds: (container) => ["RuntimeDefault", "Localhost"].includes(String(either(container, "seccompProfile", "type"))) },
];
