import { readFile } from "node:fs/promises";
import { DATA_KEY_LIMITS } from "./data-keys";
import { Encryption } from "./encryption";
import type { CodecEvents } from "./events";
import type { KeyProvider } from "./key-provider";
import { azureKeyVaultKey } from "./providers/azure-key-vault";
import { localKey } from "./providers/local";
import { UNWRAPPED_KEY_LIMITS } from "./unwrapped-keys";

export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Encryption as environment variables say it: the same for workers, clients and the codec server. Throws an Error that names the first
 * wrong variable. README.md lists them.
 */
export function encryptionFromEnvironment(env: Environment, events: CodecEvents = {}): Encryption {
  const trusted: Record<string, string[]> = {};
  for (const pair of list(env["CODEC_TRUSTED_NAMESPACES"])) {
    const [reader, writer, more] = pair.split(":");
    if (!reader || !writer || more !== undefined) throw new Error(`CODEC_TRUSTED_NAMESPACES: ${JSON.stringify(pair)} is not READER:WRITER`);
    (trusted[reader] ??= []).push(writer);
  }
  const renewAfter = whole(env, "CODEC_DATA_KEY_RENEW_SECONDS", DATA_KEY_LIMITS.renewAfter, 60, 604_800);
  const maxAge = whole(env, "CODEC_DATA_KEY_MAX_SECONDS", Math.max(DATA_KEY_LIMITS.maxAge, renewAfter * 2), 120, 2_592_000);
  if (maxAge < renewAfter * 2) throw new Error("CODEC_DATA_KEY_MAX_SECONDS: less than twice CODEC_DATA_KEY_RENEW_SECONDS leaves no time to renew while the key service is down");
  return new Encryption({
    key: keyFromEnvironment(env),
    trusted,
    unbound: list(env["CODEC_UNBOUND_NAMESPACES"]),
    dataKeys: { renewAfter, maxAge, maxMessages: whole(env, "CODEC_DATA_KEY_MAX_MESSAGES", DATA_KEY_LIMITS.maxMessages, 1, 2 ** 32) },
    unwrappedKeys: {
      maxAge: whole(env, "CODEC_DECRYPT_CACHE_SECONDS", UNWRAPPED_KEY_LIMITS.maxAge, 0, 3600),
      maxEntries: whole(env, "CODEC_DECRYPT_CACHE_ENTRIES", UNWRAPPED_KEY_LIMITS.maxEntries, 1, 100_000),
    },
    events,
  });
}

function keyFromEnvironment(env: Environment): KeyProvider {
  const provider = needed(env, "CODEC_KEY_PROVIDER");
  switch (provider) {
    case "azure-key-vault": {
      const vaultUrl = needed(env, "CODEC_AZURE_VAULT_URL");
      if (!URL.canParse(vaultUrl) || new URL(vaultUrl).protocol !== "https:") throw new Error("CODEC_AZURE_VAULT_URL: not an https address");
      const key = needed(env, "CODEC_AZURE_KEY");
      if (!/^[0-9A-Za-z-]{1,127}$/.test(key)) throw new Error("CODEC_AZURE_KEY: not a name of a key (letters, digits, hyphens)");
      return azureKeyVaultKey({ vaultUrl, key });
    }
    case "local": {
      const name = env["CODEC_LOCAL_KEY_NAME"] ?? "payload-key";
      const file = env["CODEC_LOCAL_KEY_FILE"];
      const value = env["CODEC_LOCAL_KEY"];
      if ((file === undefined) === (value === undefined)) throw new Error("CODEC_LOCAL_KEY_FILE: set this or CODEC_LOCAL_KEY, and not both");
      return localKey({ name, read: async () => value ?? (await readFile(file as string, "utf8")) });
    }
    default:
      throw new Error("CODEC_KEY_PROVIDER: use azure-key-vault or local");
  }
}

function needed(env: Environment, name: string): string {
  const value = env[name];
  if (value === undefined || value === "") throw new Error(`${name}: not set`);
  return value;
}

function whole(env: Environment, name: string, otherwise: number, least: number, most: number): number {
  const text = env[name];
  if (text === undefined || text === "") return otherwise;
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < least || value > most) throw new Error(`${name}: not a whole number from ${least} to ${most}`);
  return value;
}

const list = (text: string | undefined): string[] => (text ?? "").split(",").map((part) => part.trim()).filter((part) => part !== "");
