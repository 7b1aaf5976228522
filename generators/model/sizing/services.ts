import type { ServerService, ServiceAnswers, Tier } from "../../answers/answers.ts";
import type { Notebook } from "../derivation.ts";
import { tierFloors, type SizedService } from "./tiers.ts";
import { cpuText, figure, GiB, MiB, roundUp } from "./units.ts";
import type { CompleteWorkload } from "./workload.ts";

/** Size of one service. CPU in cores, memory in bytes; `cpuLimit` null means none. */
export interface ServiceSize {
  readonly replicas: number;
  readonly cpuRequest: number;
  readonly cpuLimit: number | null;
  readonly memoryRequest: number;
  readonly memoryLimit: number;
}

export type ServiceSizes = Readonly<Record<SizedService, ServiceSize>>;

/** Requests per second that the default limits of one pod admit (dynamic configuration defaults of server 1.31), and how much of it we plan to use. */
const RPS = { frontend: 2400, history: 3000, matching: 1200 } as const;
const HEADROOM = 0.6;
const SHARDS_PER_HISTORY_POD = 1024;
/** Cores per 1,000 state transitions per second. */
const CORES_PER_1000 = { frontend: 0.8, history: 1.7, matching: 0.6 } as const;
/** Ranges beyond which more pods are not the answer. */
const MOST: Readonly<Record<SizedService, number>> = { frontend: 20, history: 50, matching: 10, worker: 5, web: 5 };

const LIMITS_SOURCE = "default request limits per pod of server 1.31 (frontend.rps 2400, history.rps 3000, matching.rps 1200), planned to 60 %";
const FLOOR_SOURCE = "our floors per tier; the load alone would need no more";
const CPU_SOURCE = "our planning figures of 0.8 / 1.7 / 0.6 cores per 1,000 state transitions/s for frontend / history / matching: verify by a load test above 1,000/s";

/** What the load needs, before floors and answers: pods per service. */
function neededPods(workload: CompleteWorkload, shards: number): Partial<Record<SizedService, { pods: number; because: string }>> {
  const { peak, growth, activities, load } = workload;
  const starts = peak * growth;
  return {
    frontend: {
      pods: Math.ceil((starts * (3 + 4 * activities)) / (RPS.frontend * HEADROOM)),
      because: `${figure(starts * (3 + 4 * activities))} calls/s / (${RPS.frontend} × ${HEADROOM})`,
    },
    history: {
      pods: Math.max(Math.ceil((1.5 * load) / (RPS.history * HEADROOM)), Math.ceil(shards / SHARDS_PER_HISTORY_POD)),
      because: `1.5 × ${figure(load)} state transitions/s / (${RPS.history} × ${HEADROOM}), and at most ${SHARDS_PER_HISTORY_POD} of ${shards} shards per pod`,
    },
    matching: {
      pods: Math.ceil((2 * starts * (1 + 2 * activities)) / (RPS.matching * HEADROOM)),
      because: `${figure(2 * starts * (1 + 2 * activities))} tasks/s / (${RPS.matching} × ${HEADROOM})`,
    },
  };
}

/**
 * Replicas, CPU and memory of every service: the larger of what the load needs and the tier's floor; answers win over both.
 * Counts stop at the range of the service; `matching.rps` and friends then have to be raised, which `rpsPerPod` tells.
 */
export function sizeServices(
  workload: CompleteWorkload,
  shards: number,
  tier: Tier,
  asked: Readonly<Partial<Record<ServerService, ServiceAnswers>>>,
  { note }: Notebook,
): { sizes: ServiceSizes; rpsPerPod: Readonly<Record<keyof typeof RPS, number>> } {
  const floor = tierFloors[tier];
  const needed = neededPods(workload, shards);
  const size = (name: SizedService): ServiceSize => {
    const answer = asked[name] ?? {};
    const need = needed[name];
    const replicas = answer.replicas ?? Math.min(Math.max(floor.replicas[name], need?.pods ?? 0), MOST[name]);
    if (answer.replicas === undefined) {
      const byLoad = need !== undefined && need.pods > floor.replicas[name];
      const because = byLoad ? `${need.because} = ${need.pods}${need.pods > MOST[name] ? `, held at ${MOST[name]} pods` : ""}` : `floor of tier ${tier}: ${floor.because}`;
      note({ path: `temporal.${name}.replicas`, value: String(replicas), because, inputs: ["workload", "tier"], source: byLoad ? LIMITS_SOURCE : FLOOR_SOURCE });
    }
    return { replicas, ...resources(name, replicas, answer) };
  };
  const resources = (name: SizedService, replicas: number, answer: ServiceAnswers): Omit<ServiceSize, "replicas"> => {
    const share = name in CORES_PER_1000 ? roundUp(((workload.load / 1000) * CORES_PER_1000[name as keyof typeof CORES_PER_1000]) / replicas, 0.05) : 0;
    const cpu = answer.cpu ?? Math.max(floor.limits[name].cpu, share);
    const memory = answer.memory ?? floor.limits[name].memory;
    if (answer.cpu === undefined && share > floor.limits[name].cpu) {
      note({ path: `temporal.${name}.cpu`, value: cpuText(cpu), because: `${figure(workload.load)} state transitions/s over ${replicas} pods`, inputs: ["workload"], source: CPU_SOURCE });
    }
    return {
      cpuRequest: floor.cpuLimits ? Math.max(0.05, cpu / 5) : cpu,
      cpuLimit: floor.cpuLimits ? cpu : null,
      memoryRequest: roundUp(memory * floor.requestShare, MiB),
      memoryLimit: memory,
    };
  };
  const sizes = { frontend: size("frontend"), history: size("history"), matching: size("matching"), worker: size("worker"), web: size("web") };
  const rpsPerPod = {
    frontend: rpsLimit("frontend", sizes.frontend.replicas, needed, note),
    history: rpsLimit("history", sizes.history.replicas, needed, note),
    matching: rpsLimit("matching", sizes.matching.replicas, needed, note),
  };
  return { sizes, rpsPerPod };
}

function rpsLimit(name: keyof typeof RPS, replicas: number, needed: Partial<Record<SizedService, { pods: number }>>, note: Notebook["note"]): number {
  const pods = needed[name]?.pods ?? 0;
  if (pods <= replicas) return RPS[name];
  const limit = roundUp((RPS[name] * pods) / replicas, 100);
  note({
    path: `temporal.limits.${name}Rps`,
    value: String(limit),
    because: `the load wants ${pods} pods at the default limit of ${RPS[name]}/s, ${replicas} run: each must be allowed more`,
    inputs: ["workload", `services.${name}.replicas`],
    source: LIMITS_SOURCE,
  });
  return limit;
}

/** Memory that the scheduler reserves and the most that may be used, in bytes, over all replicas. */
export function memoryOf(sizes: Readonly<Record<string, ServiceSize>>): { requested: number; limit: number } {
  let requested = 0;
  let limit = 0;
  for (const size of Object.values(sizes)) {
    requested += size.replicas * size.memoryRequest;
    limit += size.replicas * size.memoryLimit;
  }
  return { requested, limit };
}

export const gibText = (bytes: number): string => `${figure(bytes / GiB)} GiB`;
