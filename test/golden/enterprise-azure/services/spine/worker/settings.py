"""What the platform tells this worker through its environment. docs/operations/connect-a-worker.md lists every variable."""

import re
from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Tls:
    """Files of the connection's certificates; `certificate` is None where the server asks for none."""

    ca: str
    server_name: str | None
    certificate: tuple[str, str] | None


@dataclass(frozen=True)
class Settings:
    address: str
    namespace: str
    task_queues: tuple[str, ...]
    tls: Tls | None
    # Scope of the tokens that the server accepts; None where it asks for none.
    token_scope: str | None
    # What one pod runs at the same time, over all its task queues.
    workflow_tasks: int
    activities: int
    local_activities: int
    health_port: int
    metrics_port: int
    # Seconds between SIGTERM and the end of the pod.
    shutdown_seconds: int


def read_settings(env: Mapping[str, str]) -> Settings:
    """Reads the environment once, at the start: a worker that is told nonsense must not begin to poll."""
    queues = tuple(name.strip() for name in _required(env, "TEMPORAL_TASK_QUEUES").split(",") if name.strip())
    if not queues:
        raise ValueError("TEMPORAL_TASK_QUEUES names no task queue")
    return Settings(
        address=_required(env, "TEMPORAL_ADDRESS"),
        namespace=_required(env, "TEMPORAL_NAMESPACE"),
        task_queues=queues,
        tls=_tls(env),
        token_scope=env.get("TEMPORAL_TOKEN_SCOPE") or None,
        workflow_tasks=_whole_number(env, "WORKER_MAX_WORKFLOW_TASKS", 40),
        activities=_whole_number(env, "WORKER_MAX_ACTIVITIES", 100),
        local_activities=_whole_number(env, "WORKER_MAX_LOCAL_ACTIVITIES", 100),
        health_port=_whole_number(env, "HEALTH_PORT", 8080),
        metrics_port=_whole_number(env, "METRICS_PORT", 9464),
        shutdown_seconds=_whole_number(env, "SHUTDOWN_SECONDS", 60),
    )


def _tls(env: Mapping[str, str]) -> Tls | None:
    ca, cert, key = (env.get(f"TEMPORAL_TLS_{name}_PATH") for name in ("SERVER_CA_CERT", "CLIENT_CERT", "CLIENT_KEY"))
    if (cert is None) != (key is None):
        raise ValueError("TEMPORAL_TLS_CLIENT_CERT_PATH and TEMPORAL_TLS_CLIENT_KEY_PATH go together")
    if ca is None and cert is None:
        return None
    certificate = (cert, key) if cert is not None and key is not None else None
    return Tls(_required(env, "TEMPORAL_TLS_SERVER_CA_CERT_PATH"), env.get("TEMPORAL_TLS_SERVER_NAME") or None, certificate)


def _required(env: Mapping[str, str], name: str) -> str:
    value = env.get(name)
    if not value:
        raise ValueError(f"{name} is not set")
    return value


def _whole_number(env: Mapping[str, str], name: str, unless_set: int) -> int:
    text = env.get(name)
    if not text:
        return unless_set
    if not re.fullmatch(r"[1-9][0-9]{0,8}", text):
        raise ValueError(f"{name} is no whole number above zero: {text}")
    return int(text)
