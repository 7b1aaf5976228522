import { combinations } from "../catalogue/combinations.ts";
import { formatPath, type Path } from "../document/index.ts";
import { listed, type Fault } from "./codes.ts";
import { isMap, LAYERED_BLOCKS, type Traced } from "./layers.ts";

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
  "repository.url": true,
  "repository.branch": true,
  "repository.controller": ["flux"],
  "repository.ci": ["none"],
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
  "database.backup.to": { matching: /^s3:\/\//, says: "an address that begins with s3://" },
  "database.backup.endpoint": true,
  "database.backup.credentials": true,
  "database.backup.retention": true,
  visibility: ["sql"],
  "exposure.loadBalancer": true,
  "exposure.ui.host": true,
  "exposure.frontend": ["internal-load-balancer", "public-load-balancer"],
  "exposure.ui.ingress": true,
  "exposure.ui.gateway": true,
  "exposure.ui.certificate": true,
  "secrets.sops": true,
  "operators.cert-manager": true,
  "operators.cloudnative-pg": true,
  "operators.barman-cloud": true,
  "operators.prometheus": EXISTING,
  "operators.prometheus.existing": true,
  "operators.metallb": EXISTING,
  "operators.metallb.existing": true,
  "flux.pullSecret": true,
  "temporal.clusterName": true,
  "temporal.namespaces.*.retention": true,
  "temporal.namespaces.*.description": true,
  "temporal.namespaces.*.searchAttributes": true,
  frozen: true,
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
  const said = String(traced.value);
  const emitted = "matching" in exact ? exact.matching.test(said) : exact.includes(said);
  return emitted ? [] : [notYet(traced.at, instead, said)];
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
