/** Why a payload could not be encrypted or decrypted. The messages hold no plaintext, no ciphertext and no key. */
export type CodecFault = "key-service-unavailable" | "unknown-key" | "refused-by-key-service" | "wrong-namespace" | "unsupported-format" | "tampered";

export class CodecError extends Error {
  readonly fault: CodecFault;

  constructor(fault: CodecFault, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = "CodecError";
    this.fault = fault;
  }
}

/** The fault of an error, or undefined for one that is none of ours. */
export const faultOf = (error: unknown): CodecFault | undefined => (error instanceof CodecError ? error.fault : undefined);
