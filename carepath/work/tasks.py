"""Celery's doors. A message only says "look now": losing one costs a second, never work."""

import logging

from celery import Task, shared_task
from django.conf import settings
from django.db import connection
from kombu.exceptions import KombuError

from carepath.ui import clock
from carepath.work import actions

log = logging.getLogger(__name__)
EXPIRES_S = 60
"""What waited longer says nothing any more: the sweep has found the work."""
PAUSE_S, MOST_PAUSES = 1.0, 10
"""Between two looks at long work that another process is at, and how many in a row find nothing."""


@shared_task(ignore_result=True)
def look(**_) -> None:
    """Look at everything that waits, showing life meanwhile."""
    with actions.beating(_beat):
        actions.sweep(by="worker:celery", now=clock.now)


@shared_task(ignore_result=True)
def go_on(*, only: str, pauses: int = 0, **_) -> None:
    """Do a round of long work (one of settings.SWEEPS), and send itself again while there is any.

    Each round is a message of its own, so that others get their turn in between. Where a round
    finds nothing, another process may be at it, and be killed: it looks some times more.
    """
    with actions.beating(_beat):
        found = actions.sweep(by="worker:celery", now=clock.now, only=only)
    if found:
        _send(go_on, only=only)
    elif pauses < MOST_PAUSES:
        _send(go_on, countdown=PAUSE_S, only=only, pauses=pauses + 1)


@shared_task(ignore_result=True)
def pulse(**_) -> None:
    """Show that a message went all the way: beat, broker, worker, database."""
    actions.beat("worker", at=clock.now())


def wake(only: str = "") -> None:
    """Tell a worker to look now, or to go on with `only` one of settings.SWEEPS until it is done;
    without a broker the sweep finds the work within a second.

    For `transaction.on_commit(tasks.wake)` in doors; never raises because of the broker.
    """
    if only:
        _send(go_on, only=only)
    else:
        _send(look)


def _send(task: Task, *, countdown: float = 0, **what: object) -> None:
    if not settings.CELERY_BROKER_URL:
        return
    try:
        task.apply_async(kwargs=what, retry=False, countdown=countdown, expires=EXPIRES_S)
    except (KombuError, OSError) as error:
        log.warning("No wake-up sent: %s", error)


def _beat() -> None:
    try:
        actions.beat("worker", at=clock.now())
    finally:
        connection.close()  # this thread's own
