"""Scenarios of a site: which there are, which wait, and how far one is."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Min, QuerySet

from carepath.accounts.permissions import Permission
from carepath.places.models import Site
from carepath.scenarios import policies
from carepath.scenarios.models import Calibration, Scenario

WAITING = Scenario.State.WAITING


def scenarios(*, by: Any, right: Permission = Permission.SEE) -> QuerySet[Scenario]:
    """Return the scenarios of the sites at which this person holds a right, newest first, without
    the models."""
    allowed = by.sites_where(right)
    found = Scenario.objects.select_related("site", "calibration").defer(
        "calibration__model", "calibration__held"
    )
    found = found.order_by("-pk")
    return found if allowed is None else found.filter(site__slug__in=allowed)


def waiting_of(site: Site) -> int:
    """Return how many scenarios of a site wait."""
    return Scenario.objects.filter(site=site, state=WAITING).count()


def next_scenarios(most: int) -> list[int]:
    """Return the keys of scenarios to go on with: the oldest of each site, those of which least is
    done first."""
    oldest = Scenario.objects.filter(state=WAITING).order_by().values("site")
    keys = oldest.annotate(first=Min("pk")).values_list("first", flat=True)
    found = Scenario.objects.filter(pk__in=list(keys)).order_by("done", "pk")
    return list(found.values_list("pk", flat=True)[:most])


def calibration_of(scenario: Scenario) -> Calibration | None:
    """Return the calibration that a scenario may use again: the newest of its site, of this method
    and made within policies.FRESH; None = the history is to be read."""
    if scenario.anew:
        return None
    since = scenario.asked_on - policies.FRESH
    found = Calibration.objects.filter(
        site=scenario.site, method=policies.METHOD, made_at__gte=since
    )
    return found.order_by("-pk").first()


def comparable(scenario: Scenario, *, by: Any) -> QuerySet[Scenario]:
    """Return the answered scenarios that can stand beside this one: of the same calibration, run
    over as many weeks with as many pairs."""
    found = scenarios(by=by).filter(
        state=Scenario.State.DONE, calibration=scenario.calibration_id, weeks=scenario.weeks,
        pairs=scenario.pairs,
    )  # fmt: skip
    return found.exclude(pk=scenario.pk)


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a scenario is: runs done of all, and how long the rest will take at the pace so far;
    None while nothing can be said."""

    done: int
    total: int
    left: timedelta | None

    @property
    def left_us(self) -> int | None:
        """Return the rest of the time in microseconds, as pages show durations."""
        return None if self.left is None else self.left // timedelta(microseconds=1)


def progress(scenario: Scenario, *, at: datetime) -> Progress:
    """Return how far a scenario is at a real moment."""
    left = None
    if scenario.done and scenario.began_at is not None and at > scenario.began_at:
        pace = (at - scenario.began_at) / scenario.done
        left = pace * max(0, scenario.total - scenario.done)
    return Progress(scenario.done, scenario.total, left)


def ids(texts: Sequence[str]) -> list[int]:
    """Return the keys that addresses name, each once, in order; what is none is left out."""
    found = [int(text) for text in texts if text.isdecimal() and len(text) < 18]
    return list(dict.fromkeys(found))
