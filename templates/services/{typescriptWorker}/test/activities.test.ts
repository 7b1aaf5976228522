import assert from "node:assert/strict";
import { test } from "node:test";
import { MockActivityEnvironment } from "@temporalio/testing";
import { charge, type Order, type Receipt } from "../src/activities";

const run = (order: Order): Promise<Receipt> => new MockActivityEnvironment().run(charge, order);

test("an order is charged", async () => {
  assert.deepEqual(await run({ id: "o-1", amount: 12.5 }), { orderId: "o-1", charged: 12.5 });
});

test("an order that costs nothing is refused, and not tried again", async () => {
  await assert.rejects(run({ id: "o-1", amount: 0 }), { type: "InvalidOrder", nonRetryable: true });
});
