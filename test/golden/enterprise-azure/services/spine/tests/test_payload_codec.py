import asyncio
import base64
import json
import unittest
from pathlib import Path

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from google.protobuf.json_format import ParseDict
from temporalio.api.common.v1 import Payload

from worker.encryption import codec_from_environment
from worker.keys import LocalKey
from worker.payload_codec import CodecError, EncryptionCodec, Limits, additional_data

VECTORS = json.loads((Path(__file__).parents[2] / "payload-codec/test/vectors/vectors.json").read_text())


class Key(LocalKey):
    """The key of the vectors, which can be taken away, and counts what it is asked."""

    def __init__(self, text: str = VECTORS["keyEncryptionKey"]) -> None:
        super().__init__("vectors", lambda: text)
        self.away = False
        self.asked = 0

    async def wrap(self, data_key: bytes) -> tuple[bytes, str]:
        self.asked += 1
        if self.away:
            raise ConnectionError("the key service is away")
        return await super().wrap(data_key)

    async def unwrap(self, wrapped: bytes, version: str) -> bytes:
        self.asked += 1
        return await super().unwrap(wrapped, version)


def payload(data: dict) -> Payload:
    return ParseDict(data, Payload())


SAMPLE = Payload(metadata={"encoding": b"json/plain"}, data=b'{"customer":"Zo\xc3\xab"}')


class VectorsTest(unittest.IsolatedAsyncioTestCase):
    """Of services/payload-codec: what one language encrypts, the others decrypt."""

    async def test_every_vector_opens(self) -> None:
        self.assertGreater(len(VECTORS["vectors"]), 5)
        for vector in VECTORS["vectors"]:
            with self.subTest(vector["name"]):
                encrypted = payload(vector["encrypted"])
                self.assertEqual(additional_data(encrypted.metadata).hex(), vector["additionalData"])
                self.assertEqual(await EncryptionCodec(Key(), vector["namespace"]).decode([encrypted]), [payload(vector["plain"])])

    async def test_a_payload_of_another_namespace_is_refused_unless_it_is_trusted(self) -> None:
        vector = VECTORS["vectors"][0]
        with self.assertRaisesRegex(CodecError, "another namespace"):
            await EncryptionCodec(Key(), "another").decode([payload(vector["encrypted"])])
        self.assertEqual(await EncryptionCodec(Key(), "another", [vector["namespace"]]).decode([payload(vector["encrypted"])]), [payload(vector["plain"])])

    async def test_the_format_of_the_proxy_which_binds_nothing_is_refused(self) -> None:
        with self.assertRaisesRegex(CodecError, "format"):
            await EncryptionCodec(Key(), "orders").decode([payload(VECTORS["unbound"]["encrypted"])])


