import { valueAt } from "../../document/index.ts";
import type { Finding } from "../../finding.ts";
import { placeOf } from "../assemble/item.ts";
import { found } from "../codes.ts";
import type { ClusterWorld } from "../world.ts";
import { containersOf, isWindows } from "./containers.ts";

/** Programs that have to write beside their volumes, each with its reason. */
const WRITES: readonly { readonly image: RegExp; readonly because: string }[] = [{ image: /(?:^|\/)buildkit:|(?:^|\/)executor(?::|@)/, because: "builders of images unpack them into their own root" }];

/** A container whose root can be written keeps what an intruder leaves there until it ends. */
export function readOnlyRoot({ resources }: ClusterWorld): Finding[] {
  return containersOf(resources).flatMap((container) => {
    const { name, data, path, resource } = container;
    const image = String(data["image"]);
    if (isWindows(container)) return [];
    if (valueAt(data, ["securityContext", "readOnlyRootFilesystem"]) === true || WRITES.some((each) => each.image.test(image))) return [];
    return [found("verify/writable-root", placeOf(resource, [...path, "name"]), path, `The container \`${name}\` may write to its root file system: whoever breaks in can change its programs.`, "Set `securityContext.readOnlyRootFilesystem: true`, and mount an emptyDir where it has to write.")];
  });
}
