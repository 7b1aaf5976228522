"""The connection to Temporal: one for all task queues, with the certificates and the token that the server asks for."""

import asyncio
import os
import random
from pathlib import Path

from temporalio.client import Client
from temporalio.converter import DataConverter
from temporalio.runtime import Runtime
from temporalio.service import TLSConfig

from worker.settings import Settings, Tls
from worker.tokens import Tokens


async def connect(settings: Settings, tokens: Tokens | None, data_converter: DataConverter, runtime: Runtime | None = None) -> Client:
    client = await Client.connect(
        settings.address,
        namespace=settings.namespace,
        tls=_certificates(settings.tls) if settings.tls else False,
        api_key=tokens.current if tokens else None,
        data_converter=data_converter,
        runtime=runtime,
    )
    if tokens:
        tokens.on_refresh(lambda token: setattr(client, "api_key", token))
    return client


def _certificates(files: Tls) -> TLSConfig:
    cert, key = files.certificate or (None, None)
    return TLSConfig(
        server_root_ca_cert=Path(files.ca).read_bytes(),
        domain=files.server_name,
        client_cert=Path(cert).read_bytes() if cert else None,
        client_private_key=Path(key).read_bytes() if key else None,
    )


async def until_renewed(tls: Tls | None, interval: float = 60, delay: float | None = None) -> None:
    """
    Returns when the mounted certificates were renewed: a connection keeps the old ones, so the worker ends in good order and Kubernetes
    starts it again. The delay is random, up to ten minutes, so that not all pods go at once; renewal happens weeks before expiry.
    """
    if tls is None:
        await asyncio.Event().wait()
        return
    file = tls.certificate[0] if tls.certificate else tls.ca
    first = os.stat(file).st_mtime_ns
    while os.stat(file).st_mtime_ns == first:
        await asyncio.sleep(interval)
    await asyncio.sleep(random.uniform(0, 600) if delay is None else delay)
