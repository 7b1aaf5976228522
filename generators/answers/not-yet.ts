import { combinations } from "../catalogue/combinations.ts";
import { formatPath, type Path } from "../document/index.ts";
import { listed, type Fault } from "./codes.ts";
import { isMap, LAYERED_BLOCKS, trace, type Traced } from "./layers.ts";

/** What of a path is emitted: everything below it, or only certain values. */
type Emitted = true | readonly string[] | { readonly matching: RegExp; readonly says: string };

/** An operator that somebody else runs, in either way of saying it. */
const EXISTING = ["existing"];

/**
 * Everything that this version emits; whatever else the schema knows is refused at the line that asks for it.
 * `*` stands for any name. Paths of a cluster hold for `defaults` and tiers as well.
 */
const OF_THE_FILE: Readonly<Record<string, Emitted>> = {
  apiVersion: true,
  customer: true,
  provider: true,
  "documents.include": ["nist-ai-rmf", "security-pack"],
  "documents.controls": true,
  "repository.url": true,
  "repository.branch": true,
  "repository.controller": ["flux"],
  "repository.ci": ["none"],
  "verify.accepted": true,
};

/** Builds and deployments by Argo Workflows. Triggers, Docker-in-Docker and the pipelines of Git hosts are not there yet. */
const DELIVERY: Readonly<Record<string, Emitted>> = {
  "delivery.builder": ["argo", "none"],
  "delivery.registries": true,
  "delivery.migrate": true,
  "delivery.scan": true,
  "delivery.sign": true,
};

const OF_A_CLUSTER: Readonly<Record<string, Emitted>> = {
  environment: true,
  tier: true,
  cloud: ["on-premises", "azure"],
  region: true,
  state: true,
  azure: true,
  aws: true,
  gcp: true,
  kubernetesNamespace: true,
  "kubernetesNamespaces.server": true,
  "kubernetesNamespaces.database": true,
  "kubernetesNamespaces.codec": true,
  "kubernetesNamespaces.workers": true,
  "kubernetesNamespaces.delivery": true,
  memoryBudget: true,
  peak: true,
  workload: true,
  sizing: true,
  shards: true,
  "services.frontend": true,
  "services.history": true,
  "services.matching": true,
  "services.worker": true,
  "services.internal-frontend": true,
  "services.web": true,
  "storage.class": true,
  "database.cnpg.version": Object.keys(combinations[0].cloudnativePg.postgres),
  "database.cnpg.instances": true,
  "database.cnpg.storage": true,
  "database.cnpg.walStorage": true,
  "database.cnpg.memory": true,
  "database.cnpg.cpu": true,
  "database.cnpg.parameters": true,
  "database.pools": true,
  "database.backup.to": { matching: /^(?:s3:\/\/|https:\/\/[^/]+\.blob\.core\.windows\.net\/)/, says: "s3://BUCKET/PATH and https://ACCOUNT.blob.core.windows.net/CONTAINER" },
  "database.backup.endpoint": true,
  "database.backup.credentials": true,
  "database.backup.retention": true,
  "database.external": true,
  tls: true,
  identity: true,
  "nodeClasses.server": true,
  "nodeClasses.database": true,
  "nodeClasses.workers": true,
  priorityClass: true,
  visibility: ["sql"],
  "exposure.loadBalancer": true,
  "exposure.ui.host": true,
  "exposure.frontend": ["internal-load-balancer", "public-load-balancer"],
  "exposure.ui.ingress": true,
  "exposure.ui.gateway": true,
  "exposure.ui.certificate": true,
  "encryption.azure-key-vault": true,
  "encryption.local": true,
  "encryption.rotate": true,
  "encryption.codecServer": true,
  "delivery.registries": true,
  "secrets.sops": true,
  "secrets.azure-key-vault": true,
  "operators.cert-manager": true,
  "operators.cloudnative-pg": true,
  "operators.barman-cloud": true,
  "operators.prometheus": true,
  "operators.external-secrets": true,
  "operators.keda": true,
  "operators.argo-workflows": true,
  "operators.metallb": EXISTING,
  "operators.metallb.existing": true,
  "quotas.workers": true,
  "workers.*.language": true,
  "workers.*.namespace": true,
  "workers.*.taskQueues": true,
  "workers.*.concurrency": true,
  "workers.*.image": true,
  "workers.*.pullSecret": true,
  "workers.*.source": true,
  "workers.*.replicas": true,
  "workers.*.scale": true,
  "workers.*.cpu": true,
  "workers.*.memory": true,
  "workers.*.health": true,
  "workers.*.shutdown": true,
  "workers.*.env": true,
  "workers.*.secrets": true,
  "workers.*.connection.rename.TEMPORAL_ADDRESS": true,
  "workers.*.connection.rename.TEMPORAL_NAMESPACE": true,
  "workers.*.connection.rename.TEMPORAL_TLS_CA": true,
  "workers.*.connection.rename.TEMPORAL_TLS_CERT": true,
  "workers.*.connection.rename.TEMPORAL_TLS_KEY": true,
  "workers.*.connection.rename.TEMPORAL_TLS_SERVER_NAME": true,
  "workers.*.identity": true,
  "workers.*.uses.outbound": true,
  "flux.pullSecret": true,
  "temporal.clusterName": true,
  "temporal.dynamicConfig": true,
  "temporal.namespaces.*.retention": true,
  "temporal.namespaces.*.description": true,
  "temporal.namespaces.*.owner": true,
  "temporal.namespaces.*.dataClass": true,
  "temporal.namespaces.*.workflowTypes": true,
  "temporal.namespaces.*.searchAttributes": true,
  "alerts.critical": true,
  "alerts.warning": true,
  "alerts.info": true,
  "alerts.thresholds": true,
  maintenance: true,
  "observability.dashboards": true,
  frozen: true,
  ...DELIVERY,
};

