"""Show that a part of the portal works."""

import logging
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime

from django.db import DatabaseError

from carepath.work.models import Heartbeat

log = logging.getLogger(__name__)
EVERY_S = 5.0
LONGEST_STEP_S = 900.0
"""After so long in one step a process counts as stuck and beats no more."""


def beat(name: str, *, at: datetime, detail: str = "") -> None:
    """Write that this part worked at that moment."""
    Heartbeat.objects.bulk_create(
        [Heartbeat(name=name, at=at, detail=detail[:200])],
        update_conflicts=True,
        unique_fields=["name"],
        update_fields=["at", "detail"],
    )


@contextmanager
def beating(
    write: Callable[[], None], *, every_s: float = EVERY_S, longest_s: float = LONGEST_STEP_S
) -> Iterator[Callable[[], None]]:
    """Call `write` now and every few seconds while inside, also during one long step.

    Yields what to call after each step; a step longer than `longest_s` ends the beating.
    """
    done = threading.Event()
    last = [time.monotonic()]

    def loop() -> None:
        while time.monotonic() - last[0] < longest_s:
            try:
                write()
            except DatabaseError as error:
                log.warning("No heartbeat written: %s", error)
            if done.wait(every_s):
                return

    def stepped() -> None:
        last[0] = time.monotonic()

    thread = threading.Thread(target=loop, name="heartbeat", daemon=True)
    thread.start()
    try:
        yield stepped
    finally:
        done.set()
        thread.join()
