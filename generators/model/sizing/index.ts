import type { ClusterAnswers, DatabaseAnswers, ServerService, ServiceAnswers, Tier, Workload } from "../../answers/answers.ts";
import type { Finding } from "../../finding.ts";
import { notebook, type Derivation, type Notebook } from "../derivation.ts";
import { hasInternalFrontend } from "../callers.ts";
import { sizeInternalFrontend } from "./internal-frontend.ts";
import { sizePostgres, type PostgresSize } from "./postgres.ts";
import { sizeServices, type ServiceSize, type ServiceSizes } from "./services.ts";
import { shardCount } from "./shards.ts";
import { completeWorkload, type CompleteWorkload } from "./workload.ts";

export interface SizingInput {
  readonly tier: Tier;
  readonly workload: Workload;
  readonly shards?: { readonly value: number; readonly from: "answers" | "frozen" };
  readonly services?: Readonly<Partial<Record<ServerService, ServiceAnswers>>>;
  readonly database?: DatabaseAnswers;
  /** True when calls of the platform's own parts have a frontend of their own. */
  readonly internalFrontend?: boolean;
  /** Longest retention in seconds; three days when nothing is said. */
  readonly retention?: number;
  readonly acceptedBecause?: string;
}

export interface Sizing {
  readonly workload: CompleteWorkload;
  readonly shards: number;
  readonly services: ServiceSizes;
  readonly internalFrontend: ServiceSize | null;
  readonly rpsPerPod: { readonly frontend: number; readonly history: number; readonly matching: number };
  readonly postgres: PostgresSize;
  readonly findings: readonly Finding[];
}

const THREE_DAYS = 259_200;

/** From a workload to the size of the whole platform: workload → shards → services → database. Every step leaves its derivation in the notebook. */
export function size(input: SizingInput, notes: Notebook): Sizing {
  const { workload, findings } = completeWorkload(input.workload, "workload", notes);
  const shards = shardCount(workload.load, input.tier, input.shards, notes);
  const { sizes, rpsPerPod } = sizeServices(workload, shards, input.tier, input.services ?? {}, notes);
  const internalFrontend = input.internalFrontend ? sizeInternalFrontend(input.tier, input.services?.["internal-frontend"] ?? {}, notes) : null;
  const pods = sizes.frontend.replicas + sizes.history.replicas + sizes.matching.replicas + sizes.worker.replicas + (internalFrontend?.replicas ?? 0);
  const { postgres, findings: databaseFindings } = sizePostgres(
    {
      workload,
      tier: input.tier,
      database: input.database ?? {},
      pods,
      historyPods: sizes.history.replicas,
      retention: input.retention ?? THREE_DAYS,
      acceptedBecause: input.acceptedBecause,
    },
    notes,
  );
  return { workload, shards, services: sizes, internalFrontend, rpsPerPod, postgres, findings: [...findings, ...databaseFindings] };
}

/** Sizing of one cluster of the answers; findings carry paths inside that cluster. */
export function sizeCluster(cluster: ClusterAnswers, notes: Notebook): Sizing {
  const frozen = cluster.frozen?.shards;
  const asked = frozen !== undefined ? { value: frozen, from: "frozen" as const } : cluster.shards !== undefined ? { value: cluster.shards, from: "answers" as const } : undefined;
  const retention = Math.max(0, ...Object.values(cluster.temporal?.namespaces ?? {}).map((namespace) => namespace.retention ?? THREE_DAYS));
  return size(
    {
      tier: cluster.tier,
      workload: cluster.workload ?? {},
      ...(asked && { shards: asked }),
      ...(cluster.services && { services: cluster.services }),
      ...(cluster.database && { database: cluster.database }),
      internalFrontend: hasInternalFrontend(cluster),
      ...(retention > 0 && { retention }),
      ...(cluster.sizing?.acceptedBecause !== undefined && { acceptedBecause: cluster.sizing.acceptedBecause }),
    },
    notes,
  );
}

export { notebook, type Derivation };
export { copiedFormula } from "./shards.ts";
