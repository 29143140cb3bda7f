"""The folder all of CarePath's files lie in, and plain words for what can be wrong with it."""

import errno
import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.utils.translation import gettext as _

FOLDERS = ["", "run", "log", "tmp"]
MEBIBYTE = 1 << 20
LEAST_FREE = 64 * MEBIBYTE
"""Bytes that must be free at the start; the embedded database alone needs some of them."""


class Refusal(RuntimeError):
    """A reason not to start, as one sentence for the person who starts it."""


def prepare(home: Path) -> None:
    """Make the folders, for this account only; Refusal if they cannot be written."""
    os.umask(0o077)
    try:
        for name in FOLDERS:
            (home / name).mkdir(parents=True, exist_ok=True, mode=0o700)
        home.chmod(0o700)
        _probe(home / "run" / f".probe-{os.getpid()}")
        disk = os.statvfs(home)
    except OSError as error:
        raise Refusal(sentence(error, home)) from error
    if disk.f_bavail * disk.f_frsize < LEAST_FREE:
        raise Refusal(sentence(OSError(errno.ENOSPC, ""), home))


def sentence(error: OSError, home: Path) -> str:
    """Return what is wrong with the folder and what to do, in one sentence."""
    words = {"home": home, "reason": (error.strerror or str(error)).lower()}
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return _("The disk is full under %(home)s: free some space or set CAREPATH_HOME.") % words
    return _("Cannot write to %(home)s (%(reason)s): set CAREPATH_HOME to another folder.") % words


def _probe(path: Path) -> None:
    """Write and remove a few blocks: only that shows a full disk or a read-only one."""
    try:
        with path.open("wb") as file:
            file.write(b"\0" * MEBIBYTE)
            file.flush()
            os.fsync(file.fileno())
    finally:
        path.unlink(missing_ok=True)


@contextmanager
def alone(path: Path, *, wait: bool, text: str = "") -> Iterator[bool]:
    """Hold a lock file while inside; yield False at once if it is taken and we don't wait.

    The kernel lets go of it when the process ends, in whichever way. `text` is left in the file.
    """
    with path.open("a+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        except BlockingIOError:
            yield False
            return
        file.truncate(0)
        file.write(text)
        file.flush()
        yield True
