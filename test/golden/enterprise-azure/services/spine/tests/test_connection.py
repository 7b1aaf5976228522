import asyncio
import os
import tempfile
import unittest
from pathlib import Path

from worker.connection import until_renewed
from worker.settings import Tls


class RenewalTest(unittest.IsolatedAsyncioTestCase):
    async def test_a_renewed_certificate_ends_the_wait_and_an_old_one_does_not(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "tls.crt"
            file.write_text("old")
            wait = asyncio.create_task(until_renewed(Tls("ca.crt", None, (str(file), "tls.key")), interval=0.01, delay=0))
            await asyncio.sleep(0.05)
            self.assertFalse(wait.done())
            os.utime(file, ns=(1, 1))
            await asyncio.wait_for(wait, 1)

    async def test_without_tls_nothing_is_waited_for(self) -> None:
        with self.assertRaises(TimeoutError):
            await asyncio.wait_for(until_renewed(None), 0.01)
