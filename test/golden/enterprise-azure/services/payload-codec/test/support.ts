import { randomBytes } from "node:crypto";
import { CodecError, Encryption, localKey, type EncryptionOptions, type KeyProvider, type Payload } from "../src/index";

export const text = (value: string): Uint8Array => Buffer.from(value, "utf8");

export const json = (value: unknown): Payload => ({ metadata: { encoding: text("json/plain") }, data: text(JSON.stringify(value)) });

/** Metadata and data as text, for comparison. */
export const shown = (payload: Payload) => ({ metadata: Object.fromEntries(Object.entries(payload.metadata ?? {}).map(([key, value]) => [key, Buffer.from(value).toString()])), data: Buffer.from(payload.data ?? []).toString() });

export const newKey = (): string => randomBytes(32).toString("base64");

/** A local key that counts its calls and can be made to fail. */
export function watched(keys: string = newKey(), name = "test"): KeyProvider & { calls: { wrap: number; unwrap: number }; down: boolean; keys: string } {
  const self = { calls: { wrap: 0, unwrap: 0 }, down: false, keys };
  const inner = localKey({ name, read: async () => self.keys });
  const checked = async <T>(operation: "wrap" | "unwrap", call: () => Promise<T>): Promise<T> => {
    self.calls[operation] += 1;
    await new Promise((resolve) => setImmediate(resolve));
    if (self.down) throw new CodecError("key-service-unavailable", "down");
    return await call();
  };
  return Object.assign(self, {
    name: inner.name,
    keyId: inner.keyId,
    recognise: inner.recognise,
    wrap: (dataKey: Buffer) => checked("wrap", () => inner.wrap(dataKey)),
    unwrap: (wrapped: Buffer, version: string | undefined) => checked("unwrap", () => inner.unwrap(wrapped, version)),
  });
}

/** An Encryption with a clock of its own. */
export function encryption(key: KeyProvider, more: Partial<EncryptionOptions> = {}) {
  const time = { now: 0 };
  return { time, encryption: new Encryption({ key, clock: () => time.now, ...more }) };
}

export const fault = (expected: string) => (error: unknown): boolean => (error as { fault?: string }).fault === expected;
