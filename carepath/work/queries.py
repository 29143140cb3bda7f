"""Which rows wait, who holds a lease, which holders are dead, and what keeps us from working."""

import json
import os
import socket
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path

from django.apps import apps
from django.db import DatabaseError, connections
from django.db.migrations.executor import MigrationExecutor
from django.db.models import Count, Max, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from carepath.audit import router
from carepath.work.models import Delivery, Heartbeat, PolicyReport, Waiting
from carepath.work.policies import ATTEMPTS_CAP, FRESH_S


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
        free(model, at=at), due, state__in=list(states), attempts__lt=most_attempts(model)
    ).order_by("pk")


def most_attempts(model: type[Waiting]) -> int:
    """Return how often a row of this kind is tried without getting further."""
    return getattr(model, "MOST_ATTEMPTS", ATTEMPTS_CAP)


def outbox(*, state: str = "") -> QuerySet[Delivery]:
    """Return the mails, newest first: all, or those in one state."""
    found = Delivery.objects.order_by("-pk")
    return found.filter(state=state) if state else found


def outbox_counts() -> dict[str, int]:
    """Return how many mails stand in each state that has any."""
    rows = Delivery.objects.order_by("state").values_list("state").annotate(rows=Count("pk"))
    return dict(rows)


def set_aside(*, topic: str, slots: Iterable[str]) -> set[str]:
    """Return those of the slots of a topic of which a mail to some address was set aside."""
    rows = Delivery.objects.filter(topic=topic, slot__in=slots, state=Delivery.State.QUARANTINED)
    return set(rows.order_by().values_list("slot", flat=True).distinct())


def heartbeats() -> QuerySet[Heartbeat]:
    """Return the last sign of life of each part, by name."""
    return Heartbeat.objects.order_by("name")


@dataclass(frozen=True, slots=True)
class Sign:
    """What a part showed last: its moment, seconds since then, and whether that is fresh."""

    name: str
    at: datetime
    age_s: float
    fresh: bool


def signs(*, at: datetime) -> list[Sign]:
    """Return the last sign of life of each part as seen at a moment."""
    found = []
    for part in heartbeats():
        age_s = max((at - part.at).total_seconds(), 0.0)
        found.append(Sign(part.name, part.at, age_s, age_s <= FRESH_S))
    return found


def failing(*, at: datetime) -> dict[str, str]:
    """Return what keeps the portal from working, part by part; empty = ready."""
    try:
        if unmigrated():
            return {"database": _("not migrated: run `make setup`")}
        fresh = {sign.name for sign in signs(at=at) if sign.fresh}
    except DatabaseError as error:
        return {"database": type(error).__name__}
    return {} if "sweep" in fresh else {"sweep": _("shows no life")}


_migrated: set[str] = set()


def unmigrated() -> list[str]:
    """Return the names of the databases whose tables are behind the code."""
    behind = []
    for alias in connections:
        if alias not in _migrated:  # once true it stays true while this code runs
            plan = MigrationExecutor(connections[alias])
            if plan.migration_plan(_leaves(plan, alias)):
                behind.append(alias)
            else:
                _migrated.add(alias)
    return behind


def _leaves(plan: MigrationExecutor, alias: str) -> list[tuple[str, str]]:
    """Return the last migrations of the apps that have tables behind an alias."""
    leaves = plan.loader.graph.leaf_nodes()
    apps = router.migrated_apps(alias)
    return leaves if apps is None else [leaf for leaf in leaves if leaf[0] in apps]


@dataclass(frozen=True, slots=True)
class Queue:
    """How many rows of one kind stand in one state, and how many are at work now."""

    kind: str
    state: str
    rows: int
    at_work: int
    most_attempts: int


def queues(*, at: datetime) -> list[Queue]:
    """Return the counts of every kind of waiting row by state."""
    return [
        Queue(str(model._meta.verbose_name_plural), *row)
        for model in apps.get_models()
        if issubclass(model, Waiting)
        for row in model._default_manager.order_by("state")
        .values_list("state")
        .annotate(
            rows=Count("pk"),
            at_work=Count("pk", filter=Q(lease_until__gt=at)),
            tries=Max("attempts"),
        )
    ]


@dataclass(frozen=True, slots=True)
class Part:
    """A process of the portal as an administrator sees it; pid 0 = the supervisor runs none."""

    name: str
    purpose: str
    pid: int = 0
    starts: int = 0
    sign: Sign | None = None


def policy_reports() -> QuerySet[PolicyReport]:
    """Return what browsers reported of broken policies, newest first."""
    return PolicyReport.objects.order_by("-last_at", "-pk")


PURPOSES = {
    "web": gettext_lazy("serves the pages"),
    "sweep": gettext_lazy("looks for waiting work each second"),
    "worker": gettext_lazy("does waiting work as soon as it is told"),
    "beat": gettext_lazy("sends the pulse that shows the worker is well"),
    "broker": gettext_lazy("carries messages to the worker"),
    "mllp": gettext_lazy("listens for HL7 v2 messages"),
    "feeds": gettext_lazy("lets messages of feeds take effect as they come"),
    "demo": gettext_lazy("lets the invented hospital live"),
}
OPTIONAL = {"demo", "feeds", "mllp"}
"""Parts that are shown only where they run or ran."""


def parts(*, run: Path, at: datetime) -> list[Part]:
    """Return each part with its process and its last sign of life."""
    numbers, seen = processes(run=run), {sign.name: sign for sign in signs(at=at)}
    return [
        Part(name, str(purpose), *numbers.get(name, (0, 0)), seen.get(name))
        for name, purpose in PURPOSES.items()
        if name not in OPTIONAL or name in numbers or name in seen
    ]


def processes(*, run: Path) -> dict[str, tuple[int, int]]:
    """Return the supervisor's processes as {part: (number, starts)}; empty if it is not at work."""
    try:
        found = json.loads((run / "parts.json").read_text())
    except (OSError, ValueError):
        return {}
    return {name: (pid, starts) for name, (pid, starts) in found.items()}
