"""Everything that touches the world outside is an activity: it may fail, and it is tried again."""

from dataclasses import dataclass

from temporalio import activity
from temporalio.exceptions import ApplicationError


@dataclass(frozen=True)
class Order:
    id: str
    amount: float


@dataclass(frozen=True)
class Receipt:
    orderId: str
    charged: float


@activity.defn
async def charge(order: Order) -> Receipt:
    if not order.amount > 0:
        raise ApplicationError("An order has to cost something", type="InvalidOrder", non_retryable=True)
    # Logs are not encrypted: names of things only, never what payloads hold.
    activity.logger.info("charging %s", order.id)
    return Receipt(orderId=order.id, charged=order.amount)
