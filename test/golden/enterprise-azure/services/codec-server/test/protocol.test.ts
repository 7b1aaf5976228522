import assert from "node:assert/strict";
import test from "node:test";
import { base64, ORIGIN, plain, withServer, type All } from "./support.js";

const secret = plain({ card: "4111-1111" });
const encoded = async (all: All, namespace = "orders") => {
  const { payloads } = await all.as({ roles: ["temporal-system:admin"] }, "/encode", { payloads: [secret] }, { "x-namespace": namespace });
  return payloads;
};

test("encode, then decode, gives the payloads back, in their order and number", withServer(async (all) => {
  const payloads = [plain(1), plain("two"), { metadata: { encoding: base64("json/protobuf"), messageType: base64("a.B") }, data: base64("{}"), externalPayloads: [{ sizeBytes: "5000000000" }] }];
  const encrypted = await all.as({}, "/encode", { payloads });
  assert.equal(encrypted.status, 200);
  assert.equal(encrypted.headers.get("content-type"), "application/json");
  for (const { metadata } of encrypted.payloads) assert.equal(metadata?.["encoding"], base64("binary/encrypted"));
  assert.deepEqual((await all.as({}, "/decode", { payloads: encrypted.payloads })).payloads, payloads);
}));

test("the route is the last segment of the path, whatever stands before it and after the question mark", withServer(async (all) => {
  for (const path of ["/encode", "/some/prefix/encode", "/encode?preserveStorageRefs=true"]) assert.equal((await all.as({}, path, { payloads: [] })).status, 200, path);
  for (const path of ["/", "/download", "/encode/", "/encoded", "/decode/x", "/encode%2f"]) assert.equal((await all.as({}, path, { payloads: [] })).status, 404, path);
  const { status } = await fetch(`${all.running.url}/decode`, { headers: { "x-namespace": "orders" } });
  assert.equal(status, 405);
}));

test("what is not ours to decrypt comes back as it was", withServer(async (all) => {
  const foreign = [plain(1), { metadata: { encoding: base64("binary/encrypted") }, data: base64("of another codec") }, { metadata: { encoding: base64("json/protobuf"), messageType: base64("temporal.api.sdk.v1.ExternalStorageReference") }, data: base64('{"driver":"s3"}'), externalPayloads: [{ sizeBytes: "7" }] }];
  assert.deepEqual((await all.as({}, "/decode", { payloads: foreign })).payloads, foreign);
}));

test("one payload that cannot be decrypted leaves the others readable", withServer(async (all) => {
  const [good] = await encoded(all);
  const broken = { ...good!, data: base64("not what was written, by far") };
  const { status, payloads } = await all.as({}, "/decode", { payloads: [broken, good] });
  assert.equal(status, 200);
  assert.deepEqual(payloads, [broken, secret]);
  assert.deepEqual(all.audit().at(-1)?.["failed"], { tampered: 1 });
  assert.match(await all.metrics(), /temporal_codec_payloads_total\{operation="decode",namespace="orders",result="tampered"\} 1/);
}));

test("a payload of another namespace stays encrypted, even for those who may read both", withServer(async (all) => {
  const foreign = await encoded(all, "billing");
  const { status, payloads } = await all.as({ roles: ["temporal-system:admin"] }, "/decode", { payloads: foreign });
  assert.equal(status, 200);
  assert.deepEqual(payloads, foreign);
  assert.deepEqual(all.audit().at(-1)?.["failed"], { "wrong-namespace": 1 });
}));

test("an outage of the key service fails the call, so that the UI says it; what is at hand stays readable", withServer(async (all) => {
  const [mine] = await encoded(all);
  all.key.state.down = true;
  const strange = { ...mine!, metadata: { ...mine!.metadata, "encryption-dek": base64(base64("another data key")) } };
  const refused = await all.as({}, "/decode", { payloads: [strange] });
  assert.equal(refused.status, 503);
  assert.deepEqual((await all.as({}, "/decode", { payloads: [mine] })).payloads, [secret]);
  // Encryption goes on with the data key that is there, and a namespace without one is refused.
  assert.equal((await all.as({}, "/encode", { payloads: [secret] })).status, 200);
  const fresh = await all.as({ roles: ["temporal-system:admin"] }, "/encode", { payloads: [secret] }, { "x-namespace": "fresh" });
  assert.equal(fresh.status, 503);
  assert.ok(!fresh.text.includes(secret.data ?? ""));
  assert.equal((await fetch(`${all.running.managementUrl}/readyz`)).status, 200);
}));

