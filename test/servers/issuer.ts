import { createSign, generateKeyPairSync, randomUUID, type KeyObject } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { freePorts, listens, start, temporaryFolder, until } from "./process.ts";

/** An issuer of tokens as Temporal's server sees one: an address with signing keys, and tokens signed with RS256. */
export interface Issuer {
  readonly keysUrl: string;
  /** A token with these claims; `sub`, `iat` and `exp` are added where they are missing. */
  readonly token: (claims: Readonly<Record<string, unknown>>, signedBy?: "issuer" | "stranger") => string;
  readonly stop: () => Promise<void>;
}

/** Serves one file: in a process of its own, because checks hold up this one while they wait for a program. */
const SERVE = "const [file, port] = process.argv.slice(1); require('node:http').createServer((_, response) => { response.setHeader('content-type', 'application/json'); response.end(require('node:fs').readFileSync(file)); }).listen(Number(port), '127.0.0.1');";

export async function startIssuer(): Promise<Issuer> {
  const folder = temporaryFolder("issuer");
  const keys = { issuer: generateKeyPairSync("rsa", { modulusLength: 2048 }), stranger: generateKeyPairSync("rsa", { modulusLength: 2048 }) };
  const kid = randomUUID();
  const file = join(folder, "keys.json");
  writeFileSync(file, JSON.stringify({ keys: [{ ...keys.issuer.publicKey.export({ format: "jwk" }), kid, alg: "RS256", use: "sig" }] }));
  const [port = 0] = await freePorts(1);
  const server = start("issuer", process.execPath, ["-e", SERVE, file, String(port)], { folder });
  await until("issuer", () => listens(port), [server], 20);
  return {
    keysUrl: `http://127.0.0.1:${port}/keys`,
    token: (claims, signedBy = "issuer") => sign({ sub: "somebody", iat: now(), exp: now() + 3600, ...claims }, kid, keys[signedBy].privateKey),
    stop: () => server.stop(),
  };
}

const now = (): number => Math.floor(Date.now() / 1000);

function sign(claims: Readonly<Record<string, unknown>>, kid: string, key: KeyObject): string {
  const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString("base64url");
  const signed = `${part({ alg: "RS256", typ: "JWT", kid })}.${part(claims)}`;
  return `${signed}.${createSign("RSA-SHA256").update(signed).sign(key, "base64url")}`;
}
