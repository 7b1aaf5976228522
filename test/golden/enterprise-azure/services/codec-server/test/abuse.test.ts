import assert from "node:assert/strict";
import { once } from "node:events";
import { Agent, request } from "node:http";
import { connect, type Socket } from "node:net";
import test from "node:test";
import { CodecError } from "payload-codec";
import { base64, plain, startAll, watchedKey, withServer, type All } from "./support.js";

const EVERYWHERE = { roles: ["temporal-system:admin"] };

/** A connection that is handed bytes as they are. */
async function raw(all: All, text: string): Promise<Socket> {
  const { hostname, port } = new URL(all.running.url);
  const socket = connect(Number(port), hostname);
  socket.on("error", () => undefined);
  await once(socket, "connect");
  socket.write(text);
  return socket;
}

const head = async (all: All, claims: Record<string, unknown>, length: number): Promise<string> =>
  `POST /decode HTTP/1.1\r\nhost: codec\r\ncontent-type: application/json\r\nx-namespace: orders\r\nauthorization: Bearer ${await all.issuer.token(claims)}\r\ncontent-length: ${length}\r\n\r\n`;

const waiting = async (all: All): Promise<void> => {
  // Long enough for a token to be verified and the body to be waited for.
  assert.equal((await all.as({ sub: "somebody else" }, "/decode", { payloads: [] })).status, 200);
  await new Promise((resolve) => setTimeout(resolve, 100));
};

test("a client that sends slowly is cut off when its time is over, before or within the body", withServer(async (all) => {
  for (const text of ["POST /decode HTTP/1.1\r\nhost: co", await head(all, {}, 1000)]) {
    const started = performance.now();
    const socket = await raw(all, text);
    socket.resume();
    await once(socket, "close");
    assert.ok(performance.now() - started < 4000, `${performance.now() - started} ms`);
  }
}, { CODEC_REQUEST_SECONDS: "1" }));

test("large bodies of one principal that never arrive leave room for others", withServer(async (all) => {
  const slow = [await raw(all, await head(all, {}, 4000)), await raw(all, await head(all, {}, 4000)), await raw(all, await head(all, {}, 4000))];
  await waiting(all);
  assert.equal((await all.as({}, "/decode", { payloads: [plain("x".repeat(2000))] })).status, 503);
  assert.equal((await all.as({ sub: "ben" }, "/decode", { payloads: [plain("x".repeat(2000))] })).status, 200);
  for (const socket of slow) socket.destroy();
}, { CODEC_MAX_BODY_BYTES: "4096", CODEC_MAX_BODY_BYTES_IN_WORK: "10000" }));

test("namespaces made up by one who may use all of them share one rate", withServer(async (all) => {
  const statuses = [];
  for (let index = 0; index < 8; index++) statuses.push((await all.as(EVERYWHERE, "/encode", { payloads: [plain(1)] }, { "x-namespace": `made-up-${index}` })).status);
  assert.deepEqual(statuses, [200, 200, 200, 200, 200, 429, 429, 429]);
  assert.equal((await all.as(EVERYWHERE, "/encode", { payloads: [plain(1)] })).status, 200);
}, { CODEC_RATE_BURST: "5", CODEC_RATE_PER_SECOND: "1" }));

test("data keys that the key service refuses count as requests", async () => {
  const key = watchedKey();
  const refusing = { ...key, provider: { ...key.provider, unwrap: async () => Promise.reject(new CodecError("refused-by-key-service", "no")) } };
  const all = await startAll({ CODEC_RATE_BURST: "20", CODEC_RATE_PER_SECOND: "1" }, refusing);
  try {
    await all.untilReady();
    const { payloads: [mine] } = await all.as({}, "/encode", { payloads: [plain(1)] });
    const made = Array.from({ length: 100 }, (_, index) => ({ ...mine!, metadata: { ...mine!.metadata, "encryption-dek": base64(base64(`made up ${index}`)) } }));
    assert.equal((await all.as({}, "/decode", { payloads: made })).status, 200);
    assert.deepEqual(all.audit().at(-1)?.["failed"], { "refused-by-key-service": 100 });
    const { status, headers } = await all.as({}, "/decode", { payloads: [] });
    assert.equal(status, 429);
    // The debt is a minute at most.
    assert.equal(headers.get("retry-after"), "61");
    assert.equal((await all.as({ sub: "ben" }, "/decode", { payloads: [] })).status, 200);
  } finally {
    await all.stop();
  }
});

test("a connection that a gateway keeps ends with its next answer once the server stops", async () => {
  const all = await startAll({ CODEC_AUTH: "none", CODEC_DRAIN_SECONDS: "1" });
  await all.untilReady();
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const ask = (): Promise<string | undefined> => new Promise((resolve, reject) => {
    const call = request(`${all.running.url}/decode`, { method: "POST", agent, headers: { "content-type": "application/json", "x-namespace": "orders" } }, (response) => {
      response.resume();
      response.once("end", () => resolve(response.headers.connection));
    });
    call.once("error", reject);
    call.end('{"payloads":[]}');
  });
  assert.equal(await ask(), "keep-alive");
  const started = performance.now();
  const stopped = all.stop();
  assert.equal(await ask(), "close");
  await stopped;
  assert.ok(performance.now() - started < 5000);
  agent.destroy();
});

test("neither deep nor odd bodies do more than be refused", withServer(async (all) => {
  const deep = "[".repeat(1_000_000);
  const bodies: [string, number][] = [
    [`{"payloads":${deep}${"]".repeat(1_000_000)}}`, 400],
    [`{"payloads":[{"externalPayloads":[{"sizeBytes":${deep}${"]".repeat(1_000_000)}}]}]}`, 400],
    ['{"payloads":[{"externalPayloads":[{"sizeBytes":{"toString":1}}]}]}', 400],
    ['{"payloads":[{"metadata":{"4111-1111":5}}]}', 400],
    ['{"payloads":[null]}', 400],
    ['{"__proto__":{"payloads":[]}}', 200],
    ['{"payloads":[{"metadata":{"__proto__":"QQ==","constructor":"QQ=="},"data":"QQ=="}]}', 200],
    ["\ud800", 400],
    ["", 400],
  ];
  for (const [body, expected] of bodies) {
    const { status, text } = await all.as({}, "/decode", body);
    assert.equal(status, expected, body.slice(0, 80));
    assert.ok(!text.includes("4111"), text);
  }
  assert.ok(!JSON.stringify(all.audit()).includes("4111"));
  assert.equal((await all.as({}, "/decode", { payloads: [] })).status, 200);
}));
