import type { StepName } from "./model.ts";

/** Names that never change: a renamed resource is a deleted and a new one. */
export const RELEASE = "temporal";
export const POSTGRES_CLUSTER = "temporal-postgres";
export const DATABASES = { default: "temporal", visibility: "temporal_visibility" } as const;
export const DATABASE_USER = "temporal";
export const FAILOVER_VERSION_INCREMENT = 100;

/** Name of the Flux Kustomization of a step. All live in flux-system beside the customer's own, hence the prefix. */
export const kustomizationName = (step: StepName): string => `temporal-${step}`;

/** Where the ports of the server's services are: chart temporal 1.6.0, values `server.<service>.service`. */
export const PORTS = {
  frontend: { grpc: 7233, membership: 6933 },
  "internal-frontend": { grpc: 7236, membership: 6936 },
  history: { grpc: 7234, membership: 6934 },
  matching: { grpc: 7235, membership: 6935 },
  worker: { grpc: 7239, membership: 6939 },
} as const;

export const METRICS_PORT = 9090;
export const UI_PORT = 8080;