test("bodies of a wrong form are refused with the place and without their content", withServer(async (all) => {
  const cases: [unknown, RegExp][] = [
    ["{", /not JSON/],
    [{ payloads: {} }, /list payloads/],
    [{ payloads: [{ data: "4111-1111" }] }, /payloads\[0\]\.data/],
    [{ payloads: [plain(1), { metadata: { encoding: 5 } }] }, /payloads\[1\]\.metadata/],
  ];
  for (const [body, message] of cases) {
    const { status, text } = await all.as({}, "/decode", body);
    assert.equal(status, 400, JSON.stringify(body));
    assert.match(text, message);
    assert.ok(!text.includes("4111"));
  }
  assert.equal((await all.as({}, "/decode", {})).status, 200);
  assert.equal((await all.as({}, "/decode", { payloads: [] }, { "content-type": "text/plain" })).status, 415);
}));

test("size and number of payloads are bounded", withServer(async (all) => {
  assert.equal((await all.as({}, "/decode", { payloads: Array.from({ length: 11 }, () => plain(1)) })).status, 413);
  assert.equal((await all.as({}, "/decode", { payloads: [plain("x".repeat(9000))] })).status, 413);
  // Without an announced length the bytes are counted as they come.
  const stream = new ReadableStream<Uint8Array>({
    start(controller) {
      for (let part = 0; part < 8; part++) controller.enqueue(new TextEncoder().encode(" ".repeat(2048)));
      controller.close();
    },
  });
  const chunked = await fetch(`${all.running.url}/decode`, { method: "POST", duplex: "half", body: stream, headers: { "content-type": "application/json", "x-namespace": "orders", authorization: `Bearer ${await all.issuer.token()}` } } as RequestInit);
  assert.equal(chunked.status, 413);
}, { CODEC_MAX_PAYLOADS: "10", CODEC_MAX_BODY_BYTES: "10000" }));

test("each principal has a rate of its own in each namespace", withServer(async (all) => {
  const statuses = async (claims: Record<string, unknown>) => (await Promise.all(Array.from({ length: 8 }, () => all.as(claims, "/decode", { payloads: [] })))).map(({ status }) => status);
  const ada = await statuses({});
  assert.equal(ada.filter((status) => status === 200).length, 5);
  const { status, headers } = await all.as({}, "/decode", { payloads: [] });
  assert.equal(status, 429);
  assert.equal(headers.get("retry-after"), "1");
  assert.equal((await statuses({ sub: "ben" })).filter((code) => code === 200).length, 5);
}, { CODEC_RATE_BURST: "5", CODEC_RATE_PER_SECOND: "1" }));

test("the UI's preflight is answered for its origin, with every header it sends", withServer(async (all) => {
  const preflight = await fetch(`${all.running.url}/decode?preserveStorageRefs=true`, {
    method: "OPTIONS",
    headers: { origin: ORIGIN, "access-control-request-method": "POST", "access-control-request-headers": "authorization,authorization-extras,content-type,x-namespace" },
  });
  assert.equal(preflight.status, 204);
  assert.equal(preflight.headers.get("access-control-allow-origin"), ORIGIN);
  assert.equal(preflight.headers.get("access-control-allow-methods"), "POST, OPTIONS");
  const allowed = preflight.headers.get("access-control-allow-headers")?.split(", ") ?? [];
  for (const header of ["authorization", "authorization-extras", "content-type", "x-namespace"]) assert.ok(allowed.includes(header), header);
  assert.equal(preflight.headers.get("vary"), "Origin");
  assert.equal(preflight.headers.get("access-control-allow-credentials"), null);
  // No token is asked for: a browser sends none with a preflight. And no audit line: nothing was asked.
  assert.equal(all.audit().length, 0);
}));

test("refusals carry the headers of CORS too, and another origin gets none", withServer(async (all) => {
  for (const [path, status] of [["/decode", 401], ["/download", 404]] as const) {
    const refused = await all.post(path, { payloads: [] }, { origin: ORIGIN });
    assert.equal(refused.status, status);
    assert.equal(refused.headers.get("access-control-allow-origin"), ORIGIN);
  }
  for (const origin of ["https://evil.example", "null", `${ORIGIN}.evil.example`, "http://temporal.example"]) {
    const refused = await all.as({}, "/decode", { payloads: [] }, { origin });
    assert.equal(refused.status, 403, origin);
    assert.equal(refused.headers.get("access-control-allow-origin"), null, origin);
  }
}));
