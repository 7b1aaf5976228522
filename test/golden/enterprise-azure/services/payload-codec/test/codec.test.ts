import assert from "node:assert/strict";
import test from "node:test";
import type { PayloadCodec } from "@temporalio/common";
import { EncryptionCodec, METADATA, type Payload } from "../src/index";
import { deserialize, serialize } from "../src/payload";
import { encryption, fault, json, newKey, shown, text, watched } from "./support";

const codec = (namespace = "orders", key = watched(), more = {}) => new EncryptionCodec(encryption(key, more).encryption, namespace);

test("it is a PayloadCodec of Temporal's SDK", async () => {
  const typed: PayloadCodec = codec();
  assert.deepEqual(await typed.encode([]), []);
  assert.deepEqual(await typed.decode([]), []);
});

test("no call without payloads asks the key service: heartbeats without details must survive its outage", async () => {
  const key = watched();
  key.down = true;
  assert.deepEqual(await codec("orders", key).decode([]), []);
  assert.deepEqual(await codec("orders", key).encode([]), []);
  assert.deepEqual(key.calls, { wrap: 0, unwrap: 0 });
});

test("what was encoded comes back whole: metadata, data and sizes of external payloads", async () => {
  const one = codec();
  const payloads: Payload[] = [json({ amount: 12 }), { metadata: { encoding: text("binary/null") } }, { metadata: { encoding: text("json/protobuf"), messageType: text("x.Y") }, data: text("{}"), externalPayloads: [{ sizeBytes: 5 as never }] }];
  const encoded = await one.encode(payloads);
  for (const payload of encoded) assert.equal(shown(payload).metadata["encoding"], "binary/encrypted");
  const decoded = await one.decode(encoded);
  assert.deepEqual(decoded.map((payload) => Buffer.from(serialize(payload))), payloads.map((payload) => Buffer.from(serialize(payload))));
});

test("nothing of the plaintext or its metadata is visible", async () => {
  const [encoded] = await codec().encode([json("a rather secret text")]);
  const wire = Buffer.from(serialize(encoded as Payload)).toString("latin1");
  for (const clear of ["secret", "json/plain"]) assert.ok(!wire.includes(clear), clear);
});

test("equal payloads have different ciphertexts", async () => {
  const encoded = await codec().encode([json(1), json(1)]);
  assert.notDeepEqual(encoded[0]?.data, encoded[1]?.data);
});

test("payloads of others are passed on as they are", async () => {
  const foreign: Payload[] = [json(1), { metadata: { encoding: text("binary/encrypted") }, data: text("of a sample") }, { data: text("without metadata") }, {}];
  assert.deepEqual(await codec().decode(foreign), foreign);
});

test("a payload of another namespace is refused unless that one is trusted", async () => {
  const key = watched();
  const encoded = await codec("billing", key).encode([json(1)]);
  await assert.rejects(codec("orders", key).decode(encoded), fault("wrong-namespace"));
  const trusting = codec("orders", key, { trusted: { orders: ["billing"] } });
  assert.deepEqual((await trusting.decode(encoded)).map(shown), [shown(json(1))]);
  // Trust has a direction.
  await assert.rejects(codec("billing", key, { trusted: { orders: ["billing"] } }).decode(await codec("orders", key).encode([json(1)])), fault("wrong-namespace"));
});

test("every byte of the ciphertext and every fact beside it is authenticated", async () => {
  const one = codec();
  const [encoded] = (await one.encode([json({ amount: 12 })])) as [Payload];
  const changed = (change: (payload: { metadata: Record<string, Uint8Array>; data: Uint8Array }) => void): Payload => {
    const copy = deserialize(serialize(encoded)) as { metadata: Record<string, Uint8Array>; data: Uint8Array };
    change(copy);
    return copy;
  };
  for (let index = 0; index < (encoded.data?.length ?? 0); index++) {
    await assert.rejects(one.decode([changed(({ data }) => (data[index] = (data[index] as number) ^ 1))]), fault("tampered"), `byte ${index}`);
  }
  await assert.rejects(one.decode([changed(({ data }) => data.fill(0))]), fault("tampered"));
  await assert.rejects(one.decode([{ ...encoded, data: text("short") }]), fault("tampered"));
  await assert.rejects(one.decode([changed(({ metadata }) => (metadata[METADATA.keyVersion] = text("0123456789abcdef")))]), fault("unknown-key"));
  await assert.rejects(one.decode([changed(({ metadata }) => (metadata[METADATA.keyId] = text("local://other")))]), fault("unknown-key"));
  await assert.rejects(one.decode([changed(({ metadata }) => (metadata[METADATA.algorithm] = text("AES-128-CBC")))]), fault("unsupported-format"));
  await assert.rejects(one.decode([changed(({ metadata }) => (metadata[METADATA.format] = text("ctp/0")))]), fault("unsupported-format"));
  await assert.rejects(one.decode([changed(({ metadata }) => delete metadata[METADATA.namespace])]), fault("unsupported-format"));
});

test("a payload moved to another namespace by changing its metadata does not decrypt", async () => {
  const key = watched();
  const [encoded] = (await codec("billing", key).encode([json(1)])) as [Payload];
  encoded.metadata![METADATA.namespace] = text("orders");
  await assert.rejects(codec("orders", key).decode([encoded]), fault("tampered"));
});

test("dropping the format does not free a payload from its namespace", async () => {
  const key = watched();
  const [encoded] = (await codec("billing", key).encode([json(1)])) as [Payload];
  for (const name of [METADATA.format, METADATA.namespace]) delete encoded.metadata![name];
  await assert.rejects(codec("orders", key).decode([encoded]), fault("unsupported-format"));
  await assert.rejects(codec("orders", key, { unbound: ["orders"] }).decode([encoded]), (error: { fault?: string }) => error.fault === "tampered" || error.fault === "unknown-key");
});

test("keys rotate: the first line encrypts, every line decrypts, and a new line needs no restart", async () => {
  const key = watched();
  const old = key.keys;
  const before = await codec("orders", key).encode([json("old")]);
  key.keys = `${newKey()}\n${old}\n`;
  const after = await codec("orders", key).encode([json("new")]);
  assert.notEqual(shown(before[0] as Payload).metadata[METADATA.keyVersion], shown(after[0] as Payload).metadata[METADATA.keyVersion]);
  assert.deepEqual((await codec("orders", key).decode([...before, ...after])).map(shown), [json("old"), json("new")].map(shown));
  key.keys = newKey();
  await codec("orders", key).encode([json("without the old key")]);
  await assert.rejects(codec("orders", key).decode(before), fault("unknown-key"));
});

test("a key of another name takes over, and the former one still decrypts", async () => {
  const former = watched(newKey(), "former");
  const encoded = await codec("orders", former).encode([json(1)]);
  const present = watched(newKey(), "present");
  await assert.rejects(codec("orders", present).decode(encoded), fault("unknown-key"));
  assert.deepEqual((await codec("orders", present, { formerKeys: [former] }).decode(encoded)).map(shown), [shown(json(1))]);
});

test("a namespace can have a key of its own", async () => {
  const shared = watched(newKey(), "shared");
  const own = watched(newKey(), "own");
  const { encryption: both } = encryption(shared, { namespaceKeys: { billing: own } });
  const [billing] = await new EncryptionCodec(both, "billing").encode([json(1)]);
  const [orders] = await new EncryptionCodec(both, "orders").encode([json(1)]);
  assert.equal(shown(billing as Payload).metadata[METADATA.keyId], "local://own");
  assert.equal(shown(orders as Payload).metadata[METADATA.keyId], "local://shared");
});
