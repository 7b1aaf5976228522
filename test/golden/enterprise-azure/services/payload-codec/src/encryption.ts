import { DataKeys, DATA_KEY_LIMITS, type DataKeyLimits } from "./data-keys";
import { open, seal } from "./envelope";
import { CodecError } from "./errors";
import type { CodecEvents } from "./events";
import { additionalData, readHeader, writeHeader, type Header } from "./format";
import type { KeyProvider } from "./key-provider";
import { deserialize, serialize, type Payload } from "./payload";
import { UnwrappedKeys, UNWRAPPED_KEY_LIMITS, type UnwrappedKeyLimits } from "./unwrapped-keys";

export interface EncryptionOptions {
  /** The key that encrypts, unless a namespace has one of its own. */
  readonly key: KeyProvider;
  /** Keys of single Temporal namespaces: destroying one makes the payloads of that namespace unreadable, and no others. */
  readonly namespaceKeys?: Readonly<Record<string, KeyProvider>>;
  /** Keys that encrypted once and only decrypt now. */
  readonly formerKeys?: readonly KeyProvider[];
  /** For each namespace the others whose payloads it may read: calls between namespaces (Nexus) need it. */
  readonly trusted?: Readonly<Record<string, readonly string[]>>;
  /** Namespaces whose older payloads come from Temporal's proxy and are bound to no namespace. Everywhere else such payloads are refused. */
  readonly unbound?: readonly string[];
  readonly dataKeys?: Partial<DataKeyLimits>;
  readonly unwrappedKeys?: Partial<UnwrappedKeyLimits>;
  readonly events?: CodecEvents;
  /** Seconds; only differences count. */
  readonly clock?: () => number;
}

/** What one payload was encrypted with, for audit. */
export interface KeyUse {
  readonly keyId: string;
  readonly keyVersion: string;
}

export type Decrypted = { readonly payload: Payload; readonly key: KeyUse | null };

/** Encrypts and decrypts payloads of any number of Temporal namespaces; holds the keys they share. */
export class Encryption {
  readonly #options: EncryptionOptions;
  readonly #providers: readonly KeyProvider[];
  readonly #dataKeys: DataKeys;
  readonly #unwrapped: UnwrappedKeys;

  constructor(options: EncryptionOptions) {
    const { key, namespaceKeys = {}, formerKeys = [], events = {}, clock = () => performance.now() / 1000 } = options;
    this.#options = options;
    this.#providers = [key, ...Object.values(namespaceKeys), ...formerKeys];
    this.#dataKeys = new DataKeys((namespace) => (Object.hasOwn(namespaceKeys, namespace) ? (namespaceKeys[namespace] ?? key) : key), { ...DATA_KEY_LIMITS, ...options.dataKeys }, events, clock);
    this.#unwrapped = new UnwrappedKeys({ ...UNWRAPPED_KEY_LIMITS, ...options.unwrappedKeys }, events, clock);
  }

  /** Fetches and keeps the data keys of these namespaces. Without it the first payload waits for the key service. */
  async prepare(namespaces: readonly string[]): Promise<void> {
    await this.#dataKeys.prepare(namespaces);
  }

  /** Encrypts the whole payload, its metadata included. */
  async encrypt(namespace: string, payload: Payload): Promise<{ payload: Payload; key: KeyUse }> {
    const plaintext = serialize(payload);
    return await this.#dataKeys.use(namespace, plaintext.length, (dataKey) => {
      const { key, wrapped, keyId, version } = dataKey;
      const header: Header = { keyId, wrappedKey: wrapped, bound: { keyVersion: version, namespace } };
      this.#unwrapped.remember(this.#dataKeys.providerOf(namespace), dataKey);
      return { payload: { metadata: writeHeader(header), data: seal(key, plaintext, additionalData(header)) }, key: { keyId, keyVersion: version } };
    });
  }

  /** Decrypts a payload of ours and passes any other on as it is. */
  async decrypt(namespace: string, payload: Payload): Promise<Decrypted> {
    const header = readHeader(payload);
    if (header === null) return { payload, key: null };
    this.#allow(namespace, header);
    const { provider, version } = this.#providerOf(header);
    const key = await this.#unwrapped.get(provider, header.wrappedKey, version);
    const plaintext = open(key, payload.data ?? new Uint8Array(), additionalData(header));
    return { payload: readPlaintext(plaintext), key: { keyId: header.keyId, keyVersion: version ?? "" } };
  }

  /** Age and use of the present data keys, and the number of keys held for decryption. */
  snapshot(): { readonly dataKeys: ReturnType<DataKeys["snapshot"]>; readonly unwrapped: number } {
    return { dataKeys: this.#dataKeys.snapshot(), unwrapped: this.#unwrapped.size };
  }

  /** Forgets all keys and stops renewing them. */
  close(): void {
    this.#dataKeys.close();
    this.#unwrapped.clear();
  }

  #allow(namespace: string, { bound }: Header): void {
    if (bound === null) {
      if (!(this.#options.unbound ?? []).includes(namespace)) throw new CodecError("unsupported-format", `${namespace} takes no payloads that are bound to no namespace`);
      return;
    }
    const { trusted = {} } = this.#options;
    if (bound.namespace !== namespace && !(Object.hasOwn(trusted, namespace) && trusted[namespace]?.includes(bound.namespace))) throw new CodecError("wrong-namespace", "the payload was encrypted for another namespace");
  }

  /** Only keys of the configuration: an address in metadata is never contacted. */
  #providerOf({ keyId, bound }: Header): { provider: KeyProvider; version: string | undefined } {
    for (const provider of this.#providers) {
      const recognised = provider.recognise(keyId);
      if (recognised !== null) return { provider, version: bound?.keyVersion ?? recognised.version };
    }
    throw new CodecError("unknown-key", "the payload was encrypted with a key that is not configured here");
  }
}

function readPlaintext(plaintext: Uint8Array): Payload {
  try {
    return deserialize(plaintext);
  } catch (error) {
    throw new CodecError("tampered", "the plaintext is not a payload", error);
  }
}
