import assert from "node:assert/strict";
import { createDecipheriv, createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import test from "node:test";
import { Encryption, EncryptionCodec, fromJson, localKey, toJson, type JsonPayload } from "../src/index";
import { deserialize } from "../src/payload";
import { fault } from "./support";

interface Vector {
  readonly name: string;
  readonly namespace: string;
  readonly plain: JsonPayload;
  readonly additionalData: string;
  readonly encrypted: JsonPayload;
}

const file = JSON.parse(readFileSync(join(__dirname, "../../test/vectors/vectors.json"), "utf8")) as {
  readonly keyEncryptionKey: string;
  readonly dataKey: string;
  readonly vectors: readonly Vector[];
  readonly unbound: Pick<Vector, "plain" | "encrypted">;
};
const codec = (namespace: string, unbound: string[] = []) => new EncryptionCodec(new Encryption({ key: localKey({ name: "vectors", read: async () => file.keyEncryptionKey }), unbound }), namespace);
const decoded = async (namespace: string, encrypted: JsonPayload, unbound: string[] = []) => toJson((await codec(namespace, unbound).decode([fromJson(encrypted)]))[0] ?? {});

for (const vector of file.vectors) {
  test(`vector: ${vector.name}`, async () => {
    assert.deepEqual(await decoded(vector.namespace, vector.encrypted), toJson(fromJson(vector.plain)));
    await assert.rejects(decoded("another", vector.encrypted), fault("wrong-namespace"));
  });
}

test("a vector opens by the written rules alone: length-prefixed facts, AES-256-GCM, protobuf", () => {
  for (const { encrypted, plain, additionalData } of file.vectors) {
    const said = (key: string): Buffer => Buffer.from(encrypted.metadata?.[key] ?? "", "base64");
    const digest = createHash("sha256").update(Buffer.from(said("encryption-dek").toString(), "base64")).digest();
    const parts = [said("encryption-format"), said("encryption-algorithm"), said("encryption-namespace"), said("encryption-key-id"), said("encryption-key-version"), digest];
    const length = (part: Buffer): Buffer => Buffer.from([0, 0, part.length >> 8, part.length & 255]);
    const bound = Buffer.concat(parts.flatMap((part) => [length(part), part]));
    assert.equal(bound.toString("hex"), additionalData);
    const data = Buffer.from(encrypted.data ?? "", "base64");
    const decipher = createDecipheriv("aes-256-gcm", Buffer.from(file.dataKey, "base64"), data.subarray(0, 12));
    decipher.setAAD(bound);
    decipher.setAuthTag(data.subarray(-16));
    const plaintext = Buffer.concat([decipher.update(data.subarray(12, -16)), decipher.final()]);
    assert.deepEqual(toJson(deserialize(plaintext)), toJson(fromJson(plain)));
  }
});

test("the proxy's format opens with its data key and no additional data", () => {
  const data = Buffer.from(file.unbound.encrypted.data ?? "", "base64");
  const decipher = createDecipheriv("aes-256-gcm", Buffer.from(file.dataKey, "base64"), data.subarray(0, 12));
  decipher.setAuthTag(data.subarray(-16));
  assert.deepEqual(toJson(deserialize(Buffer.concat([decipher.update(data.subarray(12, -16)), decipher.final()]))), toJson(fromJson(file.unbound.plain)));
  assert.deepEqual(Object.keys(file.unbound.encrypted.metadata ?? {}).sort(), ["encoding", "encryption-dek", "encryption-key-id"]);
});

test("the proxy's format is refused where nobody asked for it", async () => {
  await assert.rejects(decoded("orders", file.unbound.encrypted), fault("unsupported-format"));
  // A local key has versions and the proxy's format names none: the payload gets as far as that.
  await assert.rejects(decoded("orders", file.unbound.encrypted, ["orders"]), fault("unknown-key"));
});

test("JSON of another shape is refused with the place", () => {
  const cases: [unknown, RegExp][] = [
    [null, /^payload is not an object/],
    [{ metadata: [] }, /^payload\.metadata is not/],
    [{ metadata: { encoding: "json/plain" } }, /^a value of payload\.metadata is not base64/],
    [{ data: 5 }, /^payload\.data is not base64/],
    [{ data: "*" }, /base64/],
    [{ externalPayloads: {} }, /externalPayloads/],
    [{ externalPayloads: [{ sizeBytes: "much" }] }, /externalPayloads/],
  ];
  for (const [value, message] of cases) assert.throws(() => fromJson(value), (error: Error) => error instanceof TypeError && message.test(error.message), JSON.stringify(value));
});
