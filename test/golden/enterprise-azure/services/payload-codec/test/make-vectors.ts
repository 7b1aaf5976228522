/** `npm run vectors`: writes test/vectors/vectors.json anew. Only for a new format: what is there must decrypt for ever. */
import { createSecretKey } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { seal } from "../src/envelope";
import { additionalData, lengthPrefixed, writeHeader, type Header } from "../src/format";
import { serialize, toJson, type Payload } from "../src/payload";
import { text } from "./support";

const bytes = (length: number, first: number): Buffer => Buffer.from(Array.from({ length }, (_, index) => (first + index) % 256));
const keyEncryptionKey = bytes(32, 0);
const keyVersion = "0a63c8b72a12e18d";
const keyId = "local://vectors";
const dataKey = bytes(32, 100);
const wrappedKey = seal(createSecretKey(keyEncryptionKey), dataKey, lengthPrefixed([keyId, keyVersion]), bytes(12, 50));

const payloads: Record<string, Payload> = {
  "json/plain": { metadata: { encoding: text("json/plain") }, data: text('{"amount":12,"customer":"Zoë"}') },
  "binary/null": { metadata: { encoding: text("binary/null") } },
  "no data and no metadata": {},
  "protobuf with message type": { metadata: { encoding: text("json/protobuf"), messageType: text("acme.Order") }, data: text('{"id":"7"}') },
  "external payload": { metadata: { encoding: text("json/plain") }, data: text("1"), externalPayloads: [{ sizeBytes: 5_000_000 as never }] },
};
const headers: Record<string, Header> = {
  "bound to orders": { keyId, wrappedKey, bound: { keyVersion, namespace: "orders" } },
  "bound to a namespace beyond ASCII": { keyId, wrappedKey, bound: { keyVersion, namespace: "bestellingen-ÿ" } },
};
const vectors = Object.entries(headers).flatMap(([binding, header]) =>
  Object.entries(payloads).map(([name, payload], index) => {
    const nonce = bytes(12, index);
    return {
      name: `${name}, ${binding}`,
      namespace: header.bound?.namespace,
      plain: toJson(payload),
      nonce: nonce.toString("base64"),
      additionalData: additionalData(header).toString("hex"),
      encrypted: toJson({ metadata: writeHeader(header), data: seal(createSecretKey(dataKey), serialize(payload), additionalData(header), nonce) }),
    };
  }),
);
const proxy: Header = { keyId, wrappedKey, bound: null };
const unbound = { name: "format of Temporal's proxy: nothing bound, the data key alone opens it", plain: toJson(payloads["json/plain"] as Payload), encrypted: toJson({ metadata: writeHeader(proxy), data: seal(createSecretKey(dataKey), serialize(payloads["json/plain"] as Payload), Buffer.alloc(0), bytes(12, 9)) }) };
const file = { format: "ctp/1", keyId, keyVersion, keyEncryptionKey: keyEncryptionKey.toString("base64"), dataKey: dataKey.toString("base64"), vectors, unbound };
writeFileSync(join(__dirname, "../../test/vectors/vectors.json"), `${JSON.stringify(file, null, 2)}\n`);
