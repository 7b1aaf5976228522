import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test from "node:test";
import { EncryptionCodec, encryptionFromEnvironment, type Environment, type Payload } from "../src/index";
import { json, newKey, shown } from "./support";

test("a local key from a file or a variable", async () => {
  const folder = mkdtempSync(join(tmpdir(), "payload-codec-"));
  try {
    const key = newKey();
    writeFileSync(join(folder, "keys"), `${key}\n`);
    const encoded = await new EncryptionCodec(encryptionFromEnvironment({ CODEC_KEY_PROVIDER: "local", CODEC_LOCAL_KEY_FILE: join(folder, "keys") }), "orders").encode([json(1)]);
    const decoded = await new EncryptionCodec(encryptionFromEnvironment({ CODEC_KEY_PROVIDER: "local", CODEC_LOCAL_KEY: key }), "orders").decode(encoded);
    assert.deepEqual(decoded.map(shown), [shown(json(1))]);
    assert.equal(shown(encoded[0] as Payload).metadata["encryption-key-id"], "local://payload-key");
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test("every wrong variable is named, and its value is not", () => {
  const local = { CODEC_KEY_PROVIDER: "local", CODEC_LOCAL_KEY: "hunter2" };
  const azure = { CODEC_KEY_PROVIDER: "azure-key-vault", CODEC_AZURE_VAULT_URL: "https://kv.vault.azure.net", CODEC_AZURE_KEY: "temporal-payload" };
  const cases: [Environment, RegExp][] = [
    [{}, /^CODEC_KEY_PROVIDER: not set/],
    [{ CODEC_KEY_PROVIDER: "fernet" }, /^CODEC_KEY_PROVIDER: use/],
    [{ CODEC_KEY_PROVIDER: "local" }, /^CODEC_LOCAL_KEY_FILE/],
    [{ ...azure, CODEC_AZURE_VAULT_URL: "http://kv.vault.azure.net" }, /^CODEC_AZURE_VAULT_URL/],
    [{ ...azure, CODEC_AZURE_KEY: "a/b" }, /^CODEC_AZURE_KEY/],
    [{ ...local, CODEC_DATA_KEY_MAX_MESSAGES: "4294967297" }, /^CODEC_DATA_KEY_MAX_MESSAGES/],
    [{ ...local, CODEC_DATA_KEY_RENEW_SECONDS: "1h" }, /^CODEC_DATA_KEY_RENEW_SECONDS/],
    [{ ...local, CODEC_DATA_KEY_RENEW_SECONDS: "3600", CODEC_DATA_KEY_MAX_SECONDS: "3600" }, /^CODEC_DATA_KEY_MAX_SECONDS/],
    [{ ...local, CODEC_DECRYPT_CACHE_SECONDS: "7200" }, /^CODEC_DECRYPT_CACHE_SECONDS/],
    [{ ...local, CODEC_TRUSTED_NAMESPACES: "orders" }, /^CODEC_TRUSTED_NAMESPACES/],
  ];
  for (const [env, message] of cases) {
    assert.throws(() => encryptionFromEnvironment(env), (error: Error) => message.test(error.message) && !error.message.includes("hunter2"), JSON.stringify(env));
  }
  encryptionFromEnvironment(azure);
});

test("a key of another length is refused without showing it", async () => {
  for (const key of ["hunter2", Buffer.alloc(16).toString("base64"), ""]) {
    const codec = new EncryptionCodec(encryptionFromEnvironment({ CODEC_KEY_PROVIDER: "local", CODEC_LOCAL_KEY: key }), "orders");
    await assert.rejects(codec.encode([json(1)]), (error: Error) => /openssl rand -base64 32/.test(error.message) && !error.message.includes("hunter2"));
  }
});
