import { createSecretKey, randomBytes, type KeyObject } from "node:crypto";
import { CodecError } from "./errors";
import type { CodecEvents } from "./events";
import type { KeyProvider } from "./key-provider";

/** When a data key is replaced. Ages in seconds. */
export interface DataKeyLimits {
  /** From here on a new key is fetched in the background. 3,600 s when not said. */
  readonly renewAfter: number;
  /** Never used beyond this age, even when the key service is down. 86,400 s when not said. */
  readonly maxAge: number;
  /** Payloads under one key: at most 2^32 by NIST SP 800-38D for random nonces; 2^20 when not said. */
  readonly maxMessages: number;
  /** Bytes under one key. 64 GiB when not said. */
  readonly maxBytes: number;
}

export const DATA_KEY_LIMITS: DataKeyLimits = { renewAfter: 3600, maxAge: 86_400, maxMessages: 2 ** 20, maxBytes: 64 * 2 ** 30 };

/** A data key in use. The key is held outside JavaScript's memory, which cleans it when it is dropped. */
export interface DataKey {
  readonly key: KeyObject;
  readonly wrapped: Buffer;
  readonly keyId: string;
  readonly version: string;
  /** By the clock of its holder. */
  readonly born: number;
}

interface Current extends DataKey {
  messages: number;
  bytes: number;
}

interface Slot {
  readonly provider: KeyProvider;
  current: Current | undefined;
  fetching: Promise<Current> | undefined;
  /** No background renewal before this moment: it backs off while the key service is down. */
  notBefore: number;
  failures: number;
  /** Prepared namespaces renew by a timer, without waiting for a payload. */
  timer: NodeJS.Timeout | undefined;
  prepared: boolean;
}

/** Namespaces that are not prepared share this many slots; the one used longest ago gives way. */
const LARGEST = 1000;
const FIRST_RETRY = 5;
const LONGEST_RETRY = 300;

/**
 * The data keys that encrypt, one per Temporal namespace and process. Encryption never waits for the key service while the present
 * key is within its limits: an error of encryption inside a worker can end the whole process.
 */
export class DataKeys {
  readonly #slots = new Map<string, Slot>();
  readonly #closed = new AbortController();

  constructor(
    readonly providerOf: (namespace: string) => KeyProvider,
    readonly limits: DataKeyLimits,
    readonly events: CodecEvents,
    readonly clock: () => number,
  ) {}

  /** Fetches the first key of each namespace and keeps it renewed. A worker calls this before it reports ready. */
  async prepare(namespaces: readonly string[]): Promise<void> {
    await Promise.all(
      namespaces.map(async (namespace) => {
        const slot = this.#slot(namespace);
        slot.prepared = true;
        if (slot.current === undefined) await this.#fetch(namespace, slot, "prepared");
        this.#schedule(namespace, slot);
      }),
    );
  }

