"""`manage.py feeds`: let the messages of feeds take effect as they come, apart from other work.

The sweep does the same once a second; this does nothing else, and so never waits for an import or a
control that runs.
"""

import signal
import sys
from time import monotonic, sleep
from typing import Any

from django.core.management.base import BaseCommand
from django.db import close_old_connections, connection

from carepath.ingestion import actions
from carepath.ui import clock
from carepath.work import actions as work

BY = "worker:feeds"
EVERY_S = 0.25
"""From one look to the next: what came meanwhile takes effect together, which costs far less."""


class Command(BaseCommand):
    """Look for messages of feeds until SIGTERM."""

    help = "Let messages of feeds take effect as they come, until stopped."

    def handle(self, **options: Any) -> None:
        """Look four times a second, and go on at once when a look took longer."""
        # Leaving by an exception rolls the work in hand back and gives its lease free.
        signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(0))
        with work.beating(_beat) as stepped:
            while True:
                began = monotonic()
                close_old_connections()
                actions.process_feeds(by=BY, at=clock.now())
                stepped()
                sleep(max(0.0, began + EVERY_S - monotonic()))


def _beat() -> None:
    try:
        work.beat("feeds", at=clock.now())
    finally:
        connection.close()  # this thread's own
