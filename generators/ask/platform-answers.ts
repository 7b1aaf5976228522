import { combined, fromText, privateName, single, several, tierSaid } from "./derive.ts";
import { parseDiffers, parsePairs, valueFor } from "./differs.ts";
import { repositoryUrl } from "./repository-url.ts";
import { listOf, textOf, type Said } from "./question.ts";

type Map = Readonly<Record<string, unknown>>;

/** Secret with the key that `flux bootstrap` reads the repository with. */
const DEPLOY_KEY = "flux-system";
const PRIVATE_CA = "private-ca";
/** Client ports of the one address that workers and people outside share. */
const PORTS = { frontend: 7233, ui: 8080 };
/** The server's own retention, where only the name of a namespace was said. */
const RETENTION = "3d";
/** Secret that a store on-premises is reached with. */
const BACKUP_CREDENTIALS = "backup-credentials";

/**
 * What was said, in the shape of the answers file: what holds for all clusters once under `defaults`, or in the cluster itself when there is only one.
 * @param said answers that passed their checks
 */
export function platformAnswers(said: Said): Map {
  const environments = listOf(said, "environments");
  const names = combined(said, textOf(said, "clusters"));
  const shared = sharedSettings(said);
  const clusters = Object.fromEntries(environments.map((environment, index) => [names[index] ?? environment, filled({ ...clusterSettings(said, environment), ...(single(said) && shared) })]));
  return filled({
    apiVersion: "temporal-platform/v1",
    customer: { name: textOf(said, "customer") },
    repository: { url: repositoryOf(said) },
    defaults: several(said) ? shared : undefined,
    tiers: textOf(said, "database") === "mixed" ? { development: { database: ownDatabase(said) }, production: { database: externalDatabase(said) } } : undefined,
    clusters,
    temporal: { namespaces: named(said, "namespaces", (retention) => ({ retention: retention ?? RETENTION })) },
    workers: named(said, "workers", (language, name) => filled({ language, namespace: namespaceFor(said, name), taskQueues: [name] })),
    delivery: textOf(said, "registry") === "" ? undefined : { registries: [textOf(said, "registry")] },
  });
}

/** What differs from cluster to cluster. */
function clusterSettings(said: Said, environment: string): Map {
  const of = (id: string): string | undefined => {
    const differs = parseDiffers(textOf(said, id), listOf(said, "environments"));
    return typeof differs === "string" ? undefined : valueFor(differs, environment);
  };
  const region = of("region");
  const common = parseDiffers(textOf(said, "region"), listOf(said, "environments"));
  const differs = single(said) || (typeof common !== "string" && common.all !== region);
  return {
    environment,
    tier: tierSaid(said, environment),
    region: differs ? region : undefined,
    peak: of("peak"),
    memoryBudget: text(said, "memory"),
  };
}

function sharedSettings(said: Said): Map {
  const azure = textOf(said, "cloud") === "azure";
  const regions = parseDiffers(textOf(said, "region"), listOf(said, "environments"));
  const vault = text(said, "vault");
  const host = text(said, "host");
  const database = textOf(said, "database");
  return filled({
    cloud: textOf(said, "cloud"),
    region: several(said) && typeof regions !== "string" ? regions.all : undefined,
    operators: Object.fromEntries(listOf(said, "operators").map((name) => [name, "existing"])),
    sizing: { acceptedBecause: text(said, "reason") },
    storage: { class: text(said, "storage") },
    database: database === "mixed" ? undefined : database === "external" ? externalDatabase(said) : ownDatabase(said),
    exposure: { frontend: azure ? "internal-load-balancer" : undefined, loadBalancer: text(said, "address") === undefined ? undefined : { address: text(said, "address"), ...PORTS }, ui: host === undefined ? undefined : route(said, host) },
    azure: { tenant: text(said, "tenant") },
    tls: azure ? { clients: "mutual", internode: true } : undefined,
    identity: azure ? { "entra-id": { tenant: text(said, "tenant") } } : undefined,
    encryption: azure ? { "azure-key-vault": { vault }, rotate: "quarterly", codecServer: { host: host === undefined ? undefined : codecHost(host) } } : undefined,
    flux: repositoryOf(said).startsWith("ssh:") ? { pullSecret: DEPLOY_KEY } : undefined,
    secrets: azure ? { "azure-key-vault": { vault } } : { sops: "age" },
  });
}

const repositoryOf = (said: Said): string => repositoryUrl(textOf(said, "repository"));

const text = (said: Said, id: string): string | undefined => textOf(said, id) || undefined;

function ownDatabase(said: Said): Map {
  const to = text(said, "backup");
  const store = to?.startsWith("s3://") === true;
  return { backup: to === undefined ? undefined : { to, endpoint: store ? text(said, "endpoint") : undefined, credentials: store ? BACKUP_CREDENTIALS : undefined, retention: "30d" } };
}

const externalDatabase = (said: Said): Map => ({ external: { service: textOf(said, "cloud") === "azure" ? "azure-postgres" : "other", host: text(said, "server"), tls: "verify-full", maxConnections: text(said, "connections") === undefined ? undefined : Number(text(said, "connections")) } });

const route = (said: Said, host: string): Map =>
  fromText(textOf(said, "route"), ({ gateway, ingress }) => (gateway ? { host, gateway } : { host, ingress, certificate: text(said, "certificate") ?? (privateName(host) ? PRIVATE_CA : undefined) }));

/** The codec server stands beside the UI, under a name of its own. */
const codecHost = (host: string): string => (/^temporal(?=[.-])/.test(host) ? host.replace(/^temporal/, "codec") : `codec-${host}`);

/** Where there are several Temporal namespaces a worker works for that of its own name, or for the first. */
function namespaceFor(said: Said, worker: string): string | undefined {
  const namespaces = Object.keys(named(said, "namespaces", () => ({})) ?? {});
  return namespaces.length < 2 ? undefined : namespaces.includes(worker) ? worker : namespaces[0];
}

function named(said: Said, id: string, entry: (value: string | undefined, name: string) => Map): Map | undefined {
  const pairs = parsePairs(textOf(said, id));
  return typeof pairs === "string" ? undefined : Object.fromEntries(pairs.map(([name, value]) => [name, entry(value, name)]));
}

/** Without what was not said, at any depth. */
function filled(map: Map): Map {
  return Object.fromEntries(
    Object.entries(map).flatMap(([key, value]) => {
      if (typeof value !== "object" || value === null || Array.isArray(value)) return value === undefined ? [] : [[key, value]];
      const inner = filled(value as Map);
      return Object.keys(inner).length === 0 ? [] : [[key, inner]];
    }),
  );
}
