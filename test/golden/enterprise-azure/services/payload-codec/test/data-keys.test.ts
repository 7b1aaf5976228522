import assert from "node:assert/strict";
import test from "node:test";
import { EncryptionCodec, METADATA, type CodecEvents, type Payload } from "../src/index";
import { encryption, fault, json, shown, text, watched } from "./support";

const settle = () => new Promise((resolve) => setTimeout(resolve, 20));
const version = (payload: Payload | undefined) => shown(payload as Payload).metadata["encryption-dek"];

test("one data key serves a namespace, and concurrent first payloads fetch it once", async () => {
  const key = watched();
  const { encryption: one } = encryption(key);
  const codec = new EncryptionCodec(one, "orders");
  const encoded = await Promise.all(Array.from({ length: 50 }, (_, index) => codec.encode([json(index)])));
  assert.equal(key.calls.wrap, 1);
  assert.equal(new Set(encoded.map(([payload]) => version(payload))).size, 1);
  await new EncryptionCodec(one, "billing").encode([json(1)]);
  assert.equal(key.calls.wrap, 2);
});

test("what this process encrypted it decrypts without asking the key service", async () => {
  const key = watched();
  const { encryption: one } = encryption(key);
  const codec = new EncryptionCodec(one, "orders");
  await codec.decode(await codec.encode([json(1)]));
  assert.equal(key.calls.unwrap, 0);
});

test("a data key that still encrypts is asked for again when its time for decryption is over, so that a disabled key takes effect", async () => {
  const key = watched();
  const { encryption: one, time } = encryption(key, { dataKeys: { renewAfter: 1000, maxAge: 5000 }, unwrappedKeys: { maxAge: 60 } });
  const codec = new EncryptionCodec(one, "orders");
  const encoded = await codec.encode([json(1)]);
  for (time.now = 30; time.now < 120; time.now += 30) await codec.encode([json(2)]);
  await codec.decode(encoded);
  assert.equal(key.calls.unwrap, 1);
});

test("past its soft age a data key is still used while the next one is fetched", async () => {
  const key = watched();
  const { encryption: one, time } = encryption(key, { dataKeys: { renewAfter: 100, maxAge: 1000 } });
  const codec = new EncryptionCodec(one, "orders");
  const [first] = await codec.encode([json(1)]);
  time.now = 150;
  const [second] = await codec.encode([json(2)]);
  assert.equal(version(second), version(first));
  await settle();
  const [third] = await codec.encode([json(3)]);
  assert.notEqual(version(third), version(first));
  assert.equal(key.calls.wrap, 2);
});

test("encryption survives an outage of the key service until the hard age, then fails, then recovers", async () => {
  const key = watched();
  const failures: unknown[] = [];
  const events: CodecEvents = { renewalFailed: ({ error }) => failures.push(error) };
  const { encryption: one, time } = encryption(key, { dataKeys: { renewAfter: 100, maxAge: 1000 }, events });
  const codec = new EncryptionCodec(one, "orders");
  await codec.encode([json(1)]);
  key.down = true;
  for (time.now = 101; time.now < 1000; time.now += 100) {
    await codec.encode([json(time.now)]);
    await settle();
  }
  assert.ok(failures.length > 0);
  assert.ok(key.calls.wrap < 12, "it backs off");
  time.now = 1001;
  await assert.rejects(codec.encode([json(2)]), fault("key-service-unavailable"));
  key.down = false;
  await codec.encode([json(3)]);
});

test("a data key encrypts no more messages and bytes than allowed", async () => {
  const key = watched();
  const { encryption: one } = encryption(key, { dataKeys: { maxMessages: 10 } });
  const codec = new EncryptionCodec(one, "orders");
  const counts = new Map<string, number>();
  for (let index = 0; index < 35; index++) {
    const [payload] = await codec.encode([json(index)]);
    const name = String(version(payload));
    counts.set(name, (counts.get(name) ?? 0) + 1);
    await settle();
  }
  assert.ok(Math.max(...counts.values()) <= 10, JSON.stringify([...counts.values()]));
  const { encryption: small } = encryption(key, { dataKeys: { maxBytes: 4096 } });
  const large = await Promise.all(Array.from({ length: 6 }, () => new EncryptionCodec(small, "orders").encode([json("x".repeat(1500))])));
  await assert.rejects(new EncryptionCodec(small, "orders").encode([json("x".repeat(5000))]), fault("unsupported-format"));
  assert.equal(new Set(large.map(([payload]) => version(payload))).size, 3);
});