/** What the answers ask for and this version cannot emit, each at the outermost key that asks for it. */
export function checkEmitted(root: Traced): Fault[] {
  if (!isMap(root)) return [];
  return [...root.entries].flatMap(([key, inner]): Fault[] => {
    if (key === "defaults") return refused(inner, [], OF_A_CLUSTER);
    if (key === "tiers" || key === "clusters") return isMap(inner) ? [...inner.entries.values()].flatMap((layer) => refused(layer, [], OF_A_CLUSTER)) : [];
    return refused(inner, [key], LAYERED_BLOCKS.includes(key) ? OF_A_CLUSTER : OF_THE_FILE);
  });
}

/** Whether this version emits a value at a path of the file; paths of a cluster are given as in `defaults`. */
export function isEmitted(path: readonly string[], value: unknown): boolean {
  const data = [...path].reverse().reduce<unknown>((inner, key) => ({ [key]: inner }), value);
  return checkEmitted(trace(data, [], () => false)).length === 0;
}

function refused(traced: Traced, inside: readonly string[], table: Readonly<Record<string, Emitted>>): Fault[] {
  const rows = Object.entries(table).filter(([row]) => covers(row.split("."), inside));
  const exact = rows.find(([row]) => row.split(".").length === inside.length)?.[1];
  if (exact === true) return [];
  if (isMap(traced) && (inside.length === 0 || rows.some(([row]) => row.split(".").length > inside.length))) {
    return [...traced.entries].flatMap(([key, inner]) => refused(inner, [...inside, key], table));
  }
  if (exact === undefined) return [notYet(traced.at)];
  const instead = "matching" in exact ? exact.says : listed(exact);
  if (isMap(traced)) return [notYet(traced.at, instead)];
  const said = (Array.isArray(traced.value) ? traced.value : [traced.value]).map(String);
  const missing = said.filter((one) => !("matching" in exact ? exact.matching.test(one) : exact.includes(one)));
  return missing.length === 0 ? [] : [notYet(traced.at, instead, missing.join(", "))];
}

/** Whether a row of the table lies at a path or below it. */
function covers(row: readonly string[], path: readonly string[]): boolean {
  return row.length >= path.length && path.every((step, index) => row[index] === "*" || row[index] === step);
}

function notYet(path: Path, instead?: string, value?: string): Fault {
  const what = formatPath(path.slice(-1));
  return {
    code: "answers/not-yet",
    path,
    at: "key",
    reason: `\`${value === undefined ? what : `${what}: ${value}`}\` cannot be emitted by this version${instead === undefined ? ", and leaving it out in silence would look as if it were there" : ""}.`,
    remedy: instead === undefined ? "Remove it for now." : `This version emits ${instead}.`,
  };
}
