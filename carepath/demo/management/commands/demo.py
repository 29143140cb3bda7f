"""manage.py demo: drive the invented hospital, steer it, begin it anew, or remove it."""

import json
import logging
import time
from argparse import ArgumentParser
from collections.abc import Callable
from contextlib import closing
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, close_old_connections, connection
from django.utils.translation import gettext as _

from carepath.demo import actions, queries
from carepath.demo.management import letters, scenes
from carepath.demo.management.door import Door
from carepath.demo.policies import HAPPENINGS, HISTORY_DAYS, JUMPS, SEED, NotNow
from carepath.places.actions import NoSuchClock
from carepath.ui import clock
from carepath.work import actions as work
from carepath.work import queries as jobs
from carepath.work.management import home
from carepath.work.management.stopping import until_stopped

BY, DRIVER = "command:demo", "worker:demo"
log = logging.getLogger(__name__)


class Command(BaseCommand):
    """Drive, show, steer, begin anew or remove the invented hospital."""

    help = "The invented hospital: tell how it stands, steer it, start it over, or remove it."
    requires_system_checks = ()  # `make check` makes them; each start need not

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare what may be asked; exactly one thing at a time."""
        what = parser.add_mutually_exclusive_group(required=True)
        what.add_argument("--drive", action="store_true", help="let it live until stopped")
        what.add_argument("--status", action="store_true", help="tell how it stands")
        what.add_argument("--rate", type=int, help="its clock: 0 = paused, 1, or 60")
        what.add_argument("--jump", choices=list(JUMPS), help="let its clock jump")
        what.add_argument("--happen", choices=list(HAPPENINGS), help="let something happen")
        what.add_argument(
            "--scene", choices=["evening"], help="live through last night to the demonstration"
        )
        what.add_argument(
            "--letter", nargs="?", const="", metavar="JOURNEY",
            help="print the transfer (A02) of who waits longest, or of this journey",
        )  # fmt: skip
        what.add_argument("--over", action="store_true", help="remove it and begin a new one")
        what.add_argument("--reset", action="store_true", help="remove it, and nothing else")
        parser.add_argument("--seed", type=int, default=SEED, help="another one, another hospital")
        parser.add_argument("--days", type=int, default=HISTORY_DAYS, help="so much of its past")
        parser.add_argument("--up", action="store_true", help="start the portal if it stands still")
        parser.add_argument("--json", action="store_true", help="print the status as JSON")

    def handle(self, *, seed: int, days: int, up: bool, json: bool, **asked: Any) -> None:
        """Do what was asked."""
        if asked["drive"]:
            drive()
        elif asked["over"]:
            remove()
            actions.start(seed=seed, days=days, at=clock.now(), by=BY)
            self._begun(up)
        elif asked["reset"]:
            if not remove():
                raise CommandError(_("There is no invented hospital."))
            self.stdout.write(_("The invented hospital is removed; the ledger keeps its lines."))
        elif asked["letter"] is not None:
            self.stdout.write(letter(asked["letter"]))
        elif asked["scene"]:
            scenes.evening(self.stdout.write)
            self.stdout.write(told(as_json=json))
        else:
            steer(asked)
            self.stdout.write(told(as_json=json))

    def _begun(self, up: bool) -> None:
        """Say who builds the new hospital, or start the portal that does."""
        run = Path(settings.CAREPATH_HOME) / "run"
        run.mkdir(parents=True, exist_ok=True, mode=0o700)
        with home.alone(run / "up.lock", wait=False) as stands_still:
            running = not stands_still
        if "demo" in jobs.processes(run=run):
            self.stdout.write(_("The portal builds the new hospital now; its pages say how far."))
        elif running:
            self.stdout.write(_("The portal runs without it: stop it and start it again."))
        elif up:
            call_command("up")
        else:
            self.stdout.write(_("The portal builds the new hospital when it starts."))


def steer(asked: dict[str, Any]) -> None:
    """Do what one of the options asks of a hospital that lives; nothing for the status alone."""
    who = {"by": BY, "at": clock.now()}
    try:
        if asked["rate"] is not None:
            actions.set_rate(rate=asked["rate"], **who)
        elif asked["jump"]:
            actions.jump(to=asked["jump"], **who)
        elif asked["happen"]:
            actions.happen(what=asked["happen"], **who)
    except (actions.NoHospital, NoSuchClock, NotNow) as error:
        raise CommandError(str(error)) from error


def letter(journey: str) -> str:
    """Return a transfer as admissions would write it, a segment a line; pipe it to send_hl7."""
    row, at = queries.hospital(), clock.now()
    here = row and row.site.time(at)
    move = here and queries.next_move(row=row, at=here, journey=journey)
    if not move:
        raise CommandError(_("Nobody waits for whom a bed is kept."))
    return letters.of_move(row, move, at=here).decode().replace("\r", "\n").rstrip("\n")


def remove() -> bool:
    """Remove the hospital to its last row; return whether there was one."""
    try:
        actions.reset(by=BY, at=clock.now())
    except actions.NoHospital:
        return False
    while queries.is_there():
        actions.step(by=BY, at=clock.now())
    return True


def told(*, as_json: bool) -> str:
    """Return how the hospital stands, as one line or as JSON (null without a hospital)."""
    status = queries.status(at=clock.now())
    if as_json:
        return json.dumps(None if status is None else queries.as_dict(status))
    if status is None:
        return _("There is no invented hospital.")
    line = _("%(site)s: %(phase)s, its clock shows %(shown)s at rate %(rate)s.") % {
        "site": status.site,
        "phase": status.phase,
        "shown": status.shown_now.isoformat(timespec="seconds"),
        "rate": status.rate,
    }
    if not status.live:
        line += _(" %(percent)s %% done.") % {"percent": round(status.done * 100)}
    return f"{line} {status.reason}".rstrip()


def drive() -> None:
    """Let the hospital live until stopped; at most one driver per home works at a time."""
    steps = until_stopped()
    lock = Path(settings.CAREPATH_HOME) / "run" / "demo.lock"
    lock.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with home.alone(lock, wait=True), work.beating(_beat) as stepped, closing(Door()) as door:
        for _next in steps:
            began = time.monotonic()
            rest = stepping(partial(_step, door))
            stepped()
            time.sleep(max(0.0, rest - (time.monotonic() - began) * (rest >= 1.0)))


def _step(door: Door, *, by: str, at: datetime) -> float:
    """Do the hospital's next step; one that lives for the first time gets its sample protocols,
    and its escalation rules as soon as its beds are known."""
    rest = actions.step(by=by, at=at, door=door)
    actions.write_samples(at=at)
    actions.press(at=at)
    return rest


def stepping(step: Callable[..., float]) -> float:
    """Do one step; what fails is logged, told in the status, and tried again."""
    try:
        _stay_small()
        rest = step(by=DRIVER, at=clock.now())
    except Exception as error:
        log.exception("The invented hospital stumbled")
        close_old_connections()
        _say(type(error).__name__)
        return 2.0
    return rest


def _say(reason: str) -> None:
    try:
        actions.stumble(reason=reason)
    except DatabaseError as error:
        log.warning("Not told: %s", error)


def _stay_small() -> None:
    """Read the SQLite file without mapping it: a mapped file counts as this process's memory."""
    if connection.vendor == "sqlite" and connection.connection is None:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA mmap_size=0")


def _beat() -> None:
    try:
        work.beat("demo", at=clock.now())
    finally:
        connection.close()  # this thread's own
