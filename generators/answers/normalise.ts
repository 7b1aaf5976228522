import type { AlertsAnswers, Answers, AzureAnswers, ClusterAnswers, Cloud, DatabaseAnswers, DeliveryAnswers, DocumentsAnswers, EncryptionAnswers, ExternalDatabaseAnswers, Frozen, GatewayAnswers, IdentityAnswers, MaintenanceAnswers, OperatorAnswers, ProviderAnswers, QuotaAnswers, SecretsAnswers, ServiceAnswers, State, TemporalNamespaceAnswers, Tier, TlsAnswers, WorkerAnswers } from "./answers.ts";
import { quantity, type Unit } from "./quantities.ts";

/**
 * The merged settings of one cluster as the schema guarantees them, in the words of the file.
 * Only what this version emits; anything else was refused before.
 */
export interface WrittenSettings {
  readonly environment: string;
  readonly tier: Tier;
  readonly cloud: Cloud;
  readonly region?: string;
  readonly state?: State;
  readonly kubernetesNamespace?: string;
  readonly kubernetesNamespaces?: { readonly server?: string; readonly database?: string };
  readonly workload?: Written<"peak" | "average" | "duration" | "payload"> & { readonly [K in "activities" | "timers" | "signals" | "open" | "growth"]?: number };
  readonly sizing?: { readonly acceptedBecause?: string };
  readonly shards?: number;
  readonly memoryBudget?: string;
  readonly services?: Readonly<Record<string, Written<"cpu" | "memory"> & { readonly replicas?: number }>>;
  readonly storage?: { readonly class?: string };
  readonly database?: {
    readonly cnpg?: Written<"storage" | "walStorage" | "memory" | "cpu"> & { readonly version?: number; readonly instances?: number; readonly parameters?: Readonly<Record<string, string | number | boolean>> };
    readonly external?: Omit<ExternalDatabaseAnswers, "cpu"> & Written<"cpu">;
    readonly pools?: { readonly default?: number; readonly visibility?: number };
    readonly backup?: { readonly to: string; readonly endpoint?: string; readonly credentials?: string; readonly retention?: string };
  };
  readonly exposure?: {
    readonly loadBalancer?: NonNullable<NonNullable<ClusterAnswers["exposure"]>["loadBalancer"]>;
    readonly frontend?: "internal-load-balancer" | "public-load-balancer" | { readonly gateway: string | GatewayAnswers; readonly host: string };
    readonly ui?: { readonly host: string; readonly gateway?: string | GatewayAnswers; readonly ingress?: string | { readonly class: string; readonly kubernetesNamespace?: string }; readonly certificate?: string };
  };
  readonly azure?: AzureAnswers;
  readonly tls?: TlsAnswers;
  readonly identity?: IdentityAnswers;
  readonly encryption?: Omit<EncryptionAnswers, "codecServer"> & { readonly codecServer?: Omit<NonNullable<EncryptionAnswers["codecServer"]>, "cpu" | "memory"> & Written<"cpu" | "memory"> };
  readonly secrets?: Omit<SecretsAnswers, "sops"> & { readonly sops?: "age" | { readonly age?: readonly string[] } };
  readonly nodeClasses?: NonNullable<ClusterAnswers["nodeClasses"]>;
  readonly priorityClass?: string;
  readonly maintenance?: readonly MaintenanceAnswers[];
  readonly observability?: { readonly dashboards?: boolean };
  readonly quotas?: { readonly workers?: Omit<QuotaAnswers, "cpu" | "memory"> & Written<"cpu" | "memory"> };
  readonly workers?: Readonly<Record<string, WrittenWorker>>;
  readonly delivery?: DeliveryAnswers;
  readonly alerts?: Omit<AlertsAnswers, "thresholds"> & { readonly thresholds?: Readonly<Record<string, string>> };
  readonly operators?: Readonly<Record<string, "install" | "existing" | { readonly existing: { readonly kubernetesNamespace?: string; readonly release?: string } }>>;
  readonly temporal?: { readonly clusterName?: string; readonly dynamicConfig?: Readonly<Record<string, string | number | boolean>>; readonly namespaces?: Readonly<Record<string, Written<"retention"> & Omit<TemporalNamespaceAnswers, "retention">>> };
  readonly flux?: { readonly pullSecret?: string };
  readonly frozen?: Frozen;
}

