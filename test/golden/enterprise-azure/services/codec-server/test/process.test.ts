import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { request } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test from "node:test";
import { fileURLToPath } from "node:url";
import { readConfig } from "../src/config.js";
import { plain, withServer } from "./support.js";

const main = fileURLToPath(new URL("../src/main.js", import.meta.url));
const key = randomBytes(32).toString("base64");
const base = { CODEC_KEY_PROVIDER: "local", CODEC_LOCAL_KEY: key, CODEC_AUTH: "none", CODEC_PORT: "0", CODEC_MANAGEMENT_PORT: "0", CODEC_HOST: "127.0.0.1", CODEC_DRAIN_SECONDS: "1" };

/** The program as the image runs it. */
function start(env: Record<string, string>) {
  const child = spawn(process.execPath, [main], { env: { PATH: process.env["PATH"] ?? "", ...env }, stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  let log = "";
  child.stdout.on("data", (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (log += chunk.toString()));
  const ended = new Promise<number | null>((resolve) => child.once("exit", (code) => resolve(code)));
  const started = async () => {
    for (let tries = 0; tries < 500; tries++) {
      const line = log.split("\n").find((text) => text.includes('"management"'));
      if (line !== undefined) return JSON.parse(line) as { url: string; management: string };
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    throw new Error(`not started: ${log}`);
  };
  return { child, started, ended, output: () => output, log: () => log };
}

const ready = async (management: string): Promise<void> => {
  for (let tries = 0; (await fetch(`${management}/readyz`)).status !== 200; tries++) {
    if (tries > 200) throw new Error("not ready");
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
};

test("a wrong variable ends the process with its name", async () => {
  for (const [env, message] of [
    [{ ...base, CODEC_KEY_PROVIDER: "" }, /^CODEC_KEY_PROVIDER: /],
    [{ ...base, CODEC_AUTH: "jwt" }, /^CODEC_JWT_JWKS_URL: not set/],
    [{ ...base, CODEC_CORS_ORIGINS: "*" }, /^CODEC_CORS_ORIGINS: /],
  ] as const) {
    const { ended, log } = start(env);
    assert.equal(await ended, 2);
    assert.match(log(), message);
    assert.ok(!log().includes(key));
  }
});

test("SIGTERM: not ready at once, the last requests are answered, then the process ends with 0", async () => {
  const { child, started, ended, output } = start(base);
  const { url, management } = await started();
  await ready(management);
  child.kill("SIGTERM");
  await new Promise((resolve) => setTimeout(resolve, 100));
  assert.equal((await fetch(`${management}/readyz`)).status, 503);
  assert.equal((await fetch(`${management}/livez`)).status, 200);
  const response = await fetch(`${url}/encode`, { method: "POST", headers: { "content-type": "application/json", "x-namespace": "orders", connection: "close" }, body: JSON.stringify({ payloads: [plain(1)] }) });
  assert.equal(response.status, 200);
  assert.equal(await ended, 0);
  assert.match(output(), /^\{"log":"audit",/);
});

test("a standard output that is gone refuses every call, and does not end the process", async () => {
  const { child, started, ended } = start({ ...base, CODEC_DRAIN_SECONDS: "0" });
  const { url, management } = await started();
  await ready(management);
  child.stdout.destroy();
  for (let call = 0; call < 3; call++) {
    const response = await fetch(`${url}/encode`, { method: "POST", headers: { "content-type": "application/json", "x-namespace": "orders" }, body: JSON.stringify({ payloads: [plain(1)] }) });
    assert.equal(response.status, 500);
    assert.equal(await response.text(), "The audit log cannot be written.");
  }
  assert.match(await (await fetch(`${management}/metrics`)).text(), /^temporal_codec_audit_write_failures_total 3$/m);
  child.kill("SIGTERM");
  assert.equal(await ended, 0);
});

test("TLS with the files given, 1.3 and nothing older", async () => {
  const folder = mkdtempSync(join(tmpdir(), "codec-server-"));
  const [cert, keyFile] = [join(folder, "tls.crt"), join(folder, "tls.key")];
  execFileSync("openssl", ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "1", "-subj", "/CN=localhost", "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", keyFile, "-out", cert], { stdio: "ignore" });
  const { child, started, ended } = start({ ...base, CODEC_TLS_CERT_FILE: cert, CODEC_TLS_KEY_FILE: keyFile, CODEC_DRAIN_SECONDS: "0" });
  try {
    const { url } = await started();
    const status = (maxVersion: "TLSv1.2" | "TLSv1.3") => new Promise<number | undefined>((resolve, reject) => {
      const call = request(`${url}/decode`, { method: "POST", ca: readFileSync(cert), maxVersion, agent: false, headers: { "content-type": "application/json", "x-namespace": "orders" } }, (response) => (response.resume(), resolve(response.statusCode)));
      call.once("error", reject);
      call.end('{"payloads":[]}');
    });
    assert.match(url, /^https:/);
    assert.equal(await status("TLSv1.3"), 200);
    await assert.rejects(status("TLSv1.2"));
  } finally {
    child.kill("SIGTERM");
    await ended;
    rmSync(folder, { recursive: true });
  }
});

test("metrics have the names that alerts use, and no content", withServer(async (all) => {
  await all.as({}, "/encode", { payloads: [plain(1)] });
  const text = await all.metrics();
  for (const name of ["http_requests_total", "http_request_duration_seconds", "payloads_total", "payload_bytes_total", "auth_failures_total", "denied_total", "kek_operations_total", "kek_operation_duration_seconds", "dek_cache_hits_total", "dek_cache_misses_total", "dek_cache_size", "dek_age_seconds", "dek_messages", "dek_rotations_total", "key_version_info", "unknown_key_total", "audit_write_failures_total"]) {
    assert.match(text, new RegExp(`^temporal_codec_${name}[{ _]`, "m"), name);
  }
  assert.match(text, /^temporal_codec_key_version_info\{namespace="orders",key_id="local:\/\/test",version="[0-9a-f]{16}"\} 1$/m);
  // A failure is seen from its first time on: the series is there before it.
  assert.match(text, /^temporal_codec_payloads_total\{operation="decode",namespace="orders",result="tampered"\} 0$/m);
  // Only namespaces whose keys are kept renewed have an age that says something.
  await all.as({ roles: ["temporal-system:admin"] }, "/encode", { payloads: [plain(1)] }, { "x-namespace": "now-and-then" });
  assert.ok(!(await all.metrics()).includes('dek_age_seconds{namespace="now-and-then"}'));
  assert.equal((await fetch(`${all.running.url}/metrics`)).status, 404);
}));

test("numbers out of their range are refused", () => {
  for (const [name, value] of [["CODEC_PORT", "80 80"], ["CODEC_MAX_BODY_BYTES", "0"], ["CODEC_RATE_BURST", "-1"], ["CODEC_DRAIN_SECONDS", "1e3"]] as const) {
    assert.throws(() => readConfig({ CODEC_AUTH: "none", [name]: value }), new RegExp(`^Error: ${name}: `));
  }
  const jwt = { CODEC_JWT_JWKS_URL: "https://issuer.example/keys", CODEC_JWT_ISSUER: "https://issuer.example", CODEC_JWT_AUDIENCE: "temporal" };
  assert.equal(readConfig(jwt).tokens?.permissionsClaim, "permissions");
  for (const [change, name] of [[{ CODEC_JWT_JWKS_URL: "http://issuer.example/keys" }, "CODEC_JWT_JWKS_URL"], [{ CODEC_JWT_ALGORITHMS: "HS256" }, "CODEC_JWT_ALGORITHMS"], [{ CODEC_JWT_ALGORITHMS: "none" }, "CODEC_JWT_ALGORITHMS"], [{ CODEC_JWT_AUDIENCE: "," }, "CODEC_JWT_AUDIENCE"], [{ CODEC_AUTH: "basic" }, "CODEC_AUTH"], [{ CODEC_TLS_KEY_FILE: "x" }, "CODEC_TLS_CERT_FILE"]] as const) {
    assert.throws(() => readConfig({ ...jwt, ...change }), new RegExp(`^Error: ${name}: `));
  }
});
