import assert from "node:assert/strict";
import type { AddressInfo } from "node:net";
import { test } from "node:test";
import { serveHealth } from "../src/health";

test("probes see what the worker says of itself", async () => {
  const state = { alive: true, ready: false };
  const server = await serveHealth(0, { alive: () => state.alive, ready: () => state.ready });
  const status = async (path: string): Promise<number> => (await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`)).status;
  assert.deepEqual([await status("/livez"), await status("/readyz"), await status("/")], [200, 503, 404]);
  state.alive = false;
  state.ready = true;
  assert.deepEqual([await status("/livez"), await status("/readyz")], [503, 200]);
  server.close();
});
