import type { DataConverter } from "@temporalio/worker";
import { encryptionFromEnvironment, EncryptionCodec, type Encryption, type Environment } from "payload-codec";

export interface PayloadEncryption {
  readonly dataConverter: DataConverter;
  readonly close: () => void;
}

/**
 * Encryption of everything that workflows and activities hand to Temporal, or null where the platform has none. The first data key is
 * fetched here, so that a worker that cannot encrypt never begins to poll. Clients that start workflows need the very same converter.
 */
export async function prepareEncryption(env: Environment, namespace: string): Promise<PayloadEncryption | null> {
  if (!env["CODEC_KEY_PROVIDER"]) return null;
  const encryption: Encryption = encryptionFromEnvironment(env, {
    renewalFailed: ({ error }) => console.error(JSON.stringify({ level: "error", message: "No new data key; the present one stays in use", reason: String(error) })),
  });
  await encryption.prepare([namespace]);
  return {
    dataConverter: { payloadCodecs: [new EncryptionCodec(encryption, namespace)], failureConverterPath: require.resolve("./failure-converter") },
    close: () => encryption.close(),
  };
}
