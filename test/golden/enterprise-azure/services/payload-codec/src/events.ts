/** What the codec tells whoever measures it. Every function is called synchronously and must not throw. */
export interface CodecEvents {
  /** One call of the key service. */
  readonly keyOperation?: (event: { readonly provider: string; readonly operation: "wrap" | "unwrap"; readonly result: "ok" | "error"; readonly seconds: number }) => void;
  /** A namespace has a new data key; `reason` says whether it came ahead of time or had to be waited for. */
  readonly dataKey?: (event: { readonly namespace: string; readonly keyId: string; readonly version: string; readonly reason: "prepared" | "renewed" | "on-demand" }) => void;
  /** Renewal failed; the present data key stays in use until its hard limit. */
  readonly renewalFailed?: (event: { readonly namespace: string; readonly error: unknown }) => void;
  readonly decryptCache?: (event: { readonly hit: boolean }) => void;
}
