import { createHash } from "node:crypto";
import { CodecError } from "./errors";
import type { Payload } from "./payload";

/**
 * What stands beside the ciphertext, in clear. The first three names and the layout nonce, ciphertext, tag are those of
 * Temporal's own proxy; the others bind what it leaves unbound.
 */
export const METADATA = {
  encoding: "encoding",
  keyId: "encryption-key-id",
  wrappedKey: "encryption-dek",
  keyVersion: "encryption-key-version",
  algorithm: "encryption-algorithm",
  format: "encryption-format",
  namespace: "encryption-namespace",
} as const;

export const ENCODING = "binary/encrypted";
export const ALGORITHM = "AES-256-GCM";
export const FORMAT = "ctp/1";

/** The facts of one encrypted payload. `bound` is null in the format of Temporal's proxy, which authenticates none of them. */
export interface Header {
  readonly keyId: string;
  /** The data key, wrapped by the key service. */
  readonly wrappedKey: Buffer;
  readonly bound: { readonly keyVersion: string; readonly namespace: string } | null;
}

/** Longest text accepted from metadata: an address of a key with its version is below 400 characters. */
const LONGEST = 1024;
/** RSA-4096 wraps to 512 bytes; nothing that any key service returns for 32 bytes is longer than this. */
const LONGEST_WRAPPED = 4096;

/** Metadata of an encrypted payload. */
export function writeHeader({ keyId, wrappedKey, bound }: Header): Record<string, Uint8Array> {
  const text: Record<string, string> = { [METADATA.encoding]: ENCODING, [METADATA.keyId]: keyId, [METADATA.wrappedKey]: wrappedKey.toString("base64") };
  if (bound) Object.assign(text, { [METADATA.keyVersion]: bound.keyVersion, [METADATA.algorithm]: ALGORITHM, [METADATA.format]: FORMAT, [METADATA.namespace]: bound.namespace });
  return Object.fromEntries(Object.entries(text).map(([key, value]) => [key, Buffer.from(value, "utf8")]));
}

/** The facts of a payload, or null when it is not encrypted by this format: such a payload is passed on as it is. */
export function readHeader(payload: Payload): Header | null {
  const said = (key: string): string | undefined => {
    const bytes = payload.metadata?.[key];
    if (bytes == null) return undefined;
    if (bytes.length > (key === METADATA.wrappedKey ? LONGEST_WRAPPED * 2 : LONGEST)) throw new CodecError("unsupported-format", `${key} is too long`);
    return Buffer.from(bytes).toString("utf8");
  };
  const keyId = said(METADATA.keyId);
  const wrapped = said(METADATA.wrappedKey);
  if (said(METADATA.encoding) !== ENCODING || keyId === undefined || wrapped === undefined) return null;
  const algorithm = said(METADATA.algorithm);
  if (algorithm !== undefined && algorithm !== ALGORITHM) throw new CodecError("unsupported-format", `${METADATA.algorithm} is not ${ALGORITHM}`);
  const wrappedKey = Buffer.from(wrapped, "base64");
  const format = said(METADATA.format);
  if (format === undefined) return { keyId, wrappedKey, bound: null };
  if (format !== FORMAT) throw new CodecError("unsupported-format", `${METADATA.format} is not ${FORMAT}`);
  const namespace = said(METADATA.namespace);
  const keyVersion = said(METADATA.keyVersion);
  if (namespace === undefined || keyVersion === undefined || algorithm === undefined) throw new CodecError("unsupported-format", `metadata of ${FORMAT} is incomplete`);
  return { keyId, wrappedKey, bound: { keyVersion, namespace } };
}

/**
 * What GCM authenticates beside the ciphertext: format, algorithm, namespace, key id, key version and SHA-256 of the wrapped data
 * key, each as UTF-8 (the digest as bytes) after its length in four bytes, most significant first. Empty in the proxy's format.
 */
export function additionalData({ keyId, wrappedKey, bound }: Header): Buffer {
  if (!bound) return Buffer.alloc(0);
  const digest = createHash("sha256").update(wrappedKey).digest();
  return lengthPrefixed([FORMAT, ALGORITHM, bound.namespace, keyId, bound.keyVersion, digest]);
}

/** Joins parts so that no two different lists give the same bytes. */
export function lengthPrefixed(parts: readonly (string | Uint8Array)[]): Buffer {
  return Buffer.concat(
    parts.flatMap((part) => {
      const bytes = typeof part === "string" ? Buffer.from(part, "utf8") : part;
      const length = Buffer.alloc(4);
      length.writeUInt32BE(bytes.length);
      return [length, bytes];
    }),
  );
}