test("prepare fails while the key service is down, so that a worker never reports ready without a key", async () => {
  const key = watched();
  key.down = true;
  const { encryption: one } = encryption(key);
  await assert.rejects(one.prepare(["orders"]), fault("key-service-unavailable"));
  key.down = false;
  await one.prepare(["orders"]);
  key.down = true;
  await new EncryptionCodec(one, "orders").encode([json(1)]);
  one.close();
});

test("a prepared namespace renews its data key without waiting for a payload", async () => {
  const key = watched();
  const { encryption: one } = encryption(key, { dataKeys: { renewAfter: 0.05, maxAge: 1000 } });
  await one.prepare(["orders"]);
  await new Promise((resolve) => setTimeout(resolve, 200));
  assert.ok(key.calls.wrap >= 3, `${key.calls.wrap} calls`);
  one.close();
  const calls = key.calls.wrap;
  await new Promise((resolve) => setTimeout(resolve, 120));
  assert.equal(key.calls.wrap, calls);
});

test("data keys for decryption are asked for once, kept for their time, and bounded in number", async () => {
  const key = watched();
  const payloads: Payload[] = [];
  for (let index = 0; index < 5; index++) payloads.push(...(await new EncryptionCodec(encryption(key).encryption, "orders").encode([json(index)])));
  const { encryption: reader, time } = encryption(key, { unwrappedKeys: { maxAge: 60, maxEntries: 3 } });
  const codec = new EncryptionCodec(reader, "orders");
  await codec.decode([payloads[0], payloads[0], payloads[0]] as Payload[]);
  assert.equal(key.calls.unwrap, 1);
  time.now = 61;
  await codec.decode([payloads[0]] as Payload[]);
  assert.equal(key.calls.unwrap, 2);
  await codec.decode(payloads);
  assert.equal(reader.snapshot().unwrapped, 3);
  // A failure is not remembered.
  key.down = true;
  await assert.rejects(codec.decode([payloads[0]] as Payload[]), fault("key-service-unavailable"));
  key.down = false;
  await codec.decode([payloads[0]] as Payload[]);
});

test("a hundred different data keys at once ask the key service in small groups, and all are answered", async () => {
  const key = watched();
  const writers = Array.from({ length: 100 }, (_, index) => new EncryptionCodec(encryption(key).encryption, "orders").encode([json(index)]));
  const payloads = (await Promise.all(writers)).flat();
  let running = 0;
  let most = 0;
  const slow = { ...key, unwrap: async (wrapped: Buffer, said: string | undefined) => {
    most = Math.max(most, ++running);
    const plain = await key.unwrap(wrapped, said);
    running -= 1;
    return plain;
  } };
  const decoded = await new EncryptionCodec(encryption(slow).encryption, "orders").decode(payloads);
  assert.deepEqual(decoded.map((payload) => shown(payload).data), payloads.map((_, index) => String(index)));
  assert.ok(most <= 16, `${most} at once`);
});

test("while the key service hangs, who waits for a turn is told so in time, and nobody waits without bound", { timeout: 20_000 }, async () => {
  const key = watched();
  const payloads = (await Promise.all(Array.from({ length: 20 }, (_, index) => new EncryptionCodec(encryption(key).encryption, "orders").encode([json(index)])))).flat();
  let answer = (): void => undefined;
  const hanging = new Promise<void>((resolve) => (answer = resolve));
  const slow = { ...key, unwrap: async (wrapped: Buffer, said: string | undefined) => (await hanging, await key.unwrap(wrapped, said)) };
  const { encryption: reader } = encryption(slow);
  const started = performance.now();
  const outcomes = payloads.map((payload) => reader.decrypt("orders", payload).then(() => "ok", (error: { fault?: string }) => error.fault));
  const beyond = Array.from({ length: 1000 }, (_, index) => {
    const [first] = payloads as [Payload];
    return reader.decrypt("orders", { ...first, metadata: { ...first.metadata, [METADATA.wrappedKey]: text(Buffer.from(`made up ${index}`).toString("base64")) } }).then(() => "ok", (error: { fault?: string }) => error.fault);
  });
  assert.equal(await beyond.at(-1), "key-service-unavailable");
  assert.ok(performance.now() - started < 2000, "the last is not even queued");
  assert.equal(await outcomes.at(-1), "key-service-unavailable");
  assert.ok(performance.now() - started < 8000);
  answer();
  assert.deepEqual((await Promise.all(outcomes)).filter((outcome) => outcome === "ok").length, 16);
  assert.equal(new Set(await Promise.all(beyond)).has("ok"), false);
  // Turns were handed back: another question is answered.
  assert.equal((await reader.decrypt("orders", payloads.at(-1) as Payload)).key?.keyId, key.keyId);
});
