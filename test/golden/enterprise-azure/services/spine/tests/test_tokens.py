import asyncio
import time
import unittest

from azure.core.credentials import AccessToken

from worker.tokens import Tokens


class Issuer:
    """Gives out token-1, token-2…; every second question may fail."""

    def __init__(self, seconds: int, failing: bool = False) -> None:
        self.seconds, self.failing, self.asked = seconds, failing, 0

    async def get_token(self, *_: str, **__: object) -> AccessToken:
        self.asked += 1
        if self.failing and self.asked % 2 == 0:
            raise ConnectionError("issuer is down")
        return AccessToken(f"token-{self.asked}", int(time.time()) + self.seconds)

    async def close(self) -> None:
        pass


class TokensTest(unittest.IsolatedAsyncioTestCase):
    async def test_a_token_is_renewed_before_it_expires_and_listeners_get_the_new_one(self) -> None:
        tokens = await Tokens(Issuer(2), "api://temporal/.default").start()
        seen: list[str] = []
        tokens.on_refresh(seen.append)
        self.assertEqual(tokens.current, "token-1")
        await asyncio.sleep(1.8)
        self.assertEqual(seen, ["token-2"])
        self.assertTrue(tokens.is_valid)
        await tokens.stop()

    async def test_a_failed_renewal_keeps_the_old_token_and_is_tried_again(self) -> None:
        tokens = await Tokens(Issuer(2, failing=True), "scope", retry_seconds=0.05).start()
        with self.assertLogs(level="ERROR"):
            await asyncio.sleep(1.8)
        self.assertEqual(tokens.current, "token-3")
        await tokens.stop()
