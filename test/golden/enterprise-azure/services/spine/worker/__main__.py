"""One Temporal worker per task queue, all in this process and over one connection. Ends in good order on SIGTERM."""

import asyncio
import logging
import os
import signal
from datetime import timedelta

from azure.identity.aio import WorkloadIdentityCredential
from temporalio.client import Client
from temporalio.runtime import PrometheusConfig, Runtime, TelemetryConfig
from temporalio.worker import Worker

from worker.activities import charge
from worker.connection import connect, until_renewed
from worker.encryption import codec_from_environment, data_converter
from worker.health import serve_health
from worker.settings import Settings, read_settings
from worker.tokens import Tokens
from worker.workflows import ProcessOrder

log = logging.getLogger("worker")


async def main() -> None:
    settings = read_settings(os.environ)
    runtime = Runtime(telemetry=TelemetryConfig(metrics=PrometheusConfig(bind_address=f"0.0.0.0:{settings.metrics_port}", durations_as_seconds=True)))
    codec = codec_from_environment(os.environ, settings.namespace)
    if codec:
        # The first data key is fetched here, so that a worker that cannot encrypt never begins to poll.
        await codec.prepare()
    else:
        log.warning("Payloads are not encrypted: CODEC_KEY_PROVIDER is not set")
    # The workload identity webhook injects AZURE_CLIENT_ID, AZURE_TENANT_ID and the file of the Kubernetes token.
    tokens = await Tokens(WorkloadIdentityCredential(), settings.token_scope).start() if settings.token_scope else None
    client = await connect(settings, tokens, data_converter(codec), runtime)
    workers = [create_worker(settings, client, task_queue) for task_queue in settings.task_queues]

    stop = asyncio.Event()
    runs: list[asyncio.Task[None]] = []
    for name in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(name, stop.set)
    health = await serve_health(
        settings.health_port,
        alive=lambda: not any(run.done() and run.exception() for run in runs),
        ready=lambda: not stop.is_set() and all(worker.is_running for worker in workers) and (tokens is None or tokens.is_valid),
    )
    runs += [asyncio.create_task(worker.run()) for worker in workers]
    reasons = [*runs, asyncio.create_task(stop.wait()), asyncio.create_task(until_renewed(settings.tls))]
    try:
        # One that fails takes the others with it: half a worker would look healthy.
        await asyncio.wait(reasons, return_when=asyncio.FIRST_COMPLETED)
        stop.set()
        await asyncio.gather(*(worker.shutdown() for worker in workers if worker.is_running))
        await asyncio.gather(*runs)
    finally:
        for reason in reasons:
            reason.cancel()
        await health.cleanup()
        if tokens:
            await tokens.stop()
        if codec:
            await codec.close()


def create_worker(settings: Settings, client: Client, task_queue: str) -> Worker:
    """Limits hold for the pod, so the task queues share them; a worker needs two workflow tasks at least."""

    def share(limit: int, least: int) -> int:
        return max(least, limit // len(settings.task_queues))

    return Worker(
        client,
        task_queue=task_queue,
        workflows=[ProcessOrder],
        activities=[charge],
        max_concurrent_workflow_tasks=share(settings.workflow_tasks, 2),
        max_concurrent_activities=share(settings.activities, 1),
        max_concurrent_local_activities=share(settings.local_activities, 1),
        # Polling stops at once; activities have until shortly before Kubernetes ends the pod.
        graceful_shutdown_timeout=timedelta(seconds=max(1, settings.shutdown_seconds - 15)),
    )


if __name__ == "__main__":
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    asyncio.run(main())
