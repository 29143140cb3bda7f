"""`manage.py feeds`: let the messages of feeds take effect as they come, apart from other work.

The sweep does the same once a second; this does nothing else, and so never waits for an import or a
control that runs.
"""

from time import monotonic, sleep
from typing import Any

from django.core.management.base import BaseCommand
from django.db import close_old_connections, connection

from carepath.ingestion import actions
from carepath.ui import clock
from carepath.work import actions as work
from carepath.work.management.stopping import until_stopped

BY = "worker:feeds"
EVERY_S = 0.25
"""From one look to the next: what came meanwhile takes effect together, which costs far less."""


class Command(BaseCommand):
    """Look for messages of feeds until SIGTERM."""

    help = "Let messages of feeds take effect as they come, until stopped."

    def handle(self, **options: Any) -> None:
        """Look four times a second, and go on at once when a look took longer."""
        steps = until_stopped()
        with work.beating(_beat) as stepped:
            for _step in steps:
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
