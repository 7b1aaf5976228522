"""Keys that encrypt data keys. They never leave the customer's key service, except the local one, which is for development."""

import asyncio
import base64
import hashlib
import os
import re
import time
from collections.abc import Callable, Mapping
from typing import Protocol
from urllib.parse import urlsplit

import aiohttp
from azure.core.credentials_async import AsyncTokenCredential
from cryptography.hazmat.primitives.ciphers.aead import AESGCM


class KeyProvider(Protocol):
    # Address of the key without its version and without credentials: stored beside every payload.
    key_id: str

    async def wrap(self, data_key: bytes) -> tuple[bytes, str]:
        """The wrapped data key, and the version of the key that wrapped it."""

    async def unwrap(self, wrapped: bytes, version: str) -> bytes: ...

    async def close(self) -> None: ...


def length_prefixed(*parts: bytes) -> bytes:
    """Joins parts so that no two different lists give the same bytes."""
    return b"".join(len(part).to_bytes(4, "big") + part for part in parts)


class LocalKey:
    """One base64 text of 32 bytes a line; the first encrypts, all decrypt. Read again each time, so that a changed Secret takes effect."""

    def __init__(self, name: str, read: Callable[[], str]) -> None:
        self.key_id = f"local://{name}"
        self._read = read

    def _keys(self) -> dict[str, bytes]:
        keys = [base64.b64decode(line.strip(), validate=True) for line in self._read().splitlines() if line.strip()]
        if not keys or any(len(key) != 32 for key in keys):
            raise ValueError(f"{self.key_id} is not the base64 text of 32 bytes a line: make one with openssl rand -base64 32")
        return {hashlib.sha256(b"temporal payload key version" + key).hexdigest()[:16]: key for key in keys}

    def _bound(self, version: str) -> bytes:
        return length_prefixed(self.key_id.encode(), version.encode())

    async def wrap(self, data_key: bytes) -> tuple[bytes, str]:
        version, key = next(iter(self._keys().items()))
        nonce = os.urandom(12)
        return nonce + AESGCM(key).encrypt(nonce, data_key, self._bound(version)), version

    async def unwrap(self, wrapped: bytes, version: str) -> bytes:
        key = self._keys().get(version)
        if key is None:
            raise ValueError(f"{self.key_id} has no key of version {version[:16]}")
        return AESGCM(key).decrypt(wrapped[:12], wrapped[12:], self._bound(version))

    async def close(self) -> None:
        pass


class AzureKeyVaultKey:
    """
    A key in Azure Key Vault, by its REST interface: the client library would wrap with the public key on its own, and no use of the key
    would stand in the vault's log. The identity needs keys/get, keys/wrapKey and keys/unwrapKey.
    """

    RESOLVE_EVERY = 3600

    def __init__(self, vault_url: str, key: str, credential: AsyncTokenCredential) -> None:
        vault = urlsplit(vault_url)
        # As services/payload-codec writes it: the host in lower case, nothing behind it. The key id has to be the same in every language.
        host = f"{vault.hostname}:{vault.port}" if vault.port not in (None, 443) else vault.hostname
        self._vault = f"{vault.scheme}://{host}"
        self._key = key
        self._credential = credential
        self.key_id = f"azurekeyvault://{host}/keys/{key}"
        self._session: aiohttp.ClientSession | None = None
        self._newest: tuple[str, float] | None = None

    async def wrap(self, data_key: bytes) -> tuple[bytes, str]:
        version = await self._version()
        try:
            return await self._operate("wrapkey", version, data_key), version
        except Exception:
            # The version may have been disabled meanwhile: the next attempt asks for the newest one.
            self._newest = None
            raise

    async def unwrap(self, wrapped: bytes, version: str) -> bytes:
        if not re.fullmatch("[0-9a-fA-F]{32}", version):
            raise ValueError(f"A payload of {self.key_id} says no version of the key")
        return await self._operate("unwrapkey", version, wrapped)

    async def close(self) -> None:
        if self._session:
            await self._session.close()
        await self._credential.close()

    async def _version(self) -> str:
        """The newest version, asked for again every hour: a rotation is picked up within it."""
        if self._newest is None or time.monotonic() >= self._newest[1]:
            key = await self._call("GET", f"/keys/{self._key}")
            self._newest = (key["key"]["kid"].rsplit("/", 1)[-1], time.monotonic() + self.RESOLVE_EVERY)
        return self._newest[0]

    async def _operate(self, operation: str, version: str, value: bytes) -> bytes:
        text = base64.urlsafe_b64encode(value).rstrip(b"=").decode()
        result = await self._call("POST", f"/keys/{self._key}/{version}/{operation}", {"alg": "RSA-OAEP-256", "value": text})
        return base64.urlsafe_b64decode(result["value"] + "=" * (-len(result["value"]) % 4))

    async def _call(self, method: str, path: str, body: Mapping[str, str] | None = None) -> dict:
        if self._session is None:
            self._session = aiohttp.ClientSession()
        # The token included, which comes from elsewhere.
        async with asyncio.timeout(10):
            token = await self._credential.get_token("https://vault.azure.net/.default")
            headers = {"Authorization": f"Bearer {token.token}"}
            async with self._session.request(method, f"{self._vault}{path}?api-version=7.4", json=body, headers=headers, allow_redirects=False) as response:
                if response.status != 200:
                    raise RuntimeError(f"{self.key_id}: {method} answered {response.status}")
                return await response.json()
