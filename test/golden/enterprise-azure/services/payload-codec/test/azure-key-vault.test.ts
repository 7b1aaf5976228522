import assert from "node:assert/strict";
import { createSecretKey, randomBytes } from "node:crypto";
import test from "node:test";
import { azureKeyVaultKey, EncryptionCodec, METADATA, type AzureKeyVaultOptions, type Payload } from "../src/index";
import { seal } from "../src/envelope";
import { serialize } from "../src/payload";
import { startKeyVault } from "./key-vault-fake";
import { encryption, fault, json, shown } from "./support";

type Vault = Awaited<ReturnType<typeof startKeyVault>>;

/** The real client of Azure, told to speak plain HTTP with a vault of the test. */
const provider = (vault: Vault, more: Partial<AzureKeyVaultOptions> = {}) =>
  azureKeyVaultKey({
    vaultUrl: vault.url,
    key: vault.key,
    credential: { getToken: async () => ({ token: "of-the-test", expiresOnTimestamp: Date.now() + 3_600_000 }) },
    client: { allowInsecureConnection: true, disableChallengeResourceVerification: true, retryOptions: { maxRetries: 0 } } as NonNullable<AzureKeyVaultOptions["client"]>,
    ...more,
  });
const codec = (vault: Vault, more: Partial<AzureKeyVaultOptions> = {}) => new EncryptionCodec(encryption(provider(vault, more)).encryption, "orders");
const versionOf = (payload: Payload | undefined) => shown(payload as Payload).metadata[METADATA.keyVersion];

async function withVault(body: (vault: Vault) => Promise<void>): Promise<void> {
  const vault = await startKeyVault();
  try {
    await body(vault);
  } finally {
    await vault.stop();
  }
}

test("data keys are wrapped and unwrapped by the service, never in this process", () =>
  withVault(async (vault) => {
    const encoded = await codec(vault).encode([json({ amount: 12 })]);
    const version = vault.state.newest;
    assert.deepEqual(vault.seen, ["get newest", `wrapkey ${version}`]);
    const { metadata } = shown(encoded[0] as Payload);
    assert.equal(metadata[METADATA.keyId], `azurekeyvault://${new URL(vault.url).host}/keys/temporal-payload`);
    assert.equal(metadata[METADATA.keyVersion], version);
    assert.deepEqual((await codec(vault).decode(encoded)).map(shown), [shown(json({ amount: 12 }))]);
    // Reading needs no keys/get.
    assert.deepEqual(vault.seen.slice(2), [`unwrapkey ${version}`]);
  }));

test("a rotation is picked up within the hour, and both versions decrypt", () =>
  withVault(async (vault) => {
    let now = 0;
    const key = provider(vault, { clock: () => now });
    const writer = encryption(key, { dataKeys: { renewAfter: 1, maxAge: 2 } });
    const one = new EncryptionCodec(writer.encryption, "orders");
    const before = await one.encode([json("old")]);
    const next = vault.rotate();
    now = writer.time.now = 3599;
    assert.notEqual(versionOf((await one.encode([json("cached")]))[0]), next);
    now = writer.time.now = 3601;
    const after = await one.encode([json("new")]);
    assert.equal(versionOf(after[0]), next);
    assert.deepEqual((await codec(vault).decode([...before, ...after])).map(shown), [json("old"), json("new")].map(shown));
  }));

test("a version past its expiry still unwraps, as Key Vault allows and its client does not", () =>
  withVault(async (vault) => {
    const encoded = await codec(vault).encode([json(1)]);
    vault.versions.get(vault.state.newest)!.attributes.exp = 1;
    assert.deepEqual((await codec(vault).decode(encoded)).map(shown), [shown(json(1))]);
  }));

test("a disabled version stops decryption, and enabling it brings it back", () =>
  withVault(async (vault) => {
    const encoded = await codec(vault).encode([json(1)]);
    const { attributes } = vault.versions.get(vault.state.newest)!;
    attributes.enabled = false;
    await assert.rejects(codec(vault).decode(encoded), fault("key-service-unavailable"));
    attributes.enabled = true;
    assert.deepEqual((await codec(vault).decode(encoded)).map(shown), [shown(json(1))]);
  }));

test("a version that is disabled while it is cached gives way to the newest at the next attempt", () =>
  withVault(async (vault) => {
    const key = provider(vault, { clock: () => 0 });
    await key.wrap(Buffer.alloc(32, 1));
    const old = vault.state.newest;
    const next = vault.rotate();
    vault.versions.get(old)!.attributes.enabled = false;
    await assert.rejects(key.wrap(Buffer.alloc(32, 1)), fault("key-service-unavailable"));
    assert.equal((await key.wrap(Buffer.alloc(32, 1))).version, next);
  }));

test("faults of permissions and of the service can be repaired, a garbled data key cannot", () =>
  withVault(async (vault) => {
    const encoded = await codec(vault).encode([json(1)]);
    for (const status of [401, 403, 429, 500, 503]) {
      vault.state.status = status;
      await assert.rejects(codec(vault).decode(encoded), fault("key-service-unavailable"), String(status));
    }
    vault.state.status = 0;
    await assert.rejects(provider(vault).unwrap(Buffer.alloc(256, 7), vault.state.newest), fault("refused-by-key-service"));
    await assert.rejects(provider(vault).unwrap(Buffer.alloc(256, 7), "f".repeat(32)), fault("refused-by-key-service"));
  }));

test("a version that is none is refused without a call: metadata cannot direct requests", () =>
  withVault(async (vault) => {
    for (const version of ["../../secrets/other", "", undefined, "f".repeat(31)]) await assert.rejects(provider(vault).unwrap(Buffer.alloc(256), version), fault("unknown-key"));
    assert.deepEqual(vault.seen, []);
    const key = provider(vault);
    const id = `azurekeyvault://${new URL(vault.url).host}/keys/temporal-payload`;
    assert.deepEqual(key.recognise(`${id}/${"a".repeat(32)}`), { version: "a".repeat(32) });
    for (const other of [`${id}x`, `${id}/../other`, "azurekeyvault://evil.example/keys/temporal-payload", ""]) assert.equal(key.recognise(other), null, other);
  }));

test("a payload of Temporal's proxy, whose key id carries the version, decrypts where it is allowed", () =>
  withVault(async (vault) => {
    const key = provider(vault);
    const dataKey = randomBytes(32);
    const { wrapped, version } = await key.wrap(dataKey);
    const data = seal(createSecretKey(dataKey), serialize(json("from the proxy")), Buffer.alloc(0));
    const keyId = `${key.keyId}/${version}`;
    const payload: Payload = { metadata: { encoding: Buffer.from("binary/encrypted"), "encryption-key-id": Buffer.from(keyId), "encryption-dek": Buffer.from(wrapped.toString("base64")) }, data };
    const allowed = new EncryptionCodec(encryption(key, { unbound: ["orders"] }).encryption, "orders");
    assert.deepEqual((await allowed.decode([payload])).map(shown), [shown(json("from the proxy"))]);
    await assert.rejects(codec(vault).decode([payload]), fault("unsupported-format"));
  }));
