import type { Environment } from "payload-codec";

export interface Config {
  /** Port of /encode and /decode. 8080 when not said. */
  readonly port: number;
  /** Port of /livez, /readyz and /metrics: never exposed outside the cluster. 9090 when not said. */
  readonly managementPort: number;
  readonly host: string;
  /** Origins of browsers that may call: the UI's, exactly. */
  readonly origins: readonly string[];
  /** Temporal namespaces whose data keys are fetched at the start. */
  readonly namespaces: readonly string[];
  /** Null only where the configuration says that nobody has to prove who he is. */
  readonly tokens: TokenConfig | null;
  readonly tls: { readonly certFile: string; readonly keyFile: string } | null;
  readonly limits: Limits;
  /** Seconds between "not ready" and the end of accepting connections, so that no request is sent here any more. */
  readonly drainSeconds: number;
}

export interface TokenConfig {
  readonly jwksUrl: URL;
  /** Exact values of `iss`, one of which a token must carry. */
  readonly issuers: readonly string[];
  readonly audiences: readonly string[];
  readonly algorithms: readonly string[];
  /** Claim with Temporal's permissions: a list of `namespace:role`. */
  readonly permissionsClaim: string;
}

export interface Limits {
  readonly bodyBytes: number;
  /** Bodies of all requests in work together: what they grow to has to fit the memory of the pod. */
  readonly bodyBytesInWork: number;
  readonly payloads: number;
  /** Requests of one principal in one namespace: at once, and per second. The UI sends one for every payload it shows. */
  readonly burst: number;
  readonly perSecond: number;
  readonly requestSeconds: number;
}

/** Signatures by a public key only: with a shared secret whoever verifies could also sign. */
const ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"];

/** Reads the server's own variables; those of encryption are read by the library. Throws an Error that names the first wrong one. */
export function readConfig(env: Environment): Config {
  return {
    port: whole(env, "CODEC_PORT", 8080, 0, 65_535),
    managementPort: whole(env, "CODEC_MANAGEMENT_PORT", 9090, 0, 65_535),
    host: env["CODEC_HOST"] ?? "0.0.0.0",
    origins: list(env["CODEC_CORS_ORIGINS"]).map((origin) => {
      if (!URL.canParse(origin) || new URL(origin).origin !== origin) throw new Error(`CODEC_CORS_ORIGINS: ${JSON.stringify(origin)} is not an origin such as https://temporal.example.com`);
      return origin;
    }),
    namespaces: list(env["CODEC_NAMESPACES"]),
    tokens: readTokens(env),
    tls: readTls(env),
    limits: {
      bodyBytes: whole(env, "CODEC_MAX_BODY_BYTES", 8 * 2 ** 20, 1024, 64 * 2 ** 20),
      bodyBytesInWork: whole(env, "CODEC_MAX_BODY_BYTES_IN_WORK", 24 * 2 ** 20, 1024, 2 ** 30),
      payloads: whole(env, "CODEC_MAX_PAYLOADS", 1000, 1, 10_000),
      burst: whole(env, "CODEC_RATE_BURST", 200, 1, 100_000),
      perSecond: whole(env, "CODEC_RATE_PER_SECOND", 50, 1, 100_000),
      requestSeconds: whole(env, "CODEC_REQUEST_SECONDS", 10, 1, 120),
    },
    drainSeconds: whole(env, "CODEC_DRAIN_SECONDS", 5, 0, 60),
  };
}

function readTokens(env: Environment): TokenConfig | null {
  const mode = env["CODEC_AUTH"] ?? "jwt";
  if (mode === "none") return null;
  if (mode !== "jwt") throw new Error("CODEC_AUTH: use jwt, or none where nobody has to prove who he is");
  const url = needed(env, "CODEC_JWT_JWKS_URL");
  const local = /^http:\/\/(127\.0\.0\.1|localhost)(:|\/)/.test(url);
  if (!URL.canParse(url) || (new URL(url).protocol !== "https:" && !local)) throw new Error("CODEC_JWT_JWKS_URL: not an https address");
  const algorithms = list(env["CODEC_JWT_ALGORITHMS"] ?? "RS256,ES256");
  const unknown = algorithms.find((algorithm) => !ALGORITHMS.includes(algorithm));
  if (unknown !== undefined || algorithms.length === 0) throw new Error(`CODEC_JWT_ALGORITHMS: use some of ${ALGORITHMS.join(", ")}`);
  return {
    jwksUrl: new URL(url),
    issuers: some(env, "CODEC_JWT_ISSUER"),
    audiences: some(env, "CODEC_JWT_AUDIENCE"),
    algorithms,
    permissionsClaim: env["CODEC_JWT_PERMISSIONS_CLAIM"] ?? "permissions",
  };
}

function readTls(env: Environment): Config["tls"] {
  const certFile = env["CODEC_TLS_CERT_FILE"];
  const keyFile = env["CODEC_TLS_KEY_FILE"];
  if ((certFile === undefined) !== (keyFile === undefined)) throw new Error("CODEC_TLS_CERT_FILE: set it together with CODEC_TLS_KEY_FILE, or neither");
  return certFile === undefined || keyFile === undefined ? null : { certFile, keyFile };
}

function some(env: Environment, name: string): string[] {
  const values = list(needed(env, name));
  if (values.length === 0) throw new Error(`${name}: empty`);
  return values;
}

function needed(env: Environment, name: string): string {
  const value = env[name];
  if (value === undefined || value === "") throw new Error(`${name}: not set`);
  return value;
}

function whole(env: Environment, name: string, otherwise: number, least: number, most: number): number {
  const text = env[name];
  if (text === undefined || text === "") return otherwise;
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < least || value > most) throw new Error(`${name}: not a whole number from ${least} to ${most}`);
  return value;
}

const list = (text: string | undefined): string[] => (text ?? "").split(",").map((part) => part.trim()).filter((part) => part !== "");
