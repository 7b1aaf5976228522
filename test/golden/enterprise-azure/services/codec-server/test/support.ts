import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { randomBytes } from "node:crypto";
import { Writable } from "node:stream";
import { exportJWK, generateKeyPair, SignJWT, type CryptoKey } from "jose";
import { CodecError, Encryption, localKey, type JsonPayload, type KeyProvider } from "payload-codec";
import { readConfig } from "../src/config.js";
import { createMetrics, eventsOf } from "../src/metrics.js";
import { startServer } from "../src/server.js";

export const ORIGIN = "https://temporal.example";

/** An issuer of tokens with a published key. */
export async function startIssuer() {
  const { publicKey, privateKey } = await generateKeyPair("RS256");
  const stranger = (await generateKeyPair("RS256")).privateKey;
  const state = { down: false };
  const server = createServer(async (_, response) => {
    if (state.down) return response.writeHead(503).end();
    return response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify({ keys: [{ ...(await exportJWK(publicKey)), kid: "one", alg: "RS256", use: "sig" }] }));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const issuer = "https://issuer.example/v2.0";
  const token = async (claims: Record<string, unknown> = {}, how: { key?: CryptoKey; audience?: string; issuer?: string; expires?: number } = {}): Promise<string> =>
    await new SignJWT({ roles: ["orders:write"], preferred_username: "ada@acme.example", oid: "0-1-2", azp: "ui", ...claims })
      .setProtectedHeader({ alg: "RS256", kid: "one" })
      .setSubject(typeof claims["sub"] === "string" ? claims["sub"] : "ada")
      .setIssuer(how.issuer ?? issuer)
      .setAudience(how.audience ?? "temporal")
      .setIssuedAt()
      .setExpirationTime(Math.floor(Date.now() / 1000) + (how.expires ?? 600))
      .sign(how.key ?? privateKey);
  return { issuer, jwksUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/keys`, token, stranger, state, stop: () => new Promise<void>((resolve) => (server.closeAllConnections(), server.close(() => resolve()))) };
}

/** A local key that can be made to fail. */
export function watchedKey() {
  const secret = randomBytes(32).toString("base64");
  const inner = localKey({ name: "test", read: async () => secret });
  const state = { down: false };
  const checked = async <T>(call: () => Promise<T>): Promise<T> => {
    if (state.down) throw new CodecError("key-service-unavailable", "down");
    return await call();
  };
  const provider: KeyProvider = { ...inner, wrap: (dataKey) => checked(() => inner.wrap(dataKey)), unwrap: (wrapped, version) => checked(() => inner.unwrap(wrapped, version)) };
  return { provider, state };
}

/** A whole server on loopback, with an issuer and a key of its own. */
export async function startAll(env: Record<string, string> = {}, key = watchedKey()) {
  const issuer = await startIssuer();
  const lines: string[] = [];
  const state = { auditBroken: false };
  const output = new Writable({
    write: (chunk: Buffer, _, done) => {
      if (state.auditBroken) return done(new Error("no space left"));
      lines.push(chunk.toString());
      return done();
    },
  });
  output.on("error", () => undefined);
  const metrics = createMetrics(["orders"]);
  const encryption = new Encryption({ key: key.provider, events: eventsOf(metrics) });
  const config = readConfig({
    CODEC_PORT: "0",
    CODEC_MANAGEMENT_PORT: "0",
    CODEC_HOST: "127.0.0.1",
    CODEC_CORS_ORIGINS: ORIGIN,
    CODEC_NAMESPACES: "orders",
    CODEC_JWT_JWKS_URL: issuer.jwksUrl,
    CODEC_JWT_ISSUER: issuer.issuer,
    CODEC_JWT_AUDIENCE: "temporal",
    CODEC_JWT_PERMISSIONS_CLAIM: "roles",
    CODEC_DRAIN_SECONDS: "0",
    ...env,
  });
  const running = await startServer(config, encryption, metrics, output);
  const audit = (): Record<string, unknown>[] => lines.map((line) => JSON.parse(line) as Record<string, unknown>);
  const post = async (path: string, body: unknown, headers: Record<string, string> = {}) => {
    const response = await fetch(`${running.url}${path}`, {
      method: "POST",
      headers: { "content-type": "application/json", "x-namespace": "orders", ...headers },
      body: typeof body === "string" ? body : JSON.stringify(body),
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, text, payloads: response.ok ? (JSON.parse(text) as { payloads: JsonPayload[] }).payloads : [] };
  };
  return {
    running,
    issuer,
    key,
    encryption,
    state,
    audit,
    post,
    /** As `post`, with a token of `claims`. */
    as: async (claims: Record<string, unknown>, path: string, body: unknown, headers: Record<string, string> = {}) => await post(path, body, { authorization: `Bearer ${await issuer.token(claims)}`, ...headers }),
    metrics: async () => await (await fetch(`${running.managementUrl}/metrics`)).text(),
    untilReady: async () => {
      for (let tries = 0; !running.ready(); tries++) {
        if (tries > 200) throw new Error("not ready");
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
    },
    stop: async () => {
      await running.stop();
      await issuer.stop();
    },
  };
}

export type All = Awaited<ReturnType<typeof startAll>>;

/** Runs a test against a server of its own. */
export const withServer = (body: (all: All) => Promise<void>, env: Record<string, string> = {}) => async (): Promise<void> => {
  const all = await startAll(env);
  try {
    await all.untilReady();
    await body(all);
  } finally {
    await all.stop();
  }
};

export const base64 = (text: string): string => Buffer.from(text).toString("base64");
export const plain = (value: unknown): JsonPayload => ({ metadata: { encoding: base64("json/plain") }, data: base64(JSON.stringify(value)) });