class CodecTest(unittest.IsolatedAsyncioTestCase):
    async def test_what_is_encrypted_comes_back_whole_and_shows_nothing(self) -> None:
        codec = EncryptionCodec(Key(), "orders")
        [encrypted] = await codec.encode([SAMPLE])
        self.assertNotIn(b"customer", encrypted.SerializeToString())
        self.assertEqual(await codec.decode([encrypted]), [SAMPLE])
        self.assertEqual(await EncryptionCodec(Key(), "orders").decode([encrypted]), [SAMPLE])

    async def test_a_changed_byte_anywhere_is_noticed(self) -> None:
        codec = EncryptionCodec(Key(), "orders")
        [encrypted] = await codec.encode([SAMPLE])
        for at in (0, 12, len(encrypted.data) - 1):
            data = bytearray(encrypted.data)
            data[at] ^= 1
            with self.assertRaises(CodecError):
                await codec.decode([Payload(metadata=encrypted.metadata, data=bytes(data))])

    async def test_what_others_wrote_passes_and_nothing_asks_nothing(self) -> None:
        key = Key()
        codec = EncryptionCodec(key, "orders")
        self.assertEqual(await codec.decode([SAMPLE]), [SAMPLE])
        self.assertEqual(await codec.decode([]), [])
        self.assertEqual(await codec.encode([]), [])
        self.assertEqual(key.asked, 0)

    async def test_a_data_key_serves_many_payloads_and_is_renewed(self) -> None:
        key = Key()
        codec = EncryptionCodec(key, "orders", limits=Limits(max_messages=10))
        await codec.encode([SAMPLE] * 10)
        self.assertEqual(key.asked, 1)
        await codec.encode([SAMPLE])
        self.assertEqual(key.asked, 2)

    async def test_a_data_key_that_is_nearly_used_up_is_renewed_before_anybody_waits(self) -> None:
        for limits in (Limits(max_messages=100), Limits(max_bytes=100 * SAMPLE.ByteSize())):
            key = Key()
            codec = EncryptionCodec(key, "orders", limits=limits)
            await codec.prepare()
            await codec.encode([SAMPLE] * 91)
            await asyncio.sleep(0.05)
            self.assertEqual(key.asked, 2)
            key.away = True
            await codec.encode([SAMPLE] * 50)
            await codec.close()

    async def test_a_data_key_is_asked_for_once_however_many_wait_and_few_at_a_time(self) -> None:
        key = Key()
        encrypted = [(await EncryptionCodec(key, "orders").encode([SAMPLE]))[0] for _ in range(40)]
        running = most = 0
        inner = key.unwrap

        async def slow(wrapped: bytes, version: str) -> bytes:
            nonlocal running, most
            running += 1
            most = max(most, running)
            await asyncio.sleep(0.01)
            running -= 1
            return await inner(wrapped, version)

        key.unwrap = slow  # type: ignore[method-assign]
        key.asked = 0
        codec = EncryptionCodec(key, "orders")
        await asyncio.gather(*(codec.decode([one]) for one in encrypted * 3))
        self.assertEqual(key.asked, 40)
        self.assertLessEqual(most, 16)
        first, second = (asyncio.create_task(EncryptionCodec.decode(other, [encrypted[0]])) for other in [EncryptionCodec(key, "orders")] * 2)
        await asyncio.sleep(0)
        first.cancel()
        self.assertEqual(await second, [SAMPLE])

    async def test_a_data_key_of_another_length_is_refused(self) -> None:
        key = Key()
        wrapped, version = await key.wrap(b"sixteen bytes..!")
        header = {"encoding": b"binary/encrypted", "encryption-key-id": key.key_id.encode(), "encryption-dek": base64.b64encode(wrapped), "encryption-key-version": version.encode(), "encryption-algorithm": b"AES-256-GCM", "encryption-format": b"ctp/1", "encryption-namespace": b"orders"}
        data = bytes(12) + AESGCM(b"sixteen bytes..!").encrypt(bytes(12), SAMPLE.SerializeToString(), additional_data(header))
        with self.assertRaisesRegex(CodecError, "32 bytes"):
            await EncryptionCodec(key, "orders").decode([Payload(metadata=header, data=data)])
        for name in ("encryption-namespace", "encryption-key-id", "encryption-key-version"):
            with self.assertRaises(CodecError):
                await EncryptionCodec(key, "orders").decode([Payload(metadata={**header, name: b"\xff"}, data=data)])

    async def test_encryption_goes_on_while_the_key_service_is_away(self) -> None:
        key = Key()
        codec = EncryptionCodec(key, "orders", limits=Limits(renew_after=0.02))
        await codec.prepare()
        key.away = True
        with self.assertLogs(level="ERROR"):
            await asyncio.sleep(0.1)
            [encrypted] = await codec.encode([SAMPLE])
        self.assertEqual(await codec.decode([encrypted]), [SAMPLE])
        await codec.close()

    async def test_without_a_first_key_a_worker_does_not_start(self) -> None:
        key = Key()
        key.away = True
        with self.assertRaises(ConnectionError):
            await EncryptionCodec(key, "orders").prepare()

    async def test_the_environment_decides(self) -> None:
        self.assertIsNone(codec_from_environment({}, "orders"))
        env = {"CODEC_KEY_PROVIDER": "local", "CODEC_LOCAL_KEY": VECTORS["keyEncryptionKey"], "CODEC_LOCAL_KEY_NAME": "vectors"}
        codec = codec_from_environment(env, "orders")
        assert codec is not None
        self.assertEqual(await codec.decode([payload(VECTORS["vectors"][0]["encrypted"])]), [payload(VECTORS["vectors"][0]["plain"])])
        for wrong in ({"CODEC_KEY_PROVIDER": "paper"}, {"CODEC_KEY_PROVIDER": "azure-key-vault"}, {"CODEC_KEY_PROVIDER": "local"}, {**env, "CODEC_TRUSTED_NAMESPACES": "orders"}, {**env, "CODEC_DATA_KEY_MAX_MESSAGES": "4294967297"}, {**env, "CODEC_DECRYPT_CACHE_SECONDS": "3601"}, {**env, "CODEC_DATA_KEY_RENEW_SECONDS": "1e3"}, {**env, "CODEC_DATA_KEY_MAX_SECONDS": "3600"}, {"CODEC_KEY_PROVIDER": "azure-key-vault", "CODEC_AZURE_VAULT_URL": "https://kv.example", "CODEC_AZURE_KEY": "a/b"}):
            with self.assertRaisesRegex(ValueError, "CODEC_"):
                codec_from_environment(wrong, "orders")
