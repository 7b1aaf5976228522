import { ApplicationFailure, log } from "@temporalio/activity";

export interface Order {
  readonly id: string;
  readonly amount: number;
}

export interface Receipt {
  readonly orderId: string;
  readonly charged: number;
}

/** Everything that touches the world outside is an activity: it may fail, and it is tried again. */
export async function charge(order: Order): Promise<Receipt> {
  if (!(order.amount > 0)) throw ApplicationFailure.nonRetryable("An order has to cost something", "InvalidOrder");
  // Logs are not encrypted: names of things only, never what payloads hold.
  log.info("charging", { orderId: order.id });
  return { orderId: order.id, charged: order.amount };
}
