import { temporal } from "@temporalio/proto";

const Message = temporal.api.common.v1.Payload;

/** `temporal.api.common.v1.Payload`, as Temporal's TypeScript SDK hands it to a codec. */
export type Payload = temporal.api.common.v1.IPayload;

/** A Payload as codec servers exchange it: protobuf's JSON form, bytes as base64. */
export interface JsonPayload {
  readonly metadata?: Readonly<Record<string, string>>;
  readonly data?: string;
  readonly externalPayloads?: readonly { readonly sizeBytes?: string }[];
}

/** The whole Payload in protobuf's binary form: what is encrypted, so that nothing of its metadata is lost. */
export const serialize = (payload: Payload): Uint8Array => Message.encode(payload).finish();

/** The reverse of `serialize`. Throws on bytes that are no Payload. */
export function deserialize(bytes: Uint8Array): Payload {
  const { metadata, data, externalPayloads } = Message.decode(bytes);
  return { metadata, data, ...(externalPayloads.length > 0 && { externalPayloads }) };
}

/** Protobuf's JSON form of a Payload; sizes are text, since 64 bits do not fit a JSON number. */
export const toJson = (payload: Payload): JsonPayload => Message.toObject(Message.fromObject(payload), { bytes: String, longs: String }) as JsonPayload;

/** Reads the JSON form. Throws a TypeError that names the first field of another shape. */
export function fromJson(value: unknown, at = "payload"): Payload {
  if (!isObject(value)) throw new TypeError(`${at} is not an object`);
  const { metadata = {}, data = "", externalPayloads = [] } = value;
  if (!isObject(metadata)) throw new TypeError(`${at}.metadata is not an object`);
  // The key stays out of the message, which ends up in logs: nobody knows what people write there.
  for (const text of Object.values(metadata)) checkBase64(text, `a value of ${at}.metadata`);
  checkBase64(data, `${at}.data`);
  if (!Array.isArray(externalPayloads)) throw new TypeError(`${at}.externalPayloads is not a list`);
  for (const details of externalPayloads) {
    const size = isObject(details) ? (details["sizeBytes"] ?? "0") : undefined;
    if ((typeof size !== "string" && typeof size !== "number") || !/^\d{1,18}$/.test(String(size))) throw new TypeError(`${at}.externalPayloads holds something else than sizes`);
  }
  return Message.fromObject({ metadata, data, externalPayloads });
}

function checkBase64(value: unknown, at: string): void {
  if (typeof value !== "string" || value.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(value)) throw new TypeError(`${at} is not base64`);
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null && !Array.isArray(value);
