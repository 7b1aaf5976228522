import { createHash, createSecretKey, type KeyObject } from "node:crypto";
import { CodecError } from "./errors";
import type { CodecEvents } from "./events";
import type { KeyProvider } from "./key-provider";

export interface UnwrappedKeyLimits {
  /** Seconds a data key stays readable without the key service: also the time until a disabled key takes effect. 3,600 at most and when not said. */
  readonly maxAge: number;
  /** 1,000 when not said. */
  readonly maxEntries: number;
}

export const UNWRAPPED_KEY_LIMITS: UnwrappedKeyLimits = { maxAge: 3600, maxEntries: 1000 };

/** Calls of the key service at the same time: a page full of old payloads must not look like an attack on it. */
const PARALLEL = 16;
/** Questions that wait for their turn, and for how long: while the key service hangs, they would pile up for hours and hold the memory of their requests. */
const MOST_WAITING = 1000;
const PATIENCE = 5000;

/** The data keys that decrypt: those used longest ago are forgotten first, and equal questions to the key service are asked once. */
export class UnwrappedKeys {
  readonly #keys = new Map<string, { readonly key: KeyObject; readonly until: number }>();
  readonly #asking = new Map<string, Promise<KeyObject>>();
  /** In the order of their coming. */
  readonly #waiting = new Set<() => void>();
  #running = 0;

  constructor(
    readonly limits: UnwrappedKeyLimits,
    readonly events: CodecEvents,
    readonly clock: () => number,
  ) {}

  get size(): number {
    return this.#keys.size;
  }

  /** A data key of this process is readable without asking, for its time since `born`: using it does not make it older than the limit. */
  remember(provider: KeyProvider, { wrapped, version, key, born }: { readonly wrapped: Buffer; readonly version: string; readonly key: KeyObject; readonly born: number }): void {
    const name = nameOf(provider, wrapped, version);
    const until = born + this.limits.maxAge;
    if (until > this.clock() && !this.#keys.has(name)) this.#store(name, key, until);
  }

  async get(provider: KeyProvider, wrapped: Buffer, version: string | undefined): Promise<KeyObject> {
    const name = nameOf(provider, wrapped, version);
    const found = this.#keys.get(name);
    const hit = found !== undefined && found.until > this.clock();
    this.events.decryptCache?.({ hit });
    if (hit) {
      this.#keys.delete(name);
      this.#keys.set(name, found);
      return found.key;
    }
    this.#keys.delete(name);
    const asked = this.#asking.get(name);
    if (asked !== undefined) return await asked;
    const asking = this.#unwrap(provider, wrapped, version).then((key) => this.#store(name, key, this.clock() + this.limits.maxAge));
    this.#asking.set(name, asking);
    try {
      return await asking;
    } finally {
      this.#asking.delete(name);
    }
  }

  clear(): void {
    this.#keys.clear();
  }

  #store(name: string, key: KeyObject, until: number): KeyObject {
    this.#keys.set(name, { key, until });
    for (const oldest of this.#keys.keys()) {
      if (this.#keys.size <= this.limits.maxEntries) break;
      this.#keys.delete(oldest);
    }
    return key;
  }

  /** Resolves when one of the parallel calls is ours to make. */
  async #turn(): Promise<void> {
    if (this.#running < PARALLEL) {
      this.#running += 1;
      return;
    }
    if (this.#waiting.size >= MOST_WAITING) throw new CodecError("key-service-unavailable", "too many data keys wait for the key service");
    await new Promise<void>((resolve, reject) => {
      const go = (): void => {
        clearTimeout(timer);
        resolve();
      };
      const timer = setTimeout(() => {
        this.#waiting.delete(go);
        reject(new CodecError("key-service-unavailable", "the key service did not get to this data key in time"));
      }, PATIENCE);
      this.#waiting.add(go);
    });
  }

  async #unwrap(provider: KeyProvider, wrapped: Buffer, version: string | undefined): Promise<KeyObject> {
    await this.#turn();
    const started = performance.now();
    let result: "ok" | "error" = "error";
    try {
      const plain = await provider.unwrap(wrapped, version);
      if (plain.length !== 32) throw new CodecError("tampered", "the unwrapped data key has another length than 32 bytes");
      result = "ok";
      const key = createSecretKey(plain);
      plain.fill(0);
      return key;
    } finally {
      const [next] = this.#waiting;
      // A turn is handed over, so the count stays.
      if (next === undefined) this.#running -= 1;
      else {
        this.#waiting.delete(next);
        next();
      }
      this.events.keyOperation?.({ provider: provider.name, operation: "unwrap", result, seconds: (performance.now() - started) / 1000 });
    }
  }
}

const nameOf = (provider: KeyProvider, wrapped: Buffer, version: string | undefined): string => `${provider.keyId}\n${version ?? ""}\n${createHash("sha256").update(wrapped).digest("base64")}`;
