"""A workflow is deterministic: it decides, activities do. Its histories are replayed in the tests before anything is deployed."""

from datetime import timedelta

from temporalio import workflow
from temporalio.common import RetryPolicy

with workflow.unsafe.imports_passed_through():
    from worker.activities import Order, Receipt, charge


@workflow.defn(name="processOrder")
class ProcessOrder:
    @workflow.run
    async def run(self, order: Order) -> Receipt:
        return await workflow.execute_activity(
            charge,
            order,
            start_to_close_timeout=timedelta(seconds=30),
            retry_policy=RetryPolicy(initial_interval=timedelta(seconds=1), maximum_interval=timedelta(minutes=1)),
        )
