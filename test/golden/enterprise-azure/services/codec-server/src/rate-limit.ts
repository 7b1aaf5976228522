interface Bucket {
  tokens: number;
  at: number;
}

/** Buckets kept: those used longest ago are forgotten, and start full again. */
const MOST = 10_000;

/** A bucket of requests for each key: `burst` at once, refilled with `perSecond`. */
export class RateLimit {
  readonly #buckets = new Map<string, Bucket>();

  constructor(
    readonly burst: number,
    readonly perSecond: number,
    readonly now: () => number = () => performance.now() / 1000,
  ) {}

  /** Takes one request; or the whole seconds until there is one again. */
  take(key: string): { readonly taken: true } | { readonly taken: false; readonly retryAfter: number } {
    const bucket = this.#bucket(key);
    if (bucket.tokens < 1) return { taken: false, retryAfter: Math.ceil((1 - bucket.tokens) / this.perSecond) };
    bucket.tokens -= 1;
    return { taken: true };
  }

  /** Takes `tokens` for what a request turned out to cost, below zero when it has to be: later requests wait for it, a minute at most. */
  charge(key: string, tokens: number): void {
    if (tokens <= 0) return;
    const bucket = this.#bucket(key);
    bucket.tokens = Math.max(bucket.tokens - tokens, -60 * this.perSecond);
  }

  #bucket(key: string): Bucket {
    const now = this.now();
    const bucket = this.#buckets.get(key) ?? { tokens: this.burst, at: now };
    bucket.tokens = Math.min(this.burst, bucket.tokens + (now - bucket.at) * this.perSecond);
    bucket.at = now;
    this.#buckets.delete(key);
    this.#buckets.set(key, bucket);
    for (const oldest of this.#buckets.keys()) {
      if (this.#buckets.size <= MOST) break;
      this.#buckets.delete(oldest);
    }
    return bucket;
  }
}