/** A worker as the file has it: `env` may hold numbers. */
type WrittenWorker = Omit<WorkerAnswers, "cpu" | "memory" | "shutdown" | "scale"> &
  Written<"cpu" | "memory" | "shutdown"> & { readonly scale?: Omit<NonNullable<WorkerAnswers["scale"]>, "cpu" | "memory"> & { readonly cpu?: string; readonly memory?: string } };

/** Amounts as people write them. */
type Written<Key extends string> = { readonly [K in Key]?: string | number };

/** What is said once for all clusters; the rest of it serves documents only. */
export function normaliseFile({ customer, repository, provider, documents }: WrittenFile): Pick<Answers, "customer" | "repository" | "provider" | "documents"> {
  return {
    customer: pick(customer, ["name", "title"]),
    repository: pick(repository, ["url", "branch", "into", "controller"]),
    ...whenSaid("provider", provider && { ...pick(provider, ["name", "contact"]), ...whenSaid("support", provider.support && mapValues(provider.support, (time) => quantity("duration", time))) }),
    ...whenSaid("documents", documents),
  };
}

/** What is said once for all clusters, in the words of the file. */
export interface WrittenFile extends Pick<Answers, "customer" | "repository"> {
  readonly provider?: Omit<ProviderAnswers, "support"> & { readonly support?: Readonly<Record<string, string>> };
  readonly documents?: DocumentsAnswers;
}

/** Short forms become long ones, amounts become numbers in base units. What nobody said stays absent. */
export function normalise(name: string, written: WrittenSettings): ClusterAnswers {
  const { database, exposure, secrets, operators, temporal, encryption, quotas, workers, alerts } = written;
  return {
    name,
    ...pick(written, ["environment", "tier", "cloud", "region", "state", "sizing", "shards", "storage", "azure", "tls", "identity", "nodeClasses", "priorityClass", "maintenance", "observability", "delivery", "flux", "frozen"]),
    ...whenSaid("kubernetesNamespaces", kubernetesNamespaces(written)),
    ...whenSaid("workload", written.workload && amounts(written.workload, { peak: "rate", average: "rate", duration: "duration", payload: "bytes" })),
    ...whenSaid("memoryBudget", written.memoryBudget === undefined ? undefined : quantity("bytes", written.memoryBudget)),
    ...whenSaid("services", written.services && mapValues(written.services, (service): ServiceAnswers => amounts(service, { cpu: "cpu", memory: "bytes" }))),
    ...whenSaid("database", database && normaliseDatabase(database)),
    ...whenSaid("exposure", exposure && {
      ...pick(exposure, ["loadBalancer"]),
      ...whenSaid("frontend", exposure.frontend === undefined ? undefined : typeof exposure.frontend === "string" ? { loadBalancer: exposure.frontend === "internal-load-balancer" ? ("internal" as const) : ("public" as const) } : { ...exposure.frontend, gateway: gateway(exposure.frontend.gateway) }),
      ...whenSaid("ui", exposure.ui && { ...pick(exposure.ui, ["host", "certificate"]), ...whenSaid("gateway", exposure.ui.gateway === undefined ? undefined : gateway(exposure.ui.gateway)), ...whenSaid("ingress", typeof exposure.ui.ingress === "string" ? { class: exposure.ui.ingress } : exposure.ui.ingress) }),
    }),
    ...whenSaid("secrets", secrets && { ...pick(secrets, ["azure-key-vault"]), ...whenSaid("sops", secrets.sops === undefined ? undefined : { recipients: secrets.sops === "age" ? [] : (secrets.sops.age ?? []) }) }),
    ...whenSaid("encryption", encryption && { ...encryption, ...whenSaid("codecServer", encryption.codecServer && amounts(encryption.codecServer, { cpu: "cpu", memory: "bytes" })) } as EncryptionAnswers),
    ...whenSaid("quotas", quotas && whenSaid("workers", quotas.workers && amounts(quotas.workers, { cpu: "cpu", memory: "bytes" }))),
    ...whenSaid("workers", workers && mapValues(workers, normaliseWorker)),
    ...whenSaid("alerts", alerts && ({ ...alerts, ...whenSaid("thresholds", alerts.thresholds && mapValues(alerts.thresholds, percent)) } as AlertsAnswers)),
    ...whenSaid("operators", operators && mapValues(operators, (said): OperatorAnswers => (typeof said === "string" ? { from: said } : { from: "existing", ...said.existing }))),
    ...whenSaid("temporal", temporal && {
      ...pick(temporal, ["clusterName", "dynamicConfig"]),
      ...whenSaid("namespaces", temporal.namespaces && mapValues(temporal.namespaces, (namespace): TemporalNamespaceAnswers => amounts(namespace, { retention: "duration" }))),
    }),
  };
}

