import assert from "node:assert/strict";
import { test } from "node:test";
import { readSettings } from "../src/settings";

const env = { TEMPORAL_ADDRESS: "temporal-frontend.temporal.svc:7233", TEMPORAL_NAMESPACE: "orders", TEMPORAL_TASK_QUEUES: "orders, refunds" };
const tls = { TEMPORAL_TLS_SERVER_CA_CERT_PATH: "/tls/ca.crt", TEMPORAL_TLS_CLIENT_CERT_PATH: "/tls/tls.crt", TEMPORAL_TLS_CLIENT_KEY_PATH: "/tls/tls.key" };

test("the least that a worker has to be told is enough", () => {
  const settings = readSettings(env);
  assert.deepEqual(settings.taskQueues, ["orders", "refunds"]);
  assert.equal(settings.tls, null);
  assert.equal(settings.tokenScope, null);
  assert.equal(settings.shutdownSeconds, 60);
});

test("certificates are read from files, the client's only where the server asks for one", () => {
  assert.deepEqual(readSettings({ ...env, ...tls }).tls?.certificate, { cert: "/tls/tls.crt", key: "/tls/tls.key" });
  assert.deepEqual(readSettings({ ...env, TEMPORAL_TLS_SERVER_CA_CERT_PATH: "/tls/ca.crt" }).tls, { ca: "/tls/ca.crt", serverName: undefined, certificate: null });
});

test("what is missing or nonsense is named", () => {
  assert.throws(() => readSettings({ ...env, TEMPORAL_NAMESPACE: "" }), /TEMPORAL_NAMESPACE/);
  assert.throws(() => readSettings({ ...env, TEMPORAL_TASK_QUEUES: " , " }), /TEMPORAL_TASK_QUEUES/);
  assert.throws(() => readSettings({ ...env, ...tls, TEMPORAL_TLS_CLIENT_KEY_PATH: undefined }), /TEMPORAL_TLS_CLIENT_KEY_PATH/);
  assert.throws(() => readSettings({ ...env, WORKER_MAX_ACTIVITIES: "many" }), /WORKER_MAX_ACTIVITIES/);
});
