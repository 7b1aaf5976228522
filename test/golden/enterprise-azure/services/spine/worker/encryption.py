"""Encryption as environment variables say it: the same names as in services/payload-codec."""

import re
from collections.abc import Mapping
from pathlib import Path

from azure.identity.aio import WorkloadIdentityCredential
from temporalio.converter import DataConverter, DefaultFailureConverterWithEncodedAttributes

from worker.keys import AzureKeyVaultKey, KeyProvider, LocalKey
from worker.payload_codec import EncryptionCodec, Limits


def codec_from_environment(env: Mapping[str, str], namespace: str) -> EncryptionCodec | None:
    """None where the platform does not encrypt. Raises a ValueError that names the first wrong variable."""
    if not env.get("CODEC_KEY_PROVIDER"):
        return None
    pairs = [pair.strip().split(":") for pair in env.get("CODEC_TRUSTED_NAMESPACES", "").split(",") if pair.strip()]
    if any(len(pair) != 2 or not all(pair) for pair in pairs):
        raise ValueError("CODEC_TRUSTED_NAMESPACES is no list of READER:WRITER")
    renew_after = _whole(env, "CODEC_DATA_KEY_RENEW_SECONDS", int(Limits.renew_after), 60, 604_800)
    max_age = _whole(env, "CODEC_DATA_KEY_MAX_SECONDS", max(int(Limits.max_age), renew_after * 2), 120, 2_592_000)
    if max_age < renew_after * 2:
        raise ValueError("CODEC_DATA_KEY_MAX_SECONDS: less than twice CODEC_DATA_KEY_RENEW_SECONDS leaves no time to renew while the key service is down")
    limits = Limits(
        renew_after=renew_after,
        max_age=max_age,
        max_messages=_whole(env, "CODEC_DATA_KEY_MAX_MESSAGES", Limits.max_messages, 1, 2**32),
        cache_seconds=_whole(env, "CODEC_DECRYPT_CACHE_SECONDS", int(Limits.cache_seconds), 0, 3600),
        cache_entries=_whole(env, "CODEC_DECRYPT_CACHE_ENTRIES", Limits.cache_entries, 1, 100_000),
    )
    return EncryptionCodec(_key(env), namespace, [writer for reader, writer in pairs if reader == namespace], limits)


def data_converter(codec: EncryptionCodec | None) -> DataConverter:
    """Clients that start workflows need the very same converter. It also puts messages and stack traces of failures into payloads."""
    if codec is None:
        return DataConverter.default
    return DataConverter(payload_codec=codec, failure_converter_class=DefaultFailureConverterWithEncodedAttributes)


def _key(env: Mapping[str, str]) -> KeyProvider:
    provider = env["CODEC_KEY_PROVIDER"]
    if provider == "azure-key-vault":
        vault, key = (env.get(name) for name in ("CODEC_AZURE_VAULT_URL", "CODEC_AZURE_KEY"))
        if not vault or not vault.startswith("https://") or not key or not re.fullmatch("[0-9A-Za-z-]{1,127}", key):
            raise ValueError("CODEC_AZURE_VAULT_URL and CODEC_AZURE_KEY have to name a vault by https and its key")
        return AzureKeyVaultKey(vault, key, WorkloadIdentityCredential())
    if provider == "local":
        file, value = env.get("CODEC_LOCAL_KEY_FILE"), env.get("CODEC_LOCAL_KEY")
        if (file is None) == (value is None):
            raise ValueError("CODEC_LOCAL_KEY_FILE: set this or CODEC_LOCAL_KEY, and not both")
        return LocalKey(env.get("CODEC_LOCAL_KEY_NAME", "payload-key"), lambda: value or Path(str(file)).read_text())
    raise ValueError("CODEC_KEY_PROVIDER: use azure-key-vault or local")


def _whole(env: Mapping[str, str], name: str, otherwise: int, least: int, most: int) -> int:
    """The ranges are those of services/payload-codec."""
    text = env.get(name)
    if not text:
        return otherwise
    if not re.fullmatch("[0-9]{1,12}", text) or not least <= int(text) <= most:
        raise ValueError(f"{name}: not a whole number from {least} to {most}")
    return int(text)
