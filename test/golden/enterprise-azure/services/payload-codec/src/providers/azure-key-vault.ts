import type { WorkloadIdentityCredential } from "@azure/identity" with { "resolution-mode": "import" };
import type { CryptographyClient, CryptographyClientOptions, KeyVaultKey } from "@azure/keyvault-keys" with { "resolution-mode": "import" };
import { CodecError } from "../errors";
import type { KeyProvider } from "../key-provider";

/** Anything that brings access tokens, as all credentials of @azure/identity do. */
export type TokenCredential = Pick<WorkloadIdentityCredential, "getToken">;

export interface AzureKeyVaultOptions {
  /** `https://kv-acme-prod.vault.azure.net`. */
  readonly vaultUrl: string;
  readonly key: string;
  /** Workload identity when not said: client, tenant and token file as the webhook of Azure Workload Identity puts them into the pod. */
  readonly credential?: TokenCredential;
  /** Seconds after which the newest version of the key is asked for again. 3,600 at most and when not said: a rotation is picked up within it. */
  readonly resolveEvery?: number;
  readonly client?: CryptographyClientOptions;
  readonly clock?: () => number;
}

/**
 * RSA-OAEP-256 is computed by Key Vault and stands in its log. The client would compute plain RSA-OAEP itself with the public key, and
 * nobody would see it.
 */
const ALGORITHM = "RSA-OAEP-256";
const LONGEST_RESOLVED = 3600;
const VERSION = /^[0-9a-f]{32}$/i;
/** Retries of the client included. */
const TIMEOUT = 10_000;
/** Clients by key version. Versions are few; what metadata claims is bounded all the same. */
const MOST_CLIENTS = 64;

/** A key in Azure Key Vault, or in Managed HSM. The identity needs `keys/get`, `keys/wrapKey` and `keys/unwrapKey`. */
export function azureKeyVaultKey(options: AzureKeyVaultOptions): KeyProvider {
  const { vaultUrl, key: keyName, clock = () => performance.now() / 1000 } = options;
  const resolveEvery = Math.min(options.resolveEvery ?? LONGEST_RESOLVED, LONGEST_RESOLVED);
  const origin = new URL(vaultUrl).origin;
  const keyId = `azurekeyvault://${new URL(origin).host}/keys/${keyName}`;
  const sdk = memo(async () => {
    // Loaded on first use: who has another key service does not wait for this one.
    const keys = await import("@azure/keyvault-keys");
    const credential = options.credential ?? new (await import("@azure/identity")).WorkloadIdentityCredential();
    const clientFor = (key: KeyVaultKey): CryptographyClient => new keys.CryptographyClient(key, credential, options.client);
    return { keys: new keys.KeyClient(origin, credential, options.client), clientFor };
  });
  const clients = new Map<string, CryptographyClient>();
  let newest: { readonly key: KeyVaultKey; readonly version: string; readonly until: number } | undefined;

  /** A key object of ours, not a fetched one: the client refuses to unwrap with a version past its expiry, which Key Vault itself allows, and would ask for `keys/get` each time. */
  async function clientOf(version: string): Promise<CryptographyClient> {
    const found = clients.get(version);
    if (found !== undefined) return found;
    if (clients.size >= MOST_CLIENTS) clients.clear();
    const id = `${origin}/keys/${keyName}/${version}`;
    const client = (await sdk()).clientFor({ id, name: keyName, properties: { id, name: keyName, vaultUrl: origin, version } });
    clients.set(version, client);
    return client;
  }

  async function newestKey(): Promise<{ key: KeyVaultKey; version: string }> {
    if (newest === undefined || clock() >= newest.until) {
      const key = await (await sdk()).keys.getKey(keyName, { abortSignal: AbortSignal.timeout(TIMEOUT) });
      const version = key.properties.version;
      if (version === undefined) throw new Error("Key Vault returned a key without a version");
      newest = { key, version, until: clock() + resolveEvery };
    }
    return newest;
  }

  return {
    name: "azure-key-vault",
    keyId,
    recognise: (id) => (id === keyId ? { version: undefined } : id.startsWith(`${keyId}/`) && VERSION.test(id.slice(keyId.length + 1)) ? { version: id.slice(keyId.length + 1) } : null),
    async wrap(dataKey) {
      return await asked("wrap a data key", async () => {
        const { key, version } = await newestKey();
        try {
          const { result } = await (await sdk()).clientFor(key).wrapKey(ALGORITHM, dataKey, { abortSignal: AbortSignal.timeout(TIMEOUT) });
          return { wrapped: Buffer.from(result), version };
        } catch (error) {
          // The version may have been disabled meanwhile: the next attempt asks for the newest one.
          newest = undefined;
          throw error;
        }
      });
    },
    async unwrap(wrapped, version) {
      if (version === undefined || !VERSION.test(version)) throw new CodecError("unknown-key", `a payload of ${keyId} says no version of the key`);
      return await asked("unwrap a data key", async () => {
        const { result } = await (await clientOf(version)).unwrapKey(ALGORITHM, wrapped, { abortSignal: AbortSignal.timeout(TIMEOUT) });
        const plain = Buffer.from(result);
        result.fill(0);
        return plain;
      });
    },
  };

  async function asked<T>(what: string, call: () => Promise<T>): Promise<T> {
    try {
      return await call();
    } catch (error) {
      const status = (error as { statusCode?: unknown }).statusCode;
      // 401 and 403 are faults of permissions, which people repair; a payload is lost only when its key says so.
      const refused = status === 400 || status === 404;
      throw new CodecError(refused ? "refused-by-key-service" : "key-service-unavailable", `${keyId} did not ${what}${typeof status === "number" ? ` (HTTP ${status})` : ""}`, error);
    }
  }
}

/** The result of the first call that succeeds, for all. */
function memo<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => (made ??= make().catch((error: unknown) => {
    made = undefined;
    throw error;
  }));
}
