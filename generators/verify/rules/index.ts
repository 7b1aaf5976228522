import type { Finding } from "../../finding.ts";
import type { Code } from "../codes.ts";
import { checkReferences } from "../references/check.ts";
import type { ClusterWorld, World } from "../world.ts";
import { database } from "./database.ts";
import { dependencies } from "./dependencies.ts";
import { images } from "./images.ts";
import { plaintext } from "./plaintext.ts";
import { podSecurity } from "./pod-security.ts";
import { resources } from "./resources.ts";
import { ownSelectors, selectors } from "./selectors.ts";

/** One row for each rule that looks at what a cluster receives: the codes it can report, and the rule. */
export const clusterRules: readonly { readonly codes: readonly Code[]; readonly run: (world: ClusterWorld) => readonly Finding[] }[] = [
  { codes: ["verify/dependency-cycle"], run: dependencies },
  { codes: ["verify/operator-refuses", "verify/operator-ignores"], run: database },
  { codes: ["verify/selects-nothing"], run: selectors },
  { codes: ["verify/selector-mismatch"], run: ownSelectors },
  { codes: ["verify/plaintext-secret"], run: plaintext },
  { codes: ["verify/image-unpinned"], run: images },
  { codes: ["verify/resources-missing", "verify/requests-exceed-limits"], run: resources },
  { codes: ["verify/pod-security"], run: podSecurity },
];

export function runRules(world: World): Finding[] {
  return [...checkReferences(world), ...world.clusters.flatMap((cluster) => clusterRules.flatMap(({ run }) => run(cluster)))];
}
