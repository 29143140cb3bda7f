"""A backup is taken in the middle of an import, all is lost, and the backup goes on from there.

The end is that of an import nobody disturbed: what was not yet in the backup was not lost, since
the file's bytes were.
"""

import shutil
import signal
import subprocess
import sys
import time

import pytest

from carepath.work.management import archive
from tests.running import ROOT, environment, eventually, manage, reading
from tests.stories.test_kill_storm import (
    calm,
    flow,
    log_of,
    look,
    state_hash,
    tell,
)

ROWS = 25_000


def start_import(home, where, log):
    """Begin an import in a process of its own; return that, held in the middle of recording."""
    command = ["import_log", str(log), "--source", "storm", "--timezone", "UTC", "--no-progress"]
    columns = ["--case", "case", "--activity", "activity", "--timestamp", "time"]
    process = subprocess.Popen(
        [sys.executable, "manage.py", *command, *columns],
        cwd=ROOT,
        env=environment(home, **where),
        stdout=subprocess.DEVNULL,
    )
    with reading(home, where) as ask:
        eventually(lambda: look(ask)[1].startswith("recording"), within=120, every=0.01)
    process.send_signal(signal.SIGSTOP)
    return process


def back_up(home, where, into, process):
    """Take a backup; the import goes on as soon as the copying begins."""
    command = [sys.executable, "manage.py", "backup", str(into), "--with-secrets"]
    backup = subprocess.Popen(
        command, cwd=ROOT, env=environment(home, **where), stdout=subprocess.DEVNULL
    )
    eventually(lambda: list(into.glob("carepath-*")) or backup.poll() is not None, every=0.001)
    process.send_signal(signal.SIGCONT)
    assert backup.wait(timeout=120) == 0
    (kept,) = into.glob("carepath-*")
    return kept


def finish(home, where):
    """Let the sweep end the import."""

    def done():
        assert manage("sweep", "--once", home=home, **where).returncode == 0
        with reading(home, where) as ask:
            return look(ask)[0] == "processed"

    eventually(done, within=180, every=1)


@pytest.mark.slow
def test_what_was_lost_in_the_middle_of_an_import_goes_on_from_the_backup(tmp_path, database):
    log = log_of(tmp_path / "storm.csv", rows=ROWS)
    expected, shown = calm(tmp_path / "calm", database(), log)
    old, where = tmp_path / "old", database()
    assert manage("setup", home=old, **where).returncode == 0
    process = start_import(old, where, log)
    try:
        kept = back_up(old, where, tmp_path, process)
    finally:
        process.kill()
        process.wait()
    shutil.rmtree(old)

    new, where = tmp_path / "new", database()
    (new / "secrets").parent.mkdir()
    shutil.copytree(kept / archive.SECRETS, new / "secrets")
    began = time.monotonic()
    done = manage("restore", str(kept), home=new, **where)
    assert (done.returncode, done.stderr) == (0, "")
    with reading(new, where) as ask:
        state, place, _holder = look(ask)
    assert state == "received", "the import was not over in the backup"
    tell(f"back in {time.monotonic() - began:.1f} s, at {place}")
    finish(new, where)
    with reading(new, where) as ask:
        assert state_hash(ask) == expected
    assert flow(new, where) == shown
