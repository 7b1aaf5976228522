import type { Finding } from "../../finding.ts";
import type { Code } from "../codes.ts";
import { checkReferences } from "../references/check.ts";
import type { ClusterWorld, World } from "../world.ts";
import { databaseTls } from "./database-tls.ts";
import { database } from "./database.ts";
import { dependencies } from "./dependencies.ts";
import { evictions } from "./evictions.ts";
import { images } from "./images.ts";
import { operators } from "./operators.ts";
import { permits } from "./permits.ts";
import { plaintext } from "./plaintext.ts";
import { podSecurity } from "./pod-security.ts";
import { resources } from "./resources.ts";
import { rights } from "./rights.ts";
import { ownSelectors, selectors } from "./selectors.ts";
import { workflows } from "./workflows.ts";

/** One row for each rule that looks at what a cluster receives: the codes it can report, and the rule. */
export const clusterRules: readonly { readonly codes: readonly Code[]; readonly run: (world: ClusterWorld) => readonly Finding[] }[] = [
  { codes: ["verify/dependency-cycle"], run: dependencies },
  { codes: ["verify/operator-refuses", "verify/operator-ignores"], run: database },
  { codes: ["verify/selects-nothing"], run: selectors },
  { codes: ["verify/selector-mismatch"], run: ownSelectors },
  { codes: ["verify/no-such-template", "verify/no-such-parameter"], run: workflows },
  { codes: ["verify/not-allowed"], run: permits },
  { codes: ["verify/operator-refuses"], run: operators },
  { codes: ["verify/plaintext-secret"], run: plaintext },
  { codes: ["verify/image-unpinned"], run: images },
  { codes: ["verify/resources-missing", "verify/requests-exceed-limits"], run: resources },
  { codes: ["verify/pod-security"], run: podSecurity },
  { codes: ["verify/wildcard-rights", "verify/account-token"], run: rights },
  { codes: ["verify/blocks-evictions"], run: evictions },
  { codes: ["verify/database-without-tls"], run: databaseTls },
];

export function runRules(world: World): Finding[] {
  return [...checkReferences(world), ...world.clusters.flatMap((cluster) => clusterRules.flatMap(({ run }) => run(cluster)))];
}
