import base64
import time
import unittest

from aiohttp import web
from azure.core.credentials import AccessToken
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from worker.keys import AzureKeyVaultKey
from worker.payload_codec import EncryptionCodec
from tests.test_payload_codec import SAMPLE

OAEP = padding.OAEP(mgf=padding.MGF1(hashes.SHA256()), algorithm=hashes.SHA256(), label=None)


class Vault:
    """What Key Vault answers to the three calls, with real RSA keys, one for each version."""

    def __init__(self) -> None:
        self.keys: dict[str, rsa.RSAPrivateKey] = {}
        self.calls: list[str] = []
        self.rotate()

    def rotate(self) -> None:
        self.newest = f"{len(self.keys):032x}"
        self.keys[self.newest] = rsa.generate_private_key(public_exponent=65537, key_size=2048)

    async def serve(self) -> str:
        app = web.Application()
        app.router.add_get("/keys/{name}", self._get)
        app.router.add_post("/keys/{name}/{version}/{operation}", self._operate)
        self.runner = web.AppRunner(app)
        await self.runner.setup()
        site = web.TCPSite(self.runner, "127.0.0.1", 0)
        await site.start()
        return f"http://127.0.0.1:{self.runner.addresses[0][1]}"

    async def _get(self, request: web.Request) -> web.Response:
        self.calls.append("get")
        return web.json_response({"key": {"kid": f"https://vault/keys/{request.match_info['name']}/{self.newest}"}})

    async def _operate(self, request: web.Request) -> web.Response:
        body = await request.json()
        assert body["alg"] == "RSA-OAEP-256" and request.headers["Authorization"] == "Bearer a-token" and "api-version" in request.query
        value = base64.urlsafe_b64decode(body["value"] + "==")
        key = self.keys.get(request.match_info["version"])
        if key is None:
            return web.Response(status=404)
        operation = request.match_info["operation"]
        self.calls.append(operation)
        result = key.public_key().encrypt(value, OAEP) if operation == "wrapkey" else key.decrypt(value, OAEP)
        return web.json_response({"value": base64.urlsafe_b64encode(result).rstrip(b"=").decode()})


class Identity:
    async def get_token(self, *scopes: str, **_: object) -> AccessToken:
        assert scopes == ("https://vault.azure.net/.default",)
        return AccessToken("a-token", int(time.time()) + 3600)

    async def close(self) -> None:
        pass


class AzureKeyVaultTest(unittest.IsolatedAsyncioTestCase):
    async def asyncSetUp(self) -> None:
        self.vault = Vault()
        self.url = await self.vault.serve()

    async def asyncTearDown(self) -> None:
        await self.vault.runner.cleanup()

    def codec(self) -> EncryptionCodec:
        return EncryptionCodec(AzureKeyVaultKey(self.url, "payload", Identity()), "orders")

    async def test_the_vault_wraps_and_every_version_stays_readable(self) -> None:
        writer, reader = self.codec(), self.codec()
        [before] = await writer.encode([SAMPLE])
        self.assertEqual(before.metadata["encryption-key-version"], b"0" * 32)
        self.assertRegex(before.metadata["encryption-key-id"].decode(), r"^azurekeyvault://127\.0\.0\.1:\d+/keys/payload$")
        self.vault.rotate()
        later = self.codec()
        [after] = await later.encode([SAMPLE])
        self.assertNotEqual(after.metadata["encryption-key-version"], before.metadata["encryption-key-version"])
        self.assertEqual(await reader.decode([before, after]), [SAMPLE, SAMPLE])
        self.assertEqual(self.vault.calls, ["get", "wrapkey", "get", "wrapkey", "unwrapkey", "unwrapkey"])
        for codec in (writer, reader, later):
            await codec.close()

    async def test_the_key_id_is_the_same_however_the_address_is_written(self) -> None:
        for url in ("https://kv-acme.vault.azure.net", "https://KV-Acme.vault.azure.net/", "https://kv-acme.vault.azure.net:443"):
            self.assertEqual(AzureKeyVaultKey(url, "payload", Identity()).key_id, "azurekeyvault://kv-acme.vault.azure.net/keys/payload")

    async def test_a_version_that_is_gone_is_an_error(self) -> None:
        writer, reader = self.codec(), self.codec()
        [encrypted] = await writer.encode([SAMPLE])
        self.vault.keys.clear()
        with self.assertRaisesRegex(RuntimeError, "404"):
            await reader.decode([encrypted])
        for codec in (writer, reader):
            await codec.close()
