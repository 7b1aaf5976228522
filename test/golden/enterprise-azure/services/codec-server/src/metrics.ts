import type { CodecEvents, CodecFault, Encryption } from "payload-codec";
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from "prom-client";

/** Namespaces that get a label of their own: callers with rights everywhere can name as many as they like. */
const MOST_NAMESPACES = 200;

const FAULTS: readonly CodecFault[] = ["key-service-unavailable", "unknown-key", "refused-by-key-service", "wrong-namespace", "unsupported-format", "tampered"];

/**
 * Everything that is measured, under the names that alerts and dashboards use. The label `namespace` is Temporal's; Prometheus, whose own
 * label for the pod's namespace has the same name, stores it as `exported_namespace`.
 */
export function createMetrics(namespaces: readonly string[] = []) {
  const registry = new Registry();
  const registers = [registry];
  const counter = <L extends string>(name: string, help: string, labelNames: readonly L[] = []) => new Counter({ name: `temporal_codec_${name}`, help, labelNames: [...labelNames], registers });
  const gauge = <L extends string>(name: string, help: string, labelNames: readonly L[] = []) => new Gauge({ name: `temporal_codec_${name}`, help, labelNames: [...labelNames], registers });
  const histogram = <L extends string>(name: string, help: string, labelNames: readonly L[]) => new Histogram({ name: `temporal_codec_${name}`, help, labelNames: [...labelNames], buckets: [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10], registers });
  collectDefaultMetrics({ register: registry });
  const seen = new Set<string>();
  const metrics = {
    registry,
    namespaceLabel: (namespace: string): string => (seen.has(namespace) || seen.size < MOST_NAMESPACES ? (seen.add(namespace), namespace) : "other"),
    requests: counter("http_requests_total", "Requests by route and status", ["route", "code"]),
    duration: histogram("http_request_duration_seconds", "Time to answer", ["route"]),
    payloads: counter("payloads_total", "Payloads by what became of them", ["operation", "namespace", "result"]),
    bytes: counter("payload_bytes_total", "Bytes of payloads as they came in", ["operation", "namespace"]),
    authFailures: counter("auth_failures_total", "Requests without a valid token", ["reason"]),
    denied: counter("denied_total", "Requests whose token gives no right in the namespace", ["operation"]),
    rateLimited: counter("rate_limited_total", "Requests beyond the rate of their principal"),
    keyOperations: counter("kek_operations_total", "Calls of the key service", ["provider", "operation", "result"]),
    keyDuration: histogram("kek_operation_duration_seconds", "Time of calls of the key service", ["provider", "operation"]),
    cacheHits: counter("dek_cache_hits_total", "Data keys for decryption that were at hand"),
    cacheMisses: counter("dek_cache_misses_total", "Data keys for decryption that the key service had to unwrap"),
    cacheSize: gauge("dek_cache_size", "Data keys at hand for decryption"),
    dataKeyAge: gauge("dek_age_seconds", "Age of the data key that encrypts", ["namespace"]),
    dataKeyMessages: gauge("dek_messages", "Payloads encrypted with the present data key", ["namespace"]),
    rotations: counter("dek_rotations_total", "New data keys; on-demand means that somebody waited", ["reason"]),
    renewalFailures: counter("dek_renewal_failures_total", "Data keys that could not be renewed"),
    keyVersion: gauge("key_version_info", "Version of the key that wraps the present data key", ["namespace", "key_id", "version"]),
    unknownKey: counter("unknown_key_total", "Payloads of a key that is not configured here"),
    auditFailures: counter("audit_write_failures_total", "Calls refused because their audit line could not be written"),
  };
  // A counter that appears with its first failure would hide that failure from rates.
  for (const reason of ["missing", "expired", "invalid"]) metrics.authFailures.inc({ reason }, 0);
  for (const operation of ["encode", "decode"]) metrics.denied.inc({ operation }, 0);
  for (const namespace of namespaces) {
    for (const result of ["ok", "passed-on", ...FAULTS]) metrics.payloads.inc({ operation: "decode", namespace: metrics.namespaceLabel(namespace), result }, 0);
  }
  return metrics;
}

export type Metrics = ReturnType<typeof createMetrics>;

/** Counts what the library reports. */
export const eventsOf = (metrics: Metrics): CodecEvents => ({
  keyOperation: ({ provider, operation, result, seconds }) => {
    metrics.keyOperations.inc({ provider, operation, result });
    metrics.keyDuration.observe({ provider, operation }, seconds);
  },
  dataKey: ({ reason }) => metrics.rotations.inc({ reason }),
  renewalFailed: () => metrics.renewalFailures.inc(),
  decryptCache: ({ hit }) => (hit ? metrics.cacheHits : metrics.cacheMisses).inc(),
});

/** The text of /metrics, with the state of the keys as it is now. */
export async function exposition(metrics: Metrics, encryption: Encryption): Promise<string> {
  const { dataKeys, unwrapped } = encryption.snapshot();
  metrics.cacheSize.set(unwrapped);
  for (const gauge of [metrics.dataKeyAge, metrics.dataKeyMessages, metrics.keyVersion]) gauge.reset();
  for (const { namespace, ageSeconds, messages, keyId, version } of dataKeys) {
    metrics.dataKeyAge.set({ namespace }, ageSeconds);
    metrics.dataKeyMessages.set({ namespace }, messages);
    metrics.keyVersion.set({ namespace, key_id: keyId, version }, 1);
  }
  return await metrics.registry.metrics();
}
