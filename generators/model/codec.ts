import type { ClusterAnswers } from "../answers/answers.ts";
import type { Notebook } from "./derivation.ts";
import type { Codec, Exposure, Identity, Namespaces, RequiredSecret } from "./model.ts";
import { bytesText, cpuText, MiB } from "./sizing/units.ts";

export interface CodecSurroundings {
  readonly namespaces: Namespaces;
  readonly exposure: Exposure;
  readonly identity: Identity | null;
  /** Prefix of every path in the repository, empty or ending in a slash. */
  readonly prefix: string;
  readonly temporalNamespaces: readonly string[];
}

export const CODEC_RELEASE = "codec-server";
/** Key of the data in the Secret of a local key. */
const LOCAL_SECRET_KEY = "keys";
const LOCAL_SECRET = "payload-key";
const VAULT_KEY = "temporal-payload";
/** Prefix of the UI's host name: a sibling, so that one wildcard certificate and DNS zone hold for both. */
const HOST_PREFIX = "codec-";
/** Idle, the server needs 90 MiB; the rest is what 24 MiB of request bodies in work grow to. */
const MEMORY = { request: 256 * MiB, limit: 512 * MiB };
const CPU = 0.1;

const PERIODS = { monthly: "P1M", quarterly: "P3M", yearly: "P1Y" } as const;

/** Payload encryption; null when payloads stay as they are. */
export function placeCodec(cluster: ClusterAnswers, around: CodecSurroundings, notes: Notebook): Codec | null {
  const asked = cluster.encryption;
  if (asked === undefined) return null;
  const server = asked.codecServer ?? {};
  const host = hostOf(cluster, around.exposure, notes);
  const { gateway, ingress } = around.exposure;
  const plannedReplicas = replicasOf(cluster, notes);
  const url = host === null ? null : `https://${host}`;
  const clusterIssuer = ingress?.issuer.kind === "ClusterIssuer" ? ingress.issuer.name : null;
  const key = keyOf(cluster);
  const identityClient = key.url === null ? null : (cluster.azure?.identities?.codec ?? null);
  const exposedBy = {
    gateway: host !== null && gateway ? { name: gateway.name, namespace: gateway.namespace, host } : null,
    ingress: host !== null && ingress && clusterIssuer !== null ? { class: ingress.class, namespace: ingress.namespace, issuer: clusterIssuer, host } : null,
  };
  return {
    release: CODEC_RELEASE,
    namespace: around.namespaces.codec,
    image: `${cluster.delivery?.registries?.[0] ?? ""}/${CODEC_RELEASE}`,
    chart: `./${around.prefix}charts/codec-server`,
    replicas: (cluster.state ?? "running") === "running" ? plannedReplicas : 0,
    plannedReplicas,
    resources: {
      cpuRequest: cpuText(server.cpu ?? CPU),
      memoryRequest: bytesText(server.memory ?? MEMORY.request),
      cpuLimit: null,
      memoryLimit: bytesText(server.memory ?? MEMORY.limit),
    },
    key,
    vault: key.url === null ? null : { name: asked["azure-key-vault"]?.vault ?? "", url: key.url, key: key.name ?? "", client: identityClient ?? "" },
    local: key.secret === null ? null : { secret: key.secret, secretKey: key.secretKey },
    host,
    url,
    ui: url === null ? null : { endpoint: url, passTokenText: around.identity === null ? "false" : "true" },
    origins: around.exposure.uiUrls,
    temporalNamespaces: around.temporalNamespaces,
    tokens: around.identity && { keysUrl: around.identity.keysUrl, issuers: [around.identity.issuer], audiences: [around.identity.audience], permissionsClaim: around.identity.permissionsClaim },
    identityClient,
    serviceAccount: CODEC_RELEASE,
    serviceAccountAnnotations: identityClient === null ? null : { "azure.workload.identity/client-id": identityClient, ...(cluster.azure?.tenant !== undefined && { "azure.workload.identity/tenant-id": cluster.azure.tenant }) },
    podLabels: identityClient === null ? null : { "azure.workload.identity/use": "true" },
    ...exposedBy,
    exposed: exposedBy.gateway !== null || exposedBy.ingress !== null,
    rotation: rotationOf(cluster, notes),
  };
}

function keyOf({ encryption }: ClusterAnswers): Codec["key"] {
  const vault = encryption?.["azure-key-vault"];
  if (vault !== undefined) {
    return { provider: "azure-key-vault", url: `https://${vault.vault}.vault.azure.net`, name: vault.key ?? VAULT_KEY, secret: null, secretKey: LOCAL_SECRET_KEY, because: "Data keys are wrapped by a key that never leaves the customer's Azure Key Vault." };
  }
  return { provider: "local", url: null, name: null, secret: encryption?.local?.secret ?? LOCAL_SECRET, secretKey: LOCAL_SECRET_KEY, because: "Data keys are wrapped by a key in a Secret: whoever reads the Secret can decrypt everything." };
}

function replicasOf({ encryption, tier }: ClusterAnswers, { note }: Notebook): number {
  const asked = encryption?.codecServer?.replicas;
  if (asked !== undefined) return asked;
  const replicas = tier === "small" ? 1 : 2;
  note({ path: "codec.replicas", value: String(replicas), because: tier === "small" ? "the tier small goes without high availability" : "one pod may go at any time, and people still read payloads", inputs: ["tier"], source: "our floors per tier" });
  return replicas;
}

/** A sibling of the UI's host name, unless the answers name one. Without a host name for the UI there is none. */
function hostOf({ encryption }: ClusterAnswers, { gateway, ingress }: Exposure, { note }: Notebook): string | null {
  const asked = encryption?.codecServer?.host;
  const ui = gateway?.host ?? ingress?.host;
  if (asked !== undefined || ui === undefined) return asked ?? null;
  const host = `${HOST_PREFIX}${ui}`;
  note({ path: "codec.host", value: host, because: `the UI's host name ${ui} with “${HOST_PREFIX}” before it: the same zone and wildcard certificate hold for both`, inputs: ["exposure.ui.host", "encryption.codecServer.host"], source: "our convention" });
  return host;
}

function rotationOf({ encryption }: ClusterAnswers, { note }: Notebook): Codec["rotation"] {
  const every = encryption?.rotate ?? "quarterly";
  if (encryption?.["azure-key-vault"] === undefined || every === "never") return null;
  if (encryption.rotate === undefined) note({ path: "codec.rotation", value: every, because: "the answers say nothing else", inputs: ["encryption.rotate"], source: "our convention: four versions a year keep the inventory small" });
  return { every, period: PERIODS[every] };
}

/** Bytes that all pods reserve and may use. */
export function codecMemory(cluster: ClusterAnswers, codec: Codec | null): { readonly requested: number; readonly limit: number } {
  if (codec === null) return { requested: 0, limit: 0 };
  const memory = cluster.encryption?.codecServer?.memory;
  return { requested: codec.plannedReplicas * (memory ?? MEMORY.request), limit: codec.plannedReplicas * (memory ?? MEMORY.limit) };
}

/** A local key, wherever it is used: beside the codec server, and beside the workers when there are any. */
export function codecSecrets(codec: Codec | null, workers: { readonly namespace: string } | null): RequiredSecret[] {
  const name = codec?.key.secret ?? null;
  if (codec === null || name === null) return [];
  const namespaces = [...new Set([codec.namespace, ...(workers ? [workers.namespace] : [])])];
  return namespaces.map((namespace) => ({ name, namespace, keys: [codec.key.secretKey], purpose: "Local key of payload encryption, from openssl rand -base64 32; the same everywhere", type: null }));
}
