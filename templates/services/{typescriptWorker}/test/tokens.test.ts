import assert from "node:assert/strict";
import { setTimeout as wait } from "node:timers/promises";
import { test } from "node:test";
import type { TokenCredential } from "@azure/identity";
import { keepFresh } from "../src/tokens";

/** Gives out token-1, token-2…, each for so long; every second question may fail. */
function issuer(seconds: number, failing = false): TokenCredential & { asked: number } {
  const credential = {
    asked: 0,
    getToken: async () => {
      credential.asked += 1;
      if (failing && credential.asked % 2 === 0) throw new Error("issuer is down");
      return { token: `token-${credential.asked}`, expiresOnTimestamp: Date.now() + seconds * 1000 };
    },
  };
  return credential;
}

test("a token is renewed before it expires, and listeners get the new one", async () => {
  const tokens = await keepFresh(issuer(1.4), "api://temporal/.default");
  const seen: string[] = [];
  tokens.onRefresh(async (token) => void seen.push(token));
  assert.equal(tokens.current(), "token-1");
  await wait(1250);
  assert.deepEqual(seen, ["token-2"]);
  assert.ok(tokens.isValid());
  tokens.stop();
});

test("a failed renewal keeps the old token and is tried again", async () => {
  const credential = issuer(4, true);
  const tokens = await keepFresh(credential, "scope", 0);
  await wait(3200);
  assert.equal(tokens.current(), "token-1");
  assert.ok(tokens.isValid());
  await wait(1100);
  assert.equal(tokens.current(), "token-3");
  tokens.stop();
});

test("without a first token a worker does not start", async () => {
  await assert.rejects(keepFresh({ getToken: async () => null }, "scope"), /No token for scope/);
});
