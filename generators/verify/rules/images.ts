import { valueAt } from "../../document/index.ts";
import type { Finding } from "../../finding.ts";
import { placeOf } from "../assemble/item.ts";
import { splitImage } from "../assemble/transform.ts";
import { found } from "../codes.ts";
import { isFilledIn } from "../references/named-keys.ts";
import type { ClusterWorld } from "../world.ts";
import { containersOf } from "./containers.ts";

/** An image without a tag, or with one that moves, is another program tomorrow. */
export function images({ resources }: ClusterWorld): Finding[] {
  const used = [
    ...containersOf(resources).map(({ resource, path, data }) => ({ resource, path: [...path, "image"], image: data["image"] })),
    ...resources.filter(({ identity }) => identity.group === "postgresql.cnpg.io" && identity.kind === "Cluster").map((resource) => ({ resource, path: ["spec", "imageName"], image: valueAt(resource.data, ["spec", "imageName"]) })),
  ];
  return used.flatMap(({ resource, path, image }) => {
    if (typeof image !== "string" || isFilledIn(image)) return [];
    const { tag, digest } = splitImage(image);
    if (digest !== "" || (tag !== "" && tag !== "latest")) return [];
    return [found("verify/image-unpinned", placeOf(resource, path), path, `The image \`${image}\` ${tag === "" ? "has no tag, which means \`latest\`" : "has a tag that moves"}: two pods of one workload can run different programs.`, "Name a version, or a digest.")];
  });
}
