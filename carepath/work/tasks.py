"""Celery's doors. A message only says "look now": losing one costs a second, never work."""

import logging

from celery import shared_task
from django.conf import settings
from django.db import connection
from kombu.exceptions import KombuError

from carepath.ui import clock
from carepath.work import actions

log = logging.getLogger(__name__)


@shared_task(ignore_result=True)
def look(**_) -> None:
    """Look at everything that waits, showing life meanwhile."""
    with actions.beating(_beat):
        actions.sweep(by="worker:celery", now=clock.now)


@shared_task(ignore_result=True)
def pulse(**_) -> None:
    """Show that a message went all the way: beat, broker, worker, database."""
    actions.beat("worker", at=clock.now())


def wake() -> None:
    """Tell a worker to look now; without a broker the sweep finds the work within a second.

    For `transaction.on_commit(tasks.wake)` in doors; never raises because of the broker.
    """
    if not settings.CELERY_BROKER_URL:
        return
    try:
        look.apply_async(retry=False, expires=60)
    except (KombuError, OSError) as error:
        log.warning("No wake-up sent: %s", error)


def _beat() -> None:
    try:
        actions.beat("worker", at=clock.now())
    finally:
        connection.close()  # this thread's own
