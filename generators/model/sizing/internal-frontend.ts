import type { ServiceAnswers, Tier } from "../../answers/answers.ts";
import type { Notebook } from "../derivation.ts";
import type { ServiceSize } from "./services.ts";
import { tierFloors } from "./tiers.ts";
import { roundUp, MiB } from "./units.ts";

/** Two where a frontend is redundant at all: without one the system worker stands still. */
const REPLICAS: Readonly<Record<Tier, number>> = { small: 1, development: 1, production: 2 };

/** The internal frontend serves system workflows, Jobs and admin tools only: it is sized like the system worker that calls it. */
export function sizeInternalFrontend(tier: Tier, asked: ServiceAnswers, { note }: Notebook): ServiceSize {
  const floor = tierFloors[tier];
  const replicas = asked.replicas ?? REPLICAS[tier];
  if (asked.replicas === undefined) {
    note({
      path: "temporal.internal-frontend.replicas",
      value: String(replicas),
      because: "callers of the frontend must prove who they are, which the server's own system worker cannot: it has a frontend that only the platform's own parts reach",
      inputs: ["identity", "tls.clients", "services.internal-frontend"],
      source: "Temporal server configuration, publicClient: recommended where an authorizer is set",
    });
  }
  const { cpu, memory } = { ...floor.limits.worker, ...asked };
  return { replicas, cpuRequest: floor.cpuLimits ? Math.max(0.05, cpu / 5) : cpu, cpuLimit: floor.cpuLimits ? cpu : null, memoryRequest: roundUp(memory * floor.requestShare, MiB), memoryLimit: memory };
}
