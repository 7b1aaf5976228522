import type { Finding } from "../../finding.ts";
import type { Code } from "../codes.ts";
import { checkReferences } from "../references/check.ts";
import type { ClusterWorld, World } from "../world.ts";
import { backups } from "./backups.ts";
import { connections } from "./connections.ts";
import { database } from "./database.ts";
import { controllers } from "./controllers.ts";
import { databaseTls } from "./database-tls.ts";
import { dependencies } from "./dependencies.ts";
import { evictions } from "./evictions.ts";
import { flows } from "./flows.ts";
import { images } from "./images.ts";
import { metrics } from "./metrics.ts";
import { operators } from "./operators.ts";
import { permits } from "./permits.ts";
import { plaintext } from "./plaintext.ts";
import { podPrivileges } from "./pod-privileges.ts";
import { podSecurity } from "./pod-security.ts";
import { publicTls } from "./public-tls.ts";
import { readOnlyRoot } from "./read-only-root.ts";
import { resources } from "./resources.ts";
import { rights } from "./rights.ts";
import { runbooks } from "./runbooks.ts";
import { scalers } from "./scalers.ts";
import { ownSelectors, selectors } from "./selectors.ts";
import { serverObjects } from "./server-objects.ts";
import { serverPods } from "./server-pods.ts";
import { singleReplica } from "./single-replica.ts";
import { tooEarly } from "./too-early.ts";
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
  { codes: ["verify/operator-refuses", "verify/operator-ignores"], run: controllers },
  { codes: ["verify/plaintext-secret"], run: plaintext },
  { codes: ["verify/image-unpinned"], run: images },
  { codes: ["verify/resources-missing", "verify/requests-exceed-limits"], run: resources },
  { codes: ["verify/pod-security"], run: podSecurity },
  { codes: ["verify/wildcard-rights", "verify/account-token"], run: rights },
  { codes: ["verify/blocks-evictions"], run: evictions },
  { codes: ["verify/pod-security"], run: podPrivileges },
  { codes: ["verify/writable-root"], run: readOnlyRoot },
  { codes: ["verify/database-without-tls"], run: databaseTls },
  { codes: ["verify/server-refuses", "verify/no-such-port"], run: serverPods },
  { codes: ["verify/server-refuses"], run: serverObjects },
  { codes: ["verify/applied-too-early"], run: tooEarly },
  { codes: ["verify/scaled-twice"], run: scalers },
  { codes: ["verify/single-replica"], run: singleReplica },
  { codes: ["verify/flow-denied"], run: flows },
  { codes: ["verify/public-without-tls"], run: publicTls },
  { codes: ["verify/backup-missing"], run: backups },
  { codes: ["verify/connections-exceeded"], run: connections },
  { codes: ["verify/unknown-metric"], run: metrics },
];

export function runRules(world: World): Finding[] {
  return [...checkReferences(world), ...runbooks(world), ...world.clusters.flatMap((cluster) => clusterRules.flatMap(({ run }) => run(cluster)))];
}
