import { constants, generateKeyPairSync, privateDecrypt, publicEncrypt, randomBytes, type KeyObject } from "node:crypto";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";

interface Version {
  readonly publicKey: KeyObject;
  readonly privateKey: KeyObject;
  attributes: { enabled: boolean; exp?: number };
}

/** Key Vault's REST interface for one RSA key, with real RSA: the challenge for a token, reading a key, wrapping and unwrapping. */
export async function startKeyVault(key = "temporal-payload") {
  const versions = new Map<string, Version>();
  const seen: string[] = [];
  const state = { status: 0, newest: "" };
  const rotate = (): string => {
    const version = randomBytes(16).toString("hex");
    versions.set(version, { ...generateKeyPairSync("rsa", { modulusLength: 2048 }), attributes: { enabled: true } });
    state.newest = version;
    return version;
  };
  rotate();
  const server = createServer(async (request, response) => {
    const answer = (status: number, body: unknown, headers: Record<string, string> = {}) => response.writeHead(status, { "content-type": "application/json", ...headers }).end(JSON.stringify(body));
    const body = JSON.parse((await read(request)) || "{}") as { alg?: string; value?: string };
    if (!request.headers.authorization?.startsWith("Bearer ")) return answer(401, {}, { "www-authenticate": `Bearer authorization="https://login.example/tenant", resource="https://vault.azure.net"` });
    const url = new URL(request.url ?? "/", "http://vault");
    const [, keys, name, version = "", operation = "get"] = url.pathname.split("/");
    seen.push(`${operation} ${version === "" ? "newest" : version}`);
    if (state.status !== 0) return answer(state.status, { error: { code: "Forbidden", message: "no" } });
    if (url.searchParams.get("api-version") === null || keys !== "keys" || name !== key) return answer(404, { error: { code: "KeyNotFound", message: "no such key" } });
    const id = version === "" ? state.newest : version;
    const found = versions.get(id);
    if (found === undefined) return answer(404, { error: { code: "KeyNotFound", message: "no such version" } });
    const kid = `http://127.0.0.1:${(server.address() as AddressInfo).port}/keys/${key}/${id}`;
    if (operation === "get") {
      const jwk = found.publicKey.export({ format: "jwk" });
      return answer(200, { key: { kid, kty: "RSA", key_ops: ["wrapKey", "unwrapKey"], n: jwk.n, e: jwk.e }, attributes: found.attributes });
    }
    if (!found.attributes.enabled) return answer(403, { error: { code: "Forbidden", message: "disabled", innererror: { code: "KeyDisabled" } } });
    if (body.alg !== "RSA-OAEP-256") return answer(400, { error: { code: "BadParameter", message: "alg" } });
    const oaep = { padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: "sha256" };
    const value = Buffer.from(body.value ?? "", "base64url");
    try {
      const result = operation === "wrapkey" ? publicEncrypt({ key: found.publicKey, ...oaep }, value) : privateDecrypt({ key: found.privateKey, ...oaep }, value);
      return answer(200, { kid, value: result.toString("base64url") });
    } catch {
      return answer(400, { error: { code: "BadParameter", message: "not decryptable" } });
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    key,
    versions,
    seen,
    state,
    rotate,
    stop: () => new Promise<void>((resolve) => {
      server.closeAllConnections();
      server.close(() => resolve());
    }),
  };
}

async function read(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}
