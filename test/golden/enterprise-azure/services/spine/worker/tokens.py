"""Tokens of the pod's own identity, always fresh."""

import asyncio
import logging
import time
from collections.abc import Callable

from azure.core.credentials import AccessToken
from azure.core.credentials_async import AsyncTokenCredential

log = logging.getLogger(__name__)


class Tokens:
    """
    Fetches tokens of a scope: one before the worker starts, a new one after three quarters of its life, an hour in Entra ID. A failed
    renewal is tried again every half minute while the old token lives.
    """

    def __init__(self, credential: AsyncTokenCredential, scope: str, retry_seconds: float = 30) -> None:
        self._credential = credential
        self._scope = scope
        self._retry_seconds = retry_seconds
        self._latest: AccessToken | None = None
        self._listeners: list[Callable[[str], None]] = []
        self._renewal: asyncio.Task[None] | None = None

    async def start(self) -> "Tokens":
        self._latest = await self._credential.get_token(self._scope)
        self._renewal = asyncio.create_task(self._renew())
        return self

    @property
    def current(self) -> str:
        if self._latest is None:
            raise RuntimeError("There is no token before start()")
        return self._latest.token

    @property
    def is_valid(self) -> bool:
        return self._latest is not None and self._latest.expires_on > time.time()

    def on_refresh(self, listener: Callable[[str], None]) -> None:
        self._listeners.append(listener)

    async def stop(self) -> None:
        if self._renewal:
            self._renewal.cancel()
        await self._credential.close()

    async def _renew(self) -> None:
        wait = self._until_renewal()
        while True:
            await asyncio.sleep(wait)
            try:
                self._latest = await self._credential.get_token(self._scope)
                for listener in self._listeners:
                    listener(self._latest.token)
                wait = self._until_renewal()
            except Exception as error:
                log.error("No new token: %s", error)
                wait = self._retry_seconds

    def _until_renewal(self) -> float:
        expires = self._latest.expires_on if self._latest else 0
        return max(1.0, (expires - time.time()) * 0.75)
