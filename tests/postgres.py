"""A PostgreSQL of a test's own, in a folder of its own: it may be killed, and is started again."""

import os
import shutil
import signal
import subprocess
from contextlib import suppress
from pathlib import Path
from tempfile import mkdtemp

from tests.running import eventually, free_port, is_up


def programs():
    """The folder of PostgreSQL's programs, None where there are none."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda p: p.parts[4])
    on_path = shutil.which("initdb")
    return found[-1].parent if found else on_path and Path(on_path).parent


class Cluster:
    """One server on a port of its own that waits for the disk as in life."""

    def __init__(self):
        self.folder, self.port = Path(mkdtemp(prefix="carepath-pg-")), free_port()
        if os.getuid() == 0:  # it refuses to run as root
            shutil.chown(self.folder, "postgres")
        self._run("initdb", "-D", self._data, "-A", "trust", "-U", "postgres", "-E", "UTF8")
        self.start()

    @property
    def _data(self):
        return str(self.folder / "data")

    @property
    def url(self):
        return f"postgres://postgres@127.0.0.1:{self.port}/postgres"

    def start(self):
        """Start it and wait until it answers; it recovers first if it was killed, once its last
        process has let go of the memory they shared."""
        eventually(self._starts, within=60, every=0.5)

    def _starts(self):
        words = f"-p {self.port} -k '' -h 127.0.0.1"
        log = str(self.folder / "log")
        try:
            self._run("pg_ctl", "-D", self._data, "-w", "-l", log, "-o", words, "start")
        except subprocess.CalledProcessError:
            return False
        return True

    def kill(self):
        """Kill every process of it at once, as a power cut would."""
        head = int((self.folder / "data" / "postmaster.pid").read_text().split()[0])
        below = [pid for pid in map(int, _children(head)) if is_up(pid)]
        for pid in (head, *below):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        eventually(lambda: not any(map(is_up, (head, *below))), within=20)

    def stop(self):
        with suppress(subprocess.CalledProcessError):
            self._run("pg_ctl", "-D", self._data, "-m", "immediate", "stop")
        shutil.rmtree(self.folder)

    def _run(self, program, *words):
        command = [str(programs() / program), *words]
        if os.getuid() == 0:
            command = ["runuser", "-u", "postgres", "--", *command]
        done = subprocess.run(
            command, cwd="/", stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE, text=True, timeout=120, check=False,
        )  # fmt: skip
        if done.returncode:
            raise subprocess.CalledProcessError(done.returncode, command, stderr=done.stderr)


def _children(pid):
    with suppress(OSError):
        return Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return []
