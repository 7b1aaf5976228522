import { createHash, createSecretKey, type KeyObject } from "node:crypto";
import { open, seal } from "../envelope";
import { CodecError } from "../errors";
import { lengthPrefixed } from "../format";
import type { KeyProvider } from "../key-provider";

export interface LocalKeyOptions {
  /** Part of the key id: `local://NAME`. Never to be changed. */
  readonly name: string;
  /**
   * The keys, one base64 text of 32 bytes a line; the first encrypts, the others only decrypt. Read again for every new data key and for
   * every unknown version, so that a changed Secret takes effect without a restart.
   */
  readonly read: () => Promise<string>;
}

/** A key encryption key in a file, for development: whoever reads the file can decrypt everything, and no use of it is recorded. */
export function localKey({ name, read }: LocalKeyOptions): KeyProvider {
  const keyId = `local://${name}`;
  const bound = (version: string): Buffer => lengthPrefixed([keyId, version]);
  let known: ReadonlyMap<string, KeyObject> = new Map();
  const load = async (): Promise<ReadonlyMap<string, KeyObject>> => {
    let text: string;
    try {
      text = await read();
    } catch (error) {
      throw new CodecError("key-service-unavailable", `the keys of ${keyId} cannot be read`, error);
    }
    return (known = parseKeys(text, keyId));
  };
  return {
    name: "local",
    keyId,
    recognise: (id) => (id === keyId ? { version: undefined } : null),
    async wrap(dataKey) {
      const [version, key] = [...(await load())][0] as [string, KeyObject];
      return { wrapped: seal(key, dataKey, bound(version)), version };
    },
    async unwrap(wrapped, version) {
      if (version === undefined) throw new CodecError("unknown-key", `a payload of ${keyId} says no key version`);
      const key = known.get(version) ?? (await load()).get(version);
      if (key === undefined) throw new CodecError("unknown-key", `${keyId} has no key of version ${version.slice(0, 16)}`);
      return open(key, wrapped, bound(version));
    },
  };
}

/** Keys by version. A version is the beginning of the key's digest: it cannot be mistaken, and says nothing about 256 random bits. */
function parseKeys(text: string, keyId: string): ReadonlyMap<string, KeyObject> {
  const keys = new Map<string, KeyObject>();
  for (const line of text.split("\n").map((part) => part.trim())) {
    if (line === "") continue;
    const bytes = Buffer.from(line, "base64");
    if (bytes.length !== 32 || bytes.toString("base64") !== line) throw new CodecError("refused-by-key-service", `a line of the keys of ${keyId} is not the base64 text of 32 bytes: make one with “openssl rand -base64 32”`);
    keys.set(createHash("sha256").update("temporal payload key version").update(bytes).digest("hex").slice(0, 16), createSecretKey(bytes));
    bytes.fill(0);
  }
  if (keys.size === 0) throw new CodecError("refused-by-key-service", `${keyId} holds no key: make one with “openssl rand -base64 32”`);
  return keys;
}
