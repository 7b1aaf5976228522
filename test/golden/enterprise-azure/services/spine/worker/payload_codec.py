"""
Encrypts every payload before it leaves this process: AES-256-GCM with data keys that the customer's key service wraps. The format is that
of services/payload-codec, whose test vectors the tests of this file open.
"""

import asyncio
import base64
import hashlib
import logging
import os
import random
import time
from collections import OrderedDict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from temporalio.api.common.v1 import Payload
from temporalio.converter import PayloadCodec

from worker.keys import KeyProvider, length_prefixed

log = logging.getLogger(__name__)

ENCODING = b"binary/encrypted"
ALGORITHM = b"AES-256-GCM"
FORMAT = b"ctp/1"
# Calls of the key service at the same time: a worker that starts must not look like an attack on it.
PARALLEL = 16
FIRST_RETRY = 5
LONGEST_RETRY = 300


class CodecError(Exception):
    """A payload that cannot be encrypted or decrypted. The text holds no plaintext, no ciphertext and no key."""


@dataclass(frozen=True)
class Limits:
    """Seconds and numbers after which keys are replaced or forgotten: those of services/payload-codec."""

    renew_after: float = 3600
    max_age: float = 86_400
    # At most 2^32 by NIST SP 800-38D for random nonces.
    max_messages: int = 2**20
    max_bytes: int = 64 * 2**30
    cache_seconds: float = 3600
    cache_entries: int = 1000


@dataclass
class DataKey:
    key: bytes
    wrapped: bytes
    version: str
    born: float
    messages: int = 0
    bytes: int = 0


