import unittest

import aiohttp

from worker.health import serve_health


class HealthTest(unittest.IsolatedAsyncioTestCase):
    async def test_probes_see_what_the_worker_says_of_itself(self) -> None:
        state = {"alive": True, "ready": False}
        runner = await serve_health(0, lambda: state["alive"], lambda: state["ready"])
        port = next(address[1] for address in runner.addresses if len(address) == 2)  # the one of IPv4

        async def status(path: str) -> int:
            async with session.get(f"http://127.0.0.1:{port}{path}") as response:
                return response.status

        async with aiohttp.ClientSession() as session:
            self.assertEqual([await status("/livez"), await status("/readyz"), await status("/")], [200, 503, 404])
            state.update(alive=False, ready=True)
            self.assertEqual([await status("/livez"), await status("/readyz")], [503, 200])
        await runner.cleanup()
