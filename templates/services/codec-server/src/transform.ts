import { CodecError, faultOf, fromJson, toJson, type CodecFault, type Encryption, type JsonPayload, type KeyUse, type Payload } from "payload-codec";
import type { Operation } from "./authorize.js";
import { Refusal } from "./refusal.js";

export interface Outcome {
  readonly payloads: readonly JsonPayload[];
  /** Bytes of the payloads' data as they came in. */
  readonly bytes: number;
  readonly encrypted: number;
  readonly decrypted: number;
  /** Payloads that were not ours to decrypt. */
  readonly passedOn: number;
  readonly failed: Readonly<Partial<Record<CodecFault, number>>>;
  readonly keys: readonly KeyUse[];
}

const NO_KEY = "The key service gives no data key.";

/** Reads `{"payloads": […]}`. */
export function readPayloads(body: unknown, most: number): Payload[] {
  const list = typeof body === "object" && body !== null ? (body as { payloads?: unknown }).payloads ?? [] : undefined;
  if (!Array.isArray(list)) throw new Refusal(400, "The body is not an object with the list payloads.");
  if (list.length > most) throw new Refusal(413, `More than ${most} payloads.`);
  try {
    return list.map((payload, index) => fromJson(payload, `payloads[${index}]`));
  } catch (error) {
    throw new Refusal(400, error instanceof TypeError ? error.message : "A payload has a wrong form.");
  }
}

/** All or nothing: what is not encrypted must never be handed back as if it were. */
async function encode(encryption: Encryption, namespace: string, payloads: readonly Payload[]): Promise<Outcome> {
  try {
    const done = await Promise.all(payloads.map((payload) => encryption.encrypt(namespace, payload)));
    return { payloads: done.map(({ payload }) => toJson(payload)), bytes: sizeOf(payloads), encrypted: done.length, decrypted: 0, passedOn: 0, failed: {}, keys: distinct(done.map(({ key }) => key)) };
  } catch (error) {
    throw error instanceof CodecError ? new Refusal(503, NO_KEY, { "retry-after": "5" }) : error;
  }
}

/**
 * Each payload by itself: one that cannot be decrypted comes back as it was, so that the rest of the page is readable. Only when nothing
 * could be decrypted and the key service is the reason, the whole call fails: asking again helps.
 */
async function decode(encryption: Encryption, namespace: string, payloads: readonly Payload[]): Promise<Outcome> {
  const failed: Partial<Record<CodecFault, number>> = {};
  const keys: KeyUse[] = [];
  let passedOn = 0;
  const done = await Promise.all(
    payloads.map(async (payload) => {
      try {
        const decrypted = await encryption.decrypt(namespace, payload);
        if (decrypted.key === null) passedOn += 1;
        else keys.push(decrypted.key);
        return decrypted.payload;
      } catch (error) {
        const fault = faultOf(error);
        if (fault === undefined) throw error;
        failed[fault] = (failed[fault] ?? 0) + 1;
        return payload;
      }
    }),
  );
  if (keys.length === 0 && (failed["key-service-unavailable"] ?? 0) > 0) throw new Refusal(503, NO_KEY, { "retry-after": "5" });
  return { payloads: done.map(toJson), bytes: sizeOf(payloads), encrypted: 0, decrypted: keys.length, passedOn, failed, keys: distinct(keys) };
}

export const transform: Readonly<Record<Operation, typeof encode>> = { encode, decode };

const sizeOf = (payloads: readonly Payload[]): number => payloads.reduce((sum, { data }) => sum + (data?.length ?? 0), 0);

const distinct = (keys: readonly KeyUse[]): KeyUse[] => [...new Map(keys.map((key) => [`${key.keyId}\n${key.keyVersion}`, key])).values()];
