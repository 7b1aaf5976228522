import unittest

from temporalio.exceptions import ApplicationError
from temporalio.testing import ActivityEnvironment

from worker.activities import Order, Receipt, charge


class ChargeTest(unittest.IsolatedAsyncioTestCase):
    async def test_an_order_is_charged(self) -> None:
        self.assertEqual(await ActivityEnvironment().run(charge, Order("o-1", 12.5)), Receipt("o-1", 12.5))

    async def test_an_order_that_costs_nothing_is_refused_and_not_tried_again(self) -> None:
        with self.assertRaises(ApplicationError) as raised:
            await ActivityEnvironment().run(charge, Order("o-1", 0))
        self.assertTrue(raised.exception.non_retryable)
