import { combined, domainOf, fromText, peaksFor, privateName, several, single, tierOf } from "./ask/derive.ts";
import { differsAt, first, pairsAt, problemAt, textAt } from "./ask/check.ts";
import { parseDiffers, valueFor } from "./ask/differs.ts";
import { repositoryUrl } from "./ask/repository-url.ts";
import { listOf, textOf, type Choice, type Question, type Said } from "./ask/question.ts";

/** A path below any one cluster: the rules are the same for each. */
const inCluster = (...keys: readonly string[]): readonly string[] => ["clusters", "cluster", ...keys];
const fine = (): undefined => undefined;

const onAzure = (said: Said): boolean => textOf(said, "cloud") === "azure";
const ownDatabase = (said: Said): boolean => textOf(said, "database") !== "external";
const mayMix = (said: Said): boolean => onAzure(said) && several(said) && listOf(said, "production").length > 0 && listOf(said, "production").length < listOf(said, "environments").length;
const hasRoute = (said: Said): boolean => textOf(said, "host") !== "";
const isSmall = (said: Said): boolean => single(said) && textOf(said, "tier") === "small";
const needsRegistry = (said: Said): boolean => textOf(said, "workers") !== "" || (onAzure(said) && textOf(said, "vault") !== "");

const ENVIRONMENTS: readonly Choice[] = [
  { value: "dev", because: "for developers; may be down for minutes" },
  { value: "test", because: "for automatic tests; may be down for minutes" },
  { value: "uat", because: "acceptance, as like production as possible" },
  { value: "prod", because: "what the business depends on" },
  { value: "home", because: "one machine of one's own" },
];

/**
 * What is asked for a whole platform, in this order; at most twenty of them in any one case. What this version cannot
 * emit is not offered, and whatever is not asked keeps its default, which platform.yaml can change later.
 */
