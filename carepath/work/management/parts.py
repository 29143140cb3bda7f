"""The processes CarePath is made of: what each runs, with which surroundings, and where it logs."""

import os
import signal
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

TETHER = Path(__file__).with_name("tether.py")
LOG_CAP = 5 << 20
WEB_FD = 3
"""Under this number the web server finds the listening socket."""
GIVING_WAY = {"sweep": 10, "worker": 10, "demo": 5}
"""How far background work stands back where people wait for pages (niceness); alone it is as quick
as without."""
STEADY = {"MALLOC_ARENA_MAX": "2"}
"""What keeps a web worker's memory flat, beside `memory.py`: not a heap for each thread (glibc)."""


@dataclass(frozen=True, slots=True)
class Part:
    """One process to keep alive. Early parts start first and stop last within their kind."""

    name: str
    command: list[str]
    log: Path
    socket: int | None = None  # file descriptor of the listening socket, for the web server
    env: Mapping[str, str] = field(default_factory=dict)
    nice: int = 0

    def start(self) -> int:
        """Return the number of the new process: leader of its own group, tied to this one."""
        out = os.O_WRONLY | os.O_CREAT | os.O_APPEND
        files = [
            (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
            (os.POSIX_SPAWN_OPEN, 1, str(self.log), out, 0o600),
            (os.POSIX_SPAWN_DUP2, 1, 2),
        ]
        if self.socket is not None:
            files.append((os.POSIX_SPAWN_DUP2, self.socket, WEB_FD))
        argv = [sys.executable, "-I", "-S", str(TETHER), str(os.getpid()), str(self.nice)]
        return os.posix_spawn(
            sys.executable,
            [*argv, *self.command],
            {**os.environ, **self.env},
            file_actions=files,
            setpgroup=0,
            setsigmask=[],
            setsigdef=[signal.SIGINT, signal.SIGTERM, signal.SIGHUP],
        )


def shorten(log: Path) -> None:
    """Keep the last full log as NAME.log.1 and start anew, so that logs never fill the disk."""
    try:
        if log.stat().st_size > LOG_CAP:
            log.with_suffix(".log.1").write_bytes(log.read_bytes()[-LOG_CAP:])
            os.truncate(log, 0)  # writers append, so they go on at the new end
    except OSError:
        return  # a full disk must not stop the supervisor


def parts(
    *,
    root: Path,
    home: Path,
    socket: int,
    workers: int,
    broker_url: str,
    broker: list[str],
    demo: bool = False,
    mllp: bool = False,
) -> list[Part]:
    """Return the parts in their order of start; Celery's two only where there is a broker, the
    listener, with who reads what it takes, and the driver of the demo only where there is one.
    """
    env = {
        "PYTHONPATH": str(root),
        "PYTHONUNBUFFERED": "1",
        "DJANGO_SETTINGS_MODULE": "carepath.config.settings",
        "CAREPATH_HOME": str(home),
        "TMPDIR": str(home / "tmp"),
        "CAREPATH_BROKER_URL": broker_url,
    }
    python = [sys.executable, "-m"]
    celery = [*python, "celery", "--app", "carepath.config.celery"]
    gunicorn = ["gunicorn", "--config", "python:carepath.work.management.web"]
    web = [*gunicorn, "--bind", f"fd://{WEB_FD}", "--workers", str(workers)]
    commands = {
        "broker": broker,
        "web": [*python, *web, "carepath.config.wsgi:application"],
        "sweep": [*python, "django", "sweep"],
    }
    if mllp:
        commands["mllp"] = [*python, "django", "mllp"]
        commands["feeds"] = [*python, "django", "feeds"]
    if broker_url:
        quiet = ["--without-mingle", "--without-gossip", "--without-heartbeat"]
        commands["worker"] = [*celery, "worker", "--pool", "solo", *quiet, "--loglevel", "INFO"]
        commands["beat"] = [*celery, "beat", "--scheduler", "celery.beat:Scheduler"]
    if demo:
        commands["demo"] = [*python, "django", "demo", "--drive"]
    return [
        Part(
            name,
            command,
            home / "log" / f"{name}.log",
            socket if name == "web" else None,
            env | STEADY if name == "web" else env,
            GIVING_WAY.get(name, 0),
        )
        for name, command in commands.items()
        if command
    ]
