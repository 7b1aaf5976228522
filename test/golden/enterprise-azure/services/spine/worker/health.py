"""Answers Kubernetes: `/livez` and `/readyz`, 200 or 503, nothing else."""

from collections.abc import Callable

from aiohttp import web


async def serve_health(port: int, alive: Callable[[], bool], ready: Callable[[], bool]) -> web.AppRunner:
    """`alive` is false when only a restart helps, `ready` while starting or ending: a rollout waits for it."""

    def answer(question: Callable[[], bool]) -> Callable[[web.Request], object]:
        async def handler(_: web.Request) -> web.Response:
            return web.Response(status=200 if question() else 503)

        return handler

    app = web.Application()
    app.router.add_get("/livez", answer(alive))
    app.router.add_get("/readyz", answer(ready))
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, None, port).start()
    return runner
