import type { ClusterAnswers } from "../answers/answers.ts";
import { hasIdentity } from "./callers.ts";
import type { Notebook } from "./derivation.ts";
import type { Service, Setting, Temporal, TemporalNamespace } from "./model.ts";
import { FAILOVER_VERSION_INCREMENT, PORTS, RELEASE } from "./names.ts";
import type { Sizing } from "./sizing/index.ts";
import type { ServiceSize } from "./sizing/services.ts";
import type { SizedService } from "./sizing/tiers.ts";
import { bytesText, cpuText, goDuration, MiB } from "./sizing/units.ts";

const DEFAULT_RETENTION = 259_200;
/** Share of the memory limit that Go's collector aims at; the rest is for what it does not count. */
const GO_MEMORY_SHARE = 0.85;
/** Share of the history pod's memory for its cache. */
const CACHE_SHARE = 0.3;
const DEFAULT_RPS = { frontend: 2400, history: 3000, matching: 1200 };

/** The server as the chart's values describe it. */
export function placeTemporal(cluster: ClusterAnswers, namespace: string, sizing: Sizing, { note }: Notebook): Temporal {
  const clusterName = cluster.frozen?.temporalClusterName ?? cluster.temporal?.clusterName ?? cluster.name;
  note({
    path: "temporalClusterName",
    value: clusterName,
    because:
      cluster.temporal?.clusterName === undefined
        ? "the cluster's own name: replication between clusters later needs distinct names, and the chart's default “active” would block it"
        : "as the answers say",
    inputs: ["temporal.clusterName"],
    source: "Temporal documentation, multi-cluster replication",
    permanent: true,
  });
  const failoverVersionIncrement = cluster.frozen?.failoverVersionIncrement ?? FAILOVER_VERSION_INCREMENT;
  note({
    path: "failoverVersionIncrement",
    value: String(failoverVersionIncrement),
    because: "room for as many clusters that replicate to each other; it must be the same in all of them",
    inputs: [],
    source: "Temporal documentation, multi-cluster replication",
    permanent: true,
  });
  const sized = (name: string, size: ServiceSize): Service => {
    const replicas = cluster.state === "draining" || cluster.state === "stopped" ? 0 : size.replicas;
    return {
      name,
      replicas,
      replicaCount: replicas === 0 ? "0" : replicas,
      plannedReplicas: size.replicas,
      highlyAvailable: size.replicas > 1,
      resources: {
        cpuRequest: cpuText(size.cpuRequest),
        memoryRequest: bytesText(size.memoryRequest),
        cpuLimit: size.cpuLimit === null ? null : cpuText(size.cpuLimit),
        memoryLimit: bytesText(size.memoryLimit),
      },
      goMemoryLimit: `${Math.floor((size.memoryLimit * GO_MEMORY_SHARE) / MiB)}MiB`,
    };
  };
  const service = (name: SizedService): Service => sized(name, sizing.services[name]);
  const internalFrontend = sizing.internalFrontend && sized("internal-frontend", sizing.internalFrontend);
  const namespaces = temporalNamespaces(cluster);
  const address = `${RELEASE}-frontend.${namespace}.svc:${PORTS.frontend.grpc}`;
  const { given, more } = dynamicConfig(cluster.temporal?.dynamicConfig ?? {});
  const rps = (name: keyof typeof DEFAULT_RPS): Setting => given(`${name}.rps`, sizing.rpsPerPod[name]);
  return {
    clusterName,
    failoverVersionIncrement,
    shards: sizing.shards,
    frontend: service("frontend"),
    internalFrontend,
    history: service("history"),
    matching: service("matching"),
    worker: service("worker"),
    web: service("web"),
    address,
    operatorAddress: internalFrontend ? `${RELEASE}-internal-frontend.${namespace}.svc:${PORTS["internal-frontend"].grpc}` : address,
    limits: {
      visibilityRps: given("frontend.namespaceRPS.visibility", 50),
      frontendRps: rps("frontend"),
      historyRps: rps("history"),
      matchingRps: rps("matching"),
      raised: (["frontend", "history", "matching"] as const).some((name) => rps(name) !== DEFAULT_RPS[name]),
    },
    historyCacheBytes: given("history.hostLevelCacheMaxSizeBytes", Math.floor((sizing.services.history.memoryLimit * CACHE_SHARE) / MiB) * MiB),
    settings: {
      maxIdLength: given("limit.maxIDLength", 255),
      sizedCache: given("history.cacheSizeBasedLimit", true),
      failHealthCheck: given("frontend.shutdownFailHealthCheckDuration", "5s"),
      drain: given("frontend.shutdownDrainDuration", "30s"),
      connectionAge: given("frontend.keepAliveMaxConnectionAge", "1m"),
      keepCallers: hasIdentity(cluster) ? given("frontend.enablePrincipalPropagation", true) : false,
    },
    moreSettings: more(),
    priorityPatch: cluster.priorityClass === undefined ? null : priorityPatch(cluster.priorityClass),
    clusterInformation: {
      [clusterName]: { enabled: true, initialFailoverVersion: 1, rpcName: "temporal-frontend", rpcAddress: "127.0.0.1:7233", httpAddress: "127.0.0.1:7243" },
    },
    namespaces,
    hasNamespaces: namespaces.length > 0,
    namespaceLines: namespaces.map(({ name, retention, description }) => `${name} ${retention} ${description}`.trimEnd()).join("\n"),
    searchAttributeLines: namespaces.flatMap(({ name, searchAttributes }) => searchAttributes.map((attribute) => `${name} ${attribute.name} ${attribute.type}`)).join("\n"),
  };
}

function temporalNamespaces(cluster: ClusterAnswers): TemporalNamespace[] {
  return Object.entries(cluster.temporal?.namespaces ?? {})
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, answers]) => ({
      name,
      description: answers.description ?? "",
      retention: goDuration(answers.retention ?? DEFAULT_RETENTION),
      searchAttributes: Object.entries(answers.searchAttributes ?? {})
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([attribute, type]) => ({ name: attribute, type })),
    }));
}

/**
 * Settings that the answers give win over ours. The server reads keys without regard to case, so the answers' spelling may differ.
 * `more` are those that nobody asked for with `given`.
 */
function dynamicConfig(asked: Readonly<Record<string, Setting>>): { given: (key: string, ours: Setting) => Setting; more: () => Temporal["moreSettings"] } {
  const left = new Map(Object.entries(asked).map(([key, value]) => [key.toLowerCase(), { key, value }]));
  const used = new Set<string>();
  return {
    given: (key, ours) => {
      used.add(key.toLowerCase());
      return left.get(key.toLowerCase())?.value ?? ours;
    },
    more: () => {
      const entries = [...left].filter(([key]) => !used.has(key)).map(([, { key, value }]) => [key, [{ value }]] as const);
      return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
    },
  };
}

const priorityPatch = (name: string): string => `- op: add\n  path: /spec/template/spec/priorityClassName\n  value: ${name}`;