/** The short form names one Kubernetes namespace for server and database; the long form may part them. */
function kubernetesNamespaces({ kubernetesNamespace, kubernetesNamespaces: said }: WrittenSettings): ClusterAnswers["kubernetesNamespaces"] {
  const server = said?.server;
  return kubernetesNamespace === undefined || server === undefined ? said : { database: server, ...said };
}

const DAY = 86_400;

/** `70%` as a share of one. */
const percent = (written: string): number => Number(written.replace(/\s*%$/, "")) / 100;

const gateway = (written: string | GatewayAnswers): GatewayAnswers => (typeof written === "string" ? { name: written } : written);

function normaliseWorker({ scale, env, ...rest }: WrittenWorker): WorkerAnswers {
  const share = (said: string | undefined): number | undefined => (said === undefined ? undefined : percent(said));
  return {
    ...amounts(rest, { cpu: "cpu", memory: "bytes", shutdown: "duration" }),
    ...whenSaid("scale", scale && { ...pick(scale, ["min", "max", "by", "backlog"]), ...whenSaid("cpu", share(scale.cpu)), ...whenSaid("memory", share(scale.memory)) }),
    ...whenSaid("env", env && mapValues(env, String)),
  };
}

function normaliseDatabase({ cnpg, external, pools, backup }: NonNullable<WrittenSettings["database"]>): DatabaseAnswers {
  const { parameters, ...sizes } = cnpg ?? {};
  return {
    ...whenSaid("pools", pools),
    ...whenSaid("external", external && amounts(external, { cpu: "cpu" })),
    ...whenSaid("cnpg", cnpg && {
      ...amounts(sizes, { storage: "bytes", walStorage: "bytes", memory: "bytes", cpu: "cpu" }),
      ...whenSaid("parameters", parameters && mapValues(parameters, (value) => (typeof value === "boolean" ? (value ? "on" : "off") : String(value)))),
    }),
    ...whenSaid("backup", backup && { ...pick(backup, ["to", "endpoint", "credentials"]), ...whenSaid("retention", backup.retention === undefined ? undefined : quantity("duration", backup.retention) / DAY) }),
  };
}

/** The named keys, where they are there. */
function pick<T extends object, K extends keyof T>(from: T, keys: readonly K[]): Pick<T, K> {
  return Object.fromEntries(keys.filter((key) => Object.hasOwn(from, key)).map((key) => [key, from[key]])) as Pick<T, K>;
}

/** An object with the key, or without it when there is nothing to say. */
function whenSaid<K extends string, V>(key: K, value: V | undefined): { [P in K]?: V } {
  return value === undefined ? {} : ({ [key]: value } as { [P in K]?: V });
}

function mapValues<V, W>(from: Readonly<Record<string, V>>, change: (value: V) => W): Record<string, W> {
  return Object.fromEntries(Object.entries(from).map(([key, value]) => [key, change(value)]));
}

type Counted<T, K extends PropertyKey> = { readonly [P in keyof T]: P extends K ? number : T[P] };

/** The object with its amounts as numbers. */
function amounts<T extends object, K extends keyof T & string>(from: T, units: Readonly<Record<K, Unit>>): Counted<T, K> {
  return Object.fromEntries(
    Object.entries(from).map(([key, value]) => [key, Object.hasOwn(units, key) ? quantity(units[key as K], value as string | number) : value]),
  ) as Counted<T, K>;
}
