import type { ClusterAnswers, Tier } from "../answers/answers.ts";
import type { Notebook } from "./derivation.ts";
import type { PrometheusStack } from "./model.ts";
import { storageClassOf } from "./storage-class.ts";
import { bytesText, cpuText, GiB, MiB } from "./sizing/units.ts";

/** CPU in cores, memory and storage in bytes, retention in days. */
interface Size {
  readonly replicas: number;
  readonly retention: number;
  readonly storage: number;
  readonly cpu: number;
  readonly memory: number;
}

/** Our planning figures: a platform of the larger tiers has some hundred thousand series, at 1 to 2 bytes a sample every 30 seconds and about 4 kB of memory each. */
const SIZES: Readonly<Record<Tier, Size>> = {
  small: { replicas: 1, retention: 7, storage: 10 * GiB, cpu: 0.1, memory: 512 * MiB },
  development: { replicas: 1, retention: 15, storage: 20 * GiB, cpu: 0.2, memory: GiB },
  production: { replicas: 2, retention: 30, storage: 100 * GiB, cpu: 0.5, memory: 2 * GiB },
};
/** Share of the volume that data may fill before the oldest goes: the rest is for the write-ahead log and compaction. */
const USED_SHARE = 0.85;

/** Size of a Prometheus that this repository installs. */
export function prometheusStack(cluster: ClusterAnswers, { note }: Notebook): PrometheusStack {
  const size = SIZES[cluster.tier];
  note({
    path: "operators.prometheus.size",
    value: `${size.replicas} × ${bytesText(size.memory)} memory, ${bytesText(size.storage)} volume, ${size.retention} days`,
    because: `the tier is ${cluster.tier}`,
    inputs: ["tier"],
    source: "our planning figures: some hundred thousand series, 1 to 2 bytes a sample every 30 seconds, about 4 kB of memory a series",
  });
  return {
    replicas: size.replicas,
    highlyAvailable: size.replicas > 1,
    retention: `${size.retention}d`,
    retentionSize: `${Math.floor((size.storage * USED_SHARE) / MiB)}MiB`,
    storage: bytesText(size.storage),
    storageClass: storageClassOf(cluster),
    resources: { cpuRequest: cpuText(size.cpu), cpuLimit: null, memoryRequest: bytesText(size.memory), memoryLimit: bytesText(2 * size.memory) },
  };
}
