import { valueAt } from "../../document/index.ts";
import type { Finding } from "../../finding.ts";
import { placeOf } from "../assemble/item.ts";
import { found } from "../codes.ts";
import type { ClusterWorld } from "../world.ts";
import { containersOf, type Container } from "./containers.ts";

/** The restricted Pod Security Standard, as far as it is about what a container must say. Source: the standard of Kubernetes 1.34. */
export function podSecurity({ resources }: ClusterWorld): Finding[] {
  return containersOf(resources).flatMap((container) => {
    const lacking = CONTROLS.filter(({ holds }) => !holds(container)).map(({ wants }) => `\`${wants}\``);
    if (lacking.length === 0) return [];
    const { resource, path, data } = container;
    return [
      found(
        "verify/pod-security",
        placeOf(resource, [...path, "name"]),
        path,
        `The container \`${String(data["name"])}\` lacks ${lacking.join(", ")}: a namespace with the restricted standard refuses its pod.`,
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
