import type { Encryption } from "./encryption";
import type { Payload } from "./payload";

/**
 * The PayloadCodec of one Temporal namespace, for `dataConverter.payloadCodecs` of clients and workers.
 * Beside it every client and worker needs a failure converter with `encodeCommonAttributes`: without it the messages and stack traces of
 * failures stay in clear. Call `encryption.prepare` first: with that failure converter a worker does not survive an encoding that fails.
 */
export class EncryptionCodec {
  constructor(
    readonly encryption: Encryption,
    readonly namespace: string,
  ) {}

  async encode(payloads: Payload[]): Promise<Payload[]> {
    return await Promise.all(payloads.map(async (payload) => (await this.encryption.encrypt(this.namespace, payload)).payload));
  }

  async decode(payloads: Payload[]): Promise<Payload[]> {
    return await Promise.all(payloads.map(async (payload) => (await this.encryption.decrypt(this.namespace, payload)).payload));
  }
}
