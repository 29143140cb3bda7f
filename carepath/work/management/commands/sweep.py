"""manage.py sweep: do all waiting work in a plain loop, without Celery or a broker."""

import time

from django.core.management.base import BaseCommand
from django.db import close_old_connections, connection

from carepath.ui import clock
from carepath.work import actions
from carepath.work.management.stopping import until_stopped

PAUSE_S = 1.0


class Command(BaseCommand):
    help = "Look after waiting work each second until stopped."
    requires_system_checks = ()  # `make check` makes them; each start need not

    def add_arguments(self, parser):
        parser.add_argument("--once", action="store_true", help="look once and end")

    def handle(self, *, once: bool, **options) -> None:
        if once:
            actions.sweep(by="worker:sweep", now=clock.now)
            return
        steps = until_stopped()
        with actions.beating(_beat) as stepped:
            for _step in steps:
                close_old_connections()
                actions.sweep(by="worker:sweep", now=clock.now)
                stepped()
                time.sleep(PAUSE_S)


def _beat() -> None:
    try:
        actions.beat("sweep", at=clock.now())
    finally:
        connection.close()  # this thread's own