  /** Runs `encrypt` with the key of the namespace, and counts it. `encrypt` runs in one go: the key cannot expire beneath it. */
  async use<T>(namespace: string, bytes: number, encrypt: (key: DataKey) => T): Promise<T> {
    const slot = this.#slot(namespace);
    if (bytes > this.limits.maxBytes) throw new CodecError("unsupported-format", "the payload is larger than one data key may encrypt");
    // Of all who wait for a new key the first can always use it; when they exhaust it, the rest wait for the next.
    for (;;) {
      const current = slot.current;
      if (current !== undefined && this.#usable(current, bytes)) {
        current.messages += 1;
        current.bytes += bytes;
        if (this.#old(current) && this.clock() >= slot.notBefore) this.#renew(namespace, slot);
        return encrypt(current);
      }
      await this.#fetch(namespace, slot, "on-demand");
    }
  }

  /** The state of each prepared namespace's key, for gauges: age in seconds, payloads so far. Others renew when they are used, so their age says nothing. */
  snapshot(): { namespace: string; ageSeconds: number; messages: number; keyId: string; version: string }[] {
    return [...this.#slots].flatMap(([namespace, { current, prepared }]) =>
      current === undefined || !prepared ? [] : [{ namespace, ageSeconds: this.clock() - current.born, messages: current.messages, keyId: current.keyId, version: current.version }],
    );
  }

  close(): void {
    this.#closed.abort();
    for (const { timer } of this.#slots.values()) clearTimeout(timer);
    this.#slots.clear();
  }

  #slot(namespace: string): Slot {
    const found = this.#slots.get(namespace);
    const slot = found ?? { provider: this.providerOf(namespace), current: undefined, fetching: undefined, notBefore: 0, failures: 0, timer: undefined, prepared: false };
    // The newest use is last in the map, so the first that is not prepared was used longest ago.
    this.#slots.delete(namespace);
    this.#slots.set(namespace, slot);
    if (found === undefined && this.#slots.size > LARGEST) {
      const oldest = [...this.#slots].find(([, { prepared }]) => !prepared);
      if (oldest !== undefined) this.#slots.delete(oldest[0]);
    }
    return slot;
  }

  #usable(current: Current, bytes: number): boolean {
    return this.clock() - current.born < this.limits.maxAge && current.messages < this.limits.maxMessages && current.bytes + bytes <= this.limits.maxBytes;
  }

  /** Nine tenths of a limit of use leave room for what arrives while the next key is on its way. */
  #old(current: Current): boolean {
    return this.clock() - current.born >= this.limits.renewAfter || current.messages >= this.limits.maxMessages * 0.9 || current.bytes >= this.limits.maxBytes * 0.9;
  }

  #renew(namespace: string, slot: Slot): void {
    this.#fetch(namespace, slot, "renewed").then(
      () => undefined,
      (error: unknown) => this.events.renewalFailed?.({ namespace, error }),
    );
  }

  /** One call at a time for each namespace; everybody who waits gets its result. */
  #fetch(namespace: string, slot: Slot, reason: "prepared" | "renewed" | "on-demand"): Promise<Current> {
    slot.fetching ??= this.#newKey(slot.provider)
      .then(
        (key) => {
          slot.current = key;
          slot.failures = 0;
          slot.notBefore = 0;
          this.events.dataKey?.({ namespace, keyId: key.keyId, version: key.version, reason });
          return key;
        },
        (error: unknown) => {
          slot.failures += 1;
          slot.notBefore = this.clock() + this.#retryDelay(slot);
          throw error;
        },
      )
      .finally(() => {
        slot.fetching = undefined;
      });
    return slot.fetching;
  }

  async #newKey(provider: KeyProvider): Promise<Current> {
    const plain = randomBytes(32);
    const started = performance.now();
    let result: "ok" | "error" = "error";
    try {
      const { wrapped, version } = await provider.wrap(plain);
      result = "ok";
      return { key: createSecretKey(plain), wrapped, keyId: provider.keyId, version, born: this.clock(), messages: 0, bytes: 0 };
    } finally {
      plain.fill(0);
      this.events.keyOperation?.({ provider: provider.name, operation: "wrap", result, seconds: (performance.now() - started) / 1000 });
    }
  }

  /** A tenth of spread: the pods of a Deployment start together and would ask the key service together for ever. */
  #schedule(namespace: string, slot: Slot): void {
    if (this.#closed.signal.aborted || !slot.prepared) return;
    const wait = slot.failures > 0 ? this.#retryDelay(slot) : this.limits.renewAfter * (0.9 + Math.random() * 0.1);
    clearTimeout(slot.timer);
    slot.timer = setTimeout(() => {
      this.#fetch(namespace, slot, "renewed").then(
        () => this.#schedule(namespace, slot),
        (error: unknown) => {
          this.events.renewalFailed?.({ namespace, error });
          this.#schedule(namespace, slot);
        },
      );
    }, wait * 1000);
    slot.timer.unref();
  }

  #retryDelay(slot: Slot): number {
    return Math.min(LONGEST_RETRY, FIRST_RETRY * 2 ** (slot.failures - 1)) * (0.75 + Math.random() * 0.5);
  }
}
