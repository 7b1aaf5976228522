import type { ClusterAnswers } from "../answers/answers.ts";

/** Classes of a cloud that fit a database and are there from the start. */
const OF_THE_CLOUD: Readonly<Partial<Record<ClusterAnswers["cloud"], string>>> = { azure: "managed-csi-premium" };

/** Storage class of volumes: frozen, said, or the cloud's own; null leaves it to the cluster's default. */
export const storageClassOf = (cluster: ClusterAnswers): string | null => cluster.frozen?.storage?.class ?? cluster.storage?.class ?? OF_THE_CLOUD[cluster.cloud] ?? null;

/** Why it is that one. The same reason before and after the choice was frozen: what is emitted must not change by writing it down. */
export function storageClassReason(cluster: ClusterAnswers, chosen: string): string {
  if (cluster.storage?.class === chosen) return "as the answers say";
  return OF_THE_CLOUD[cluster.cloud] === chosen ? "every cluster on Azure has this class: premium disks that can grow" : "fixed when the cluster was created";
}