class EncryptionCodec(PayloadCodec):
    """The codec of one Temporal namespace, for clients and workers. Call `prepare` before a worker starts."""

    def __init__(self, provider: KeyProvider, namespace: str, trusted: Iterable[str] = (), limits: Limits = Limits()) -> None:
        self._provider = provider
        self._namespace = namespace
        self._readable = {namespace, *trusted}
        self._limits = limits
        self._current: DataKey | None = None
        self._fetching = asyncio.Lock()
        self._parallel = asyncio.Semaphore(PARALLEL)
        self._asking: dict[tuple[bytes, str], asyncio.Task[bytes]] = {}
        self._used_up = asyncio.Event()
        self._unwrapped: OrderedDict[tuple[bytes, str], tuple[bytes, float]] = OrderedDict()
        self._renewal: asyncio.Task[None] | None = None

    async def prepare(self) -> None:
        """Fetches the first data key and keeps it renewed: encryption then goes on while the key service is away for a day."""
        self._current = await self._new_key()
        self._renewal = asyncio.create_task(self._keep_fresh())

    async def close(self) -> None:
        if self._renewal:
            self._renewal.cancel()
        self._current = None
        self._unwrapped.clear()
        await self._provider.close()

    async def encode(self, payloads: Sequence[Payload]) -> list[Payload]:
        return [self._encrypt(await self._usable_key(), payload.SerializeToString()) for payload in payloads]

    async def decode(self, payloads: Sequence[Payload]) -> list[Payload]:
        return [await self._decrypt(payload) for payload in payloads]

    def _encrypt(self, key: DataKey, plain: bytes) -> Payload:
        key.messages += 1
        key.bytes += len(plain)
        # Nine tenths leave room for what is encrypted while the next key is on its way.
        if key.messages >= self._limits.max_messages * 0.9 or key.bytes >= self._limits.max_bytes * 0.9:
            self._used_up.set()
        header = {
            "encoding": ENCODING,
            "encryption-key-id": self._provider.key_id.encode(),
            "encryption-dek": base64.b64encode(key.wrapped),
            "encryption-key-version": key.version.encode(),
            "encryption-algorithm": ALGORITHM,
            "encryption-format": FORMAT,
            "encryption-namespace": self._namespace.encode(),
        }
        nonce = os.urandom(12)
        return Payload(metadata=header, data=nonce + AESGCM(key.key).encrypt(nonce, plain, additional_data(header)))

    async def _decrypt(self, payload: Payload) -> Payload:
        header = payload.metadata
        if header.get("encoding") != ENCODING or "encryption-key-id" not in header or "encryption-dek" not in header:
            return payload
        if header.get("encryption-format") != FORMAT or header.get("encryption-algorithm") != ALGORITHM:
            raise CodecError("The payload is encrypted in a format that is not read here")
        try:
            namespace, key_id, version = (header.get(f"encryption-{fact}", b"").decode() for fact in ("namespace", "key-id", "key-version"))
            wrapped = base64.b64decode(header["encryption-dek"])
        except ValueError as error:
            raise CodecError("The metadata of the payload cannot be read") from error
        if namespace not in self._readable:
            raise CodecError("The payload was encrypted for another namespace")
        # Only the configured key: an address in metadata is never contacted.
        if key_id != self._provider.key_id:
            raise CodecError("The payload was encrypted with a key that is not configured here")
        key = await self._unwrapped_key(wrapped, version)
        try:
            return Payload.FromString(AESGCM(key).decrypt(payload.data[:12], payload.data[12:], additional_data(header)))
        except Exception as error:
            raise CodecError("The ciphertext, its metadata or its key is not the one that was written") from error

    async def _unwrapped_key(self, wrapped: bytes, version: str) -> bytes:
        """Kept for its time; equal questions to the key service are asked once."""
        name = (wrapped, version)
        found = self._unwrapped.get(name)
        if found is not None and found[1] > time.monotonic():
            self._unwrapped.move_to_end(name)
            return found[0]
        if name not in self._asking:
            self._asking[name] = asyncio.create_task(self._unwrap(wrapped, version))
            self._asking[name].add_done_callback(lambda _: self._asking.pop(name, None))
        # One of those who wait may be cancelled; the others still want the answer.
        return await asyncio.shield(self._asking[name])

    async def _unwrap(self, wrapped: bytes, version: str) -> bytes:
        async with self._parallel:
            key = await self._provider.unwrap(wrapped, version)
        # AES would take a shorter one as well.
        if len(key) != 32:
            raise CodecError("The unwrapped data key has another length than 32 bytes")
        self._remember(wrapped, version, key)
        return key

    def _remember(self, wrapped: bytes, version: str, key: bytes) -> None:
        self._unwrapped[(wrapped, version)] = (key, time.monotonic() + self._limits.cache_seconds)
        self._unwrapped.move_to_end((wrapped, version))
        while len(self._unwrapped) > self._limits.cache_entries:
            self._unwrapped.popitem(last=False)

    async def _usable_key(self) -> DataKey:
        async with self._fetching:
            key = self._current
            if key is None or time.monotonic() - key.born >= self._limits.max_age or key.messages >= self._limits.max_messages or key.bytes >= self._limits.max_bytes:
                key = self._current = await self._new_key()
            return key

    async def _new_key(self) -> DataKey:
        plain = os.urandom(32)
        wrapped, version = await self._provider.wrap(plain)
        self._remember(wrapped, version, plain)
        return DataKey(plain, wrapped, version, time.monotonic())

    async def _keep_fresh(self) -> None:
        """Renews by age, or earlier when the key is nearly used up. A tenth of spread: the pods of a worker start together."""
        failures = 0
        while True:
            if failures == 0:
                try:
                    await asyncio.wait_for(self._used_up.wait(), self._limits.renew_after * random.uniform(0.9, 1))
                except asyncio.TimeoutError:
                    pass
            else:
                await asyncio.sleep(min(LONGEST_RETRY, FIRST_RETRY * 2 ** (failures - 1), self._limits.renew_after) * random.uniform(0.75, 1.25))
            try:
                self._current = await self._new_key()
                self._used_up.clear()
                failures = 0
            except Exception as error:
                log.error("No new data key; the present one stays in use: %s", error)
                failures = min(failures + 1, 10)


def additional_data(header: Mapping[str, bytes]) -> bytes:
    """What GCM authenticates beside the ciphertext."""
    facts = ("format", "algorithm", "namespace", "key-id", "key-version")
    digest = hashlib.sha256(base64.b64decode(header["encryption-dek"])).digest()
    return length_prefixed(*(header[f"encryption-{fact}"] for fact in facts), digest)
