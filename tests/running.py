"""A real portal in a folder and on a port of its own, for tests that kill."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.parse import urlsplit
from urllib.request import ProxyHandler, build_opener
from uuid import uuid4

import psycopg
import pysqlite3

ROOT = Path(__file__).resolve().parent.parent
direct = build_opener(ProxyHandler({}))


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return probe.getsockname()[1]


def eventually(question, *, within=30.0, every=0.05):
    """Ask until the answer is true and return it; fail after so many seconds."""
    end = time.monotonic() + within
    while time.monotonic() < end:
        answer = question()
        if answer:
            return answer
        time.sleep(every)
    raise AssertionError(f"not within {within} s: {question}")


def environment(home, **more):
    """What a person's shell holds: nothing of the test run's own databases and brokers.

    One process serves pages: the machine does other things meanwhile.
    """
    mine = ("DATABASE_", "REDIS_URL", "CAREPATH_", "PORT", "DJANGO_SETTINGS")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(mine)}
    return {
        **kept,
        "CAREPATH_HOME": str(home),
        "CAREPATH_DEMO": "off",
        "CAREPATH_WEB_WORKERS": "1",
        **more,
    }


def manage(*words, home, **more):
    """Run a command to its end; return what it said and its exit code."""
    return subprocess.run(
        [sys.executable, "manage.py", *words],
        cwd=ROOT,
        env=environment(home, **more),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


@contextmanager
def empty_database(server):
    """Yield two addresses of an empty database: its owner's, and one of a login not there yet."""
    name = f"carepath_{uuid4().hex[:12]}"
    owner = urlsplit(server)._replace(path=f"/{name}")
    app = owner._replace(netloc=f"{name}:pass-1@{owner.netloc.rpartition('@')[2]}")
    with psycopg.connect(server, autocommit=True) as admin:
        admin.execute(f"CREATE DATABASE {name}")
        try:
            yield owner.geturl(), app.geturl()
        finally:
            if admin.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [name]).fetchone():
                admin.execute(f"GRANT {name} TO CURRENT_USER")  # to end what it still has open
            admin.execute(f"DROP DATABASE {name} WITH (FORCE)")
            admin.execute(f"DROP ROLE IF EXISTS {name}")


def is_up(pid):
    """Whether a process exists and is no zombie."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return False
    return stat.rpartition(")")[2].split()[0] not in "ZX"


class Portal:
    """`manage.py up` in a process of its own."""

    def __init__(self, home, *arguments, **more):
        self.home, self.port = Path(home), free_port()
        self.said = self.home.parent / f"{self.home.name}.out"
        with self.said.open("w") as out:
            self.process = subprocess.Popen(
                [sys.executable, "manage.py", "up", "--port", str(self.port), *arguments],
                cwd=ROOT,
                env=environment(home, **more),
                stdout=out,
                stderr=subprocess.STDOUT,
            )

    def ready(self, *, within=180.0):
        eventually(
            lambda: "is ready at" in self.text() or self.process.poll() is not None, within=within
        )
        assert self.process.poll() is None, self.text()
        return self

    def text(self):
        return self.said.read_text()

    def pid(self, part):
        """The number of the process that runs a part now; 0 while there is none."""
        try:
            found = json.loads((self.home / "run" / "parts.json").read_text())
        except OSError:
            return 0
        pid = found.get(part, [0])[0]
        return pid if pid and is_up(pid) else 0

    def everything(self):
        """Every living process that was started for this home, wherever it hangs in the tree."""
        return {
            int(entry.name)
            for entry in Path("/proc").iterdir()
            if entry.name.isdecimal() and self._belongs(entry) and is_up(entry.name)
        }

    def _belongs(self, entry):
        try:  # the broker writes its title over its surroundings, and has the path in its title
            return (
                f"CAREPATH_HOME={self.home}\0".encode() in (entry / "environ").read_bytes() + b"\0"
                or f"{self.home}/".encode() in (entry / "cmdline").read_bytes()
            )
        except OSError:
            return False

    def get(self, path):
        """The status of a page; 0 without an answer."""
        try:
            with direct.open(f"http://127.0.0.1:{self.port}{path}", timeout=5) as answer:
                return answer.status
        except URLError as error:
            return getattr(error, "code", 0)
        except OSError:
            return 0

    def stop(self, number=signal.SIGTERM):
        """End the portal and return its exit code; whatever is left is killed."""
        try:
            self.process.send_signal(number)
            return self.process.wait(timeout=40)
        finally:
            for pid in self.everything():
                os.kill(pid, signal.SIGKILL)
            self.process.wait(timeout=10)


@contextmanager
def reading(home, where):
    """Open the portal's database from outside, to look only."""
    if url := where.get("DATABASE_URL"):
        with psycopg.connect(url, autocommit=True) as connection:
            yield connection.execute
        return
    address = f"file:{home}/carepath.sqlite3?mode=ro"
    with closing(pysqlite3.connect(address, uri=True, timeout=20)) as connection:
        yield connection.execute


def plain(value):
    """Return a column as text that both databases agree on."""
    if isinstance(value, memoryview | bytes):
        return bytes(value).hex()
    if isinstance(value, str) and value.startswith(("{", "[")):
        return json.dumps(json.loads(value), sort_keys=True)
    return json.dumps(value, sort_keys=True) if isinstance(value, dict | list) else str(value)