export const platformQuestions: readonly Question[] = [
  {
    id: "customer", kind: "text", path: ["customer", "name"], permanent: true,
    title: "Customer", description: "Short name of the customer.", why: "It stands in names and labels.",
    fallback: (_said, { owner }) => owner, from: () => "the owner of the Git remote, or your name in Git",
    check: textAt(["customer", "name"]),
  },
  {
    id: "repository", kind: "text", path: ["repository", "url"],
    title: "Repository", description: "Address of its Git repository: https://, ssh:// or git@host:path, without a password. It need not exist yet.", why: "Flux in the clusters reads the platform from there.",
    fallback: (_said, { url }) => url, from: () => "the Git remote of this folder",
    check: (value) => problemAt(["repository", "url"], repositoryUrl(String(value))),
  },
  {
    id: "cloud", kind: "one", path: inCluster("cloud"), permanent: true,
    title: "Where it runs", description: "Where the Kubernetes clusters are.", why: "It decides on load balancers, identities and where keys lie.",
    choices: () => [
      { value: "on-premises", because: "everything that is no cloud: own machines, a homelab, k3s" },
      { value: "azure", because: "AKS, with Key Vault and Entra ID" },
    ],
    fallback: (_said, { contexts }) => (contexts?.some((name) => /aks|azure/i.test(name)) ? "azure" : "on-premises"), check: fine,
  },
  {
    id: "environments", kind: "several", path: inCluster("environment"), permanent: true, open: true,
    title: "Environments", description: "One Kubernetes cluster for each. They share one set of defaults; what differs comes next.", why: "Their names stand in the names of clusters and hosts.",
    choices: () => ENVIRONMENTS,
    fallback: (said) => (onAzure(said) ? ["dev", "prod"] : ["home"]),
    check: (value) => first([value].flat(), (name) => problemAt(inCluster("environment"), name)),
  },
  {
    id: "tier", kind: "one", path: inCluster("tier"), when: single,
    title: "Size", description: "How much it may take, and how much it must bear.", why: "It decides on replicas and the floor of every size.",
    choices: () => [
      { value: "small", because: "one small machine, nothing runs twice" },
      { value: "development", because: "may be down for minutes, for example at updates" },
      { value: "production", because: "highly available: everything runs at least twice" },
    ],
    fallback: (said) => tierOf(listOf(said, "environments")[0] ?? ""), check: fine,
  },
  {
    id: "production", kind: "several", path: inCluster("tier"), when: several, optional: true,
    title: "Highly available", description: "Environments in which everything runs at least twice. The others may be down for minutes, for example at updates.", why: "It is the largest part of the cost.",
    choices: (said) => listOf(said, "environments").map((value) => ({ value, because: tierOf(value) === "production" ? "usual" : "rarely needed" })),
    fallback: (said) => listOf(said, "environments").filter((name) => tierOf(name) === "production"), check: fine,
  },
  {
    id: "region", kind: "text", path: inCluster("region"), when: onAzure, permanent: true,
    description: "The name that Azure gives the region.", why: "Data stays there.", differs: "eastus2, prod: westeurope", fallback: () => "westeurope", check: differsAt(inCluster("region")), example: "westeurope",
  },
  {
    id: "clusters", kind: "text", path: ["clusters"], permanent: true,
    title: "Cluster names", description: "The name is the cluster's identity and its folder.", why: "{environment}, {cloud} and {region} are filled in.",
    fallback: (said, { contexts = [] }) => {
      const short = combined(said, "{environment}").every((name) => problemAt(["clusters", name], {}) === undefined) ? "{environment}" : "temporal-{environment}";
      const pattern = onAzure(said) ? `${short}-{cloud}-{region}` : short;
      const [context = "", another] = contexts;
      if (!single(said)) return pattern;
      return another === undefined && problemAt(["clusters", context], {}) === undefined ? context : combined(said, pattern)[0];
    },
    from: (_said, { contexts }) => (contexts === undefined ? "the environment; started with --kubectl, the name of your kubectl context" : `kubectl knows ${contexts.length === 0 ? "no context" : contexts.slice(0, 4).join(", ")}`),
    example: "{environment}-{cloud}-{region}",
    check: (value, said) => {
      const names = combined(said, String(value));
      const twice = names.find((name, index) => names.indexOf(name) !== index);
      return twice !== undefined ? `Two clusters would be called ${twice}: write {environment} into the name.` : first(names, (name) => problemAt(["clusters", name], {}));
    },
  },
  {
    id: "peak", kind: "text", path: inCluster("peak"),
    description: "Workflows that start at the busiest time.", why: "Shards, replicas, connections and storage follow from it.", differs: "100/s, dev: 5/s", fallback: (said) => peaksFor(said), from: (said) => (single(said) ? undefined : "a tenth and a twentieth of production for the others"),
    check: differsAt(inCluster("peak")),
  },
  {
    id: "reason", kind: "text", path: inCluster("sizing", "acceptedBecause"), when: (_said, { found }) => found?.has("sizing/needs-acceptance") === true,
    why: "The computed PostgreSQL is larger than what is taken without a load test.", check: textAt(inCluster("sizing", "acceptedBecause")),
  },
  {
    // What is too large for one PostgreSQL without a test fits into no budget of a small machine.
    id: "memory", kind: "text", path: inCluster("memoryBudget"), when: (said, { found }) => isSmall(said) && found?.has("sizing/needs-acceptance") !== true, optional: true,
    why: "What else lives on the machine keeps the rest.", fallback: () => "6Gi", check: textAt(inCluster("memoryBudget")),
  },
  {
    id: "operators", kind: "several", path: inCluster("operators"), when: (said) => !onAzure(said), optional: true,
    title: "Already there", description: "What runs in the clusters already. The rest is installed by the platform.", why: "Two of the same operator in one cluster fight.",
    choices: () => [
      { value: "cert-manager", because: "issues certificates" },
      { value: "cloudnative-pg", because: "runs PostgreSQL" },
      { value: "prometheus", because: "the Prometheus operator, for metrics and alerts" },
      { value: "metallb", because: "gives addresses to load balancers; never installed here" },
    ],
    fallback: () => [], check: fine,
  },
  {
    id: "storage", kind: "text", path: inCluster("storage", "class"), when: (said) => !onAzure(said), optional: true, permanent: true,
    description: "StorageClass of all volumes. Empty: the default class of the cluster.", why: "A volume keeps the class that it was made with.", check: textAt(inCluster("storage", "class")),
  },
  {
    id: "database", kind: "one", path: inCluster("database"), title: "Database", description: "PostgreSQL of Temporal.", why: "Moving it later means restoring a backup.",
    choices: (said) => [
      { value: "cnpg", because: "run here by CloudNativePG, with backups" },
      { value: "external", because: onAzure(said) ? "Azure Database for PostgreSQL" : "a PostgreSQL that somebody else runs" },
      ...(mayMix(said) ? [{ value: "mixed", because: "Azure Database where highly available, run here elsewhere" }] : []),
    ],
    fallback: (said) => (!onAzure(said) ? "cnpg" : mayMix(said) ? "mixed" : tierOf(listOf(said, "environments")[0] ?? "") === "production" ? "external" : "cnpg"),
    check: fine,
  },
  {
    id: "server", kind: "text", path: inCluster("database", "external", "host"), when: (said) => textOf(said, "database") !== "cnpg", permanent: true,
    title: "Host of the database", why: "On another, empty one all workflows would seem lost.",
    fallback: (said) => (onAzure(said) ? `pg-${textOf(said, "customer")}-{environment}.postgres.database.azure.com` : undefined), check: textAt(inCluster("database", "external", "host")),
  },
  {
    id: "connections", kind: "text", path: inCluster("database", "external", "maxConnections"), when: (said) => textOf(said, "database") === "external" && !onAzure(said),
    title: "Its connections", description: "How many connections the database takes: what `show max_connections` says there.", why: "The pools of the server have to fit.", fallback: () => "200", example: "200",
    check: (value) => (/^[0-9]{1,9}$/.test(String(value)) ? problemAt(inCluster("database", "external", "maxConnections"), Number(value)) : "Write a whole number."),
  },
  {
    id: "backup", kind: "text", path: inCluster("database", "backup", "to"), when: ownDatabase, optional: true,
    title: "Backups", description: "Where backups of the database go. Empty: there are none, and a lost volume is a lost Temporal.", why: "The store has to exist before the first start.",
    fallback: (said) => (onAzure(said) ? `https://${textOf(said, "customer").replace(/[^a-z0-9]/g, "").slice(0, 17)}backups.blob.core.windows.net/{environment}` : "s3://temporal-backups/{cluster}"),
    check: textAt(inCluster("database", "backup", "to")),
  },
  {
    id: "endpoint", kind: "text", path: inCluster("database", "backup", "endpoint"), when: (said) => ownDatabase(said) && !onAzure(said) && textOf(said, "backup").startsWith("s3://"), optional: true,
    title: "Address of the store", description: "Address of an S3-compatible store such as MinIO. Empty for AWS.", why: "Backups are written through it.", example: "http://minio.minio.svc.cluster.local:9000",
    check: textAt(inCluster("database", "backup", "endpoint")),
  },
  {
    id: "host", kind: "text", path: inCluster("exposure", "ui", "host"), optional: true, title: "Host of the web UI", description: "Name under which people open the UI. Empty: only from inside the cluster.", why: "Bookmarks and logins are tied to it.",
    fallback: (said) => {
      const domain = domainOf(said);
      const name = single(said) ? "temporal" : "temporal-{environment}";
      return domain !== undefined ? `${name}.${domain}` : onAzure(said) ? undefined : `${name}.${textOf(said, "customer")}.local`;
    },
    check: (value, said) => problemAt(inCluster("exposure", "ui", "host"), value) ?? (several(said) && !/\{(?:environment|cluster)\}/.test(String(value)) ? "Each environment needs a host of its own: write {environment} into it." : undefined),
  },
  {
    id: "route", kind: "text", path: inCluster("exposure", "ui", "ingress"), when: hasRoute,
    title: "Way to the UI", description: "Class of an ingress controller that is there, or an existing Gateway as namespace/name.", why: "Nothing of the kind is installed here.", example: "nginx, or gateways/public",
    fallback: (said) => (onAzure(said) ? "gateways/public" : "nginx"),
    check: (value) => fromText(String(value), ({ gateway, ingress }) => (gateway ? problemAt(inCluster("exposure", "ui", "gateway"), gateway) : problemAt(inCluster("exposure", "ui", "ingress"), ingress))),
  },
  {
    id: "certificate", kind: "text", path: inCluster("exposure", "ui", "certificate"), when: (said) => hasRoute(said) && !textOf(said, "route").includes("/") && (onAzure(said) || !privateName(textOf(said, "host"))),
    title: "Certificate of the UI", description: "An existing ClusterIssuer; outside a cloud also private-ca, an authority of our own.", why: "Browsers trust private-ca only where it was imported.",
    fallback: (said) => (privateName(textOf(said, "host")) ? undefined : "letsencrypt-prod"),
    check: (value, said) => (onAzure(said) && value === "private-ca" ? "An authority of our own signs for the server only, and the codec server needs a certificate too: name a ClusterIssuer." : problemAt(inCluster("exposure", "ui", "certificate"), value)),
  },
  {
    id: "address", kind: "text", path: inCluster("exposure", "loadBalancer", "address"), when: (said) => single(said) && !onAzure(said), optional: true,
    title: "Address for workers outside", description: "Free address of your network, given to Temporal by MetalLB. Empty: only from inside the cluster.", why: "Port 7233 for workers, 8080 for the UI.", check: textAt(inCluster("exposure", "loadBalancer", "address")),
  },
  {
    id: "tenant", kind: "text", path: inCluster("azure", "tenant"), when: onAzure,
    title: "Entra ID directory", why: "It vouches for people and programs that call Temporal.", check: textAt(inCluster("azure", "tenant")),
  },
  {
    id: "vault", kind: "text", path: inCluster("encryption", "azure-key-vault", "vault"), when: onAzure,
    title: "Key vault", description: "Azure Key Vault with passwords and with the key that encrypts payloads.", why: "The key never leaves it; the customer holds it.",
    fallback: (said) => `kv-${textOf(said, "customer").slice(0, 10).replace(/-+$/, "")}-{environment}`,
    check: (value, said) => problemAt(inCluster("encryption", "azure-key-vault", "vault"), value) ?? first(listOf(said, "environments"), (environment) => vaultProblem(String(value).replaceAll("{environment}", environment))),
  },
  {
    id: "namespaces", kind: "text", path: ["temporal", "namespaces"], title: "Temporal namespaces", description: "Each with the time that closed workflows stay readable.", why: "Retention is most of the storage.", example: "orders: 30d, billing: 7d",
    fallback: (said) => `${single(said) ? (listOf(said, "environments")[0] ?? "default") : textOf(said, "customer")}: ${single(said) && tierOf(listOf(said, "environments")[0] ?? "") !== "production" ? "3d" : "30d"}`,
    check: pairsAt(["temporal", "namespaces"], (retention) => (retention === undefined ? {} : { retention })),
  },
  {
    id: "workers", kind: "text", path: ["workers"], optional: true, title: "Workers", description: "Worker services and their language: typescript, python or go. Empty: add them later.", why: "Each gets a task queue of its name, and the namespace of its name or the first.", example: "orders: python, billing: typescript",
    check: pairsAt(["workers"], (language) => ({ taskQueues: ["queue"], ...(language !== undefined && { language }) })),
  },
  {
    id: "registry", kind: "text", path: ["delivery", "registries"], when: needsRegistry, title: "Image registry", description: "Where the images of workers and of our own services are pushed to and pulled from.", why: "The clusters must be able to reach it.", example: "registry.example/acme",
    fallback: (said) => (domainOf(said) === undefined ? undefined : `registry.${domainOf(said)}/${textOf(said, "customer")}`),
    check: (value) => problemAt(["delivery", "registries", 0], value),
  },
];

/** Azure's own rule for names of vaults, once the environment is filled in. */
function vaultProblem(name: string): string | undefined {
  return /^[a-zA-Z](?:-?[a-zA-Z0-9]){2,23}$/.test(name) && name.length <= 24 ? undefined : `${name} cannot be a vault of Azure: 3 to 24 letters, digits and single dashes, beginning with a letter.`;
}

/** Region of one environment; empty where there is none. */
export function regionOf(said: Said, environment: string): string {
  const differs = parseDiffers(textOf(said, "region"), listOf(said, "environments"));
  return typeof differs === "string" ? "" : valueFor(differs, environment);
}
