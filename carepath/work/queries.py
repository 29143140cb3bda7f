"""Which rows wait, who holds a lease, and which holders are dead."""

import os
import socket
from collections.abc import Iterable
from datetime import datetime
from functools import cache
from pathlib import Path

from django.db.models import Q, QuerySet

from carepath.work.models import Waiting
from carepath.work.policies import ATTEMPTS_CAP


def holder() -> str:
    """Return the name of this process: machine, number and start, "host-boot-pids:pid:ticks".

    Numbers are used again, so the start (clock ticks since boot) tells two processes apart.
    """
    return f"{_machine()}:{os.getpid()}:{_started(os.getpid())}"


def holder_is_dead(text: str) -> bool:
    """Return whether that process ended; False for another machine, of which we cannot know."""
    machine, _, process = text.partition(":")
    if machine != _machine():
        return False
    pid, _, ticks = process.partition(":")
    return not pid.isdecimal() or _started(int(pid)) != ticks


@cache
def _machine() -> str:
    # Host names repeat, also between containers; the boot and the space of process numbers do not.
    boot = Path("/proc/sys/kernel/random/boot_id").read_text()[:8]
    numbers = os.stat("/proc/self/ns/pid").st_ino
    return f"{socket.gethostname()[:40].replace(':', '-')}-{boot}-{numbers}"


def _started(pid: int) -> str:
    """Return when a living process began, in ticks since boot; "" if it is gone or a zombie."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return ""
    fields = stat.rpartition(")")[2].split()  # the name before it may hold blanks
    return "" if fields[0] in "ZX" else fields[19]


def free(model: type[Waiting], *, at: datetime) -> Q:
    """Return the condition "no live lease": none, over, or held by a dead local process."""
    live = model._default_manager.filter(lease_until__gt=at).exclude(leased_by="")
    holders = live.order_by().values_list("leased_by", flat=True).distinct()
    dead = [text for text in holders if holder_is_dead(text)]
    return Q(lease_until=None) | Q(lease_until__lte=at) | Q(leased_by__in=dead)


def waiting(model: type[Waiting], *, states: Iterable[str], at: datetime) -> QuerySet:
    """Return the rows that could be claimed now, oldest first."""
    due = Q(not_before=None) | Q(not_before__lte=at)
    return model._default_manager.filter(
        free(model, at=at), due, state__in=list(states), attempts__lt=ATTEMPTS_CAP
    ).order_by("pk")
