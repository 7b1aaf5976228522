/** A data key as the key service returned it. */
export interface WrappedKey {
  readonly wrapped: Buffer;
  /** Version of the key that wrapped it: needed to unwrap, and the inventory for retiring versions. */
  readonly version: string;
}

/**
 * A key encryption key in the customer's key service. It wraps and unwraps data keys and never leaves the service.
 * Another service is one more implementation of this interface; nothing else changes.
 *
 * Failures are CodecErrors: `key-service-unavailable` when asking again may help, `refused-by-key-service` when it will not.
 */
export interface KeyProvider {
  /** Label of metrics: `azure-key-vault`. */
  readonly name: string;
  /** Address of the key without its version and without credentials: stored beside every payload, never to be changed. */
  readonly keyId: string;
  /** Whether a key id found in metadata means this key, and the version it carries itself, if any. Other keys are never contacted. */
  readonly recognise: (keyId: string) => { readonly version: string | undefined } | null;
  readonly wrap: (dataKey: Buffer) => Promise<WrappedKey>;
  /** `version` is undefined only in the proxy's format without one. */
  readonly unwrap: (wrapped: Buffer, version: string | undefined) => Promise<Buffer>;
}
