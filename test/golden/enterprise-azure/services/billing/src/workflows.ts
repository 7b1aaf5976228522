import { proxyActivities } from "@temporalio/workflow";
import type * as activities from "./activities";
import type { Order, Receipt } from "./activities";

const { charge } = proxyActivities<typeof activities>({
  startToCloseTimeout: "30 seconds",
  retry: { initialInterval: "1 second", maximumInterval: "1 minute" },
});

/** A workflow is deterministic: it decides, activities do. Its histories are replayed in the tests before anything is deployed. */
export async function processOrder(order: Order): Promise<Receipt> {
  return await charge(order);
}
