import type { Worker } from "../model.ts";
import { PORTS } from "../names.ts";
import { WORKER_METRICS_PORT } from "../workers.ts";
import { anywhere, frontendOf, ours, prometheusOf, tcp, type NetworkInput, type Wire } from "./parties.ts";

/** Flows of the workers: each may call what its own answers name, and nothing else. */
export function workerWires({ workers, namespaces, operators }: NetworkInput): Wire[] {
  return (workers?.list ?? []).flatMap((worker): Wire[] => {
    const pods = ours(`worker ${worker.name}`, `worker-${worker.name}`, worker.namespace, { matchLabels: { "app.kubernetes.io/name": "temporal-worker", "app.kubernetes.io/instance": worker.name } });
    return [
      { from: pods, to: frontendOf(namespaces), ports: tcp(PORTS.frontend.grpc), because: `task queues ${worker.taskQueues.join(", ")}` },
      { from: prometheusOf(operators), to: pods, ports: tcp(WORKER_METRICS_PORT), because: "metrics" },
      ...outside(worker).map(({ label, because }): Wire => ({ from: pods, to: anywhere(label), ports: tcp(443), because })),
    ];
  });
}

/** Ends outside the cluster, all by HTTPS: a NetworkPolicy knows no host names, so the first of them opens the port for all. */
function outside({ calls, outbound }: Worker): { label: string; because: string }[] {
  return [
    ...(calls.keyVault ? [{ label: "Azure Key Vault", because: "wraps and unwraps the data keys of its payloads" }] : []),
    ...(calls.keyVault || calls.identityProvider ? [{ label: "login.microsoftonline.com", because: "tokens of its own identity" }] : []),
    ...outbound.map((host) => ({ label: host, because: "as the answers say" })),
  ];
}
