import { createCipheriv, createDecipheriv, randomBytes, type KeyObject } from "node:crypto";
import { CodecError } from "./errors";

/** NIST SP 800-38D: a 96-bit nonce and the full 128-bit tag. */
const NONCE = 12;
const TAG = 16;

/** AES-256-GCM with a random nonce: nonce, ciphertext and tag in this order. */
export function seal(key: KeyObject, plaintext: Uint8Array, additionalData: Uint8Array, nonce: Uint8Array = randomBytes(NONCE)): Buffer {
  const cipher = createCipheriv("aes-256-gcm", key, nonce, { authTagLength: TAG });
  cipher.setAAD(additionalData);
  return Buffer.concat([nonce, cipher.update(plaintext), cipher.final(), cipher.getAuthTag()]);
}

/** The reverse of `seal`. Throws when anything differs from what was sealed. */
export function open(key: KeyObject, sealed: Uint8Array, additionalData: Uint8Array): Buffer {
  if (sealed.length < NONCE + TAG) throw new CodecError("tampered", "the ciphertext is shorter than a nonce and a tag");
  const decipher = createDecipheriv("aes-256-gcm", key, sealed.subarray(0, NONCE), { authTagLength: TAG });
  decipher.setAAD(additionalData);
  decipher.setAuthTag(sealed.subarray(sealed.length - TAG));
  try {
    return Buffer.concat([decipher.update(sealed.subarray(NONCE, sealed.length - TAG)), decipher.final()]);
  } catch (error) {
    throw new CodecError("tampered", "the ciphertext, its metadata or its key is not the one that was written", error);
  }
}
