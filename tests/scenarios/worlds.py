"""A small hospital with weeks of history: an emergency department, two wards, one of them full, and
a CT that is closed at night."""

from datetime import timedelta
from random import Random

from django.db.models import F

from carepath.frames.spans import KINDS
from carepath.journeys.models import Journey, Span, Stage
from carepath.places import actions as places
from carepath.places.models import Bed, Unit
from carepath.scenarios import actions
from carepath.scenarios.models import Scenario
from carepath.simulator.flow import Change
from tests.factories import AT
from tests.forecasts import worlds

HOUR = timedelta(hours=1)
CT, SERVICE = "CT", KINDS.index("service")


def hospital(weeks=6, *, until=AT, seed=1, slug="north", scans=True, **fields):
    """The site; AT is a Monday at nine, so that so many whole weeks but one are known."""
    where = worlds.hospital(weeks, until=until, seed=seed, slug=slug, **fields)
    emergency = Unit.objects.get(site=where, code="ED")
    Bed.objects.bulk_create(
        Bed(unit=emergency, code=f"ED-{n}", care="emergency", confirmed=True) for n in range(20)
    )
    if scans:
        _scan(where, Random(seed))
        places.declare_equipment(
            site=where, lines=[("CT scanner", "ED", 2, CT)], since=until - timedelta(weeks=weeks),
            by="test", at=until,
        )  # fmt: skip
    return where


def _scan(where, chance):
    """Every fourth who comes from eight to six has a CT in the department."""
    stage = Stage.objects.get_or_create(site=where, name=CT)[0]
    source = worlds.log_of(where)
    stays = Span.objects.filter(journey__source=source, stage__name="ED").order_by("pk")
    rows = []
    for n, stay in enumerate(stays.select_related("journey", "unit")):
        if n % 4 or stay.ended_at is None or not 8 <= stay.started_at.hour < 17:
            continue
        asked = stay.started_at + (stay.ended_at - stay.started_at) * 0.2
        begun = asked + (stay.ended_at - asked) * chance.uniform(0.05, 0.4)
        rows.append(
            Span(
                journey=stay.journey,
                source=source,
                stage=stage,
                unit=stay.unit,
                kind=SERVICE,
                source_ref=f"ct{stay.pk}".encode().ljust(16),
                requested_at=asked,
                started_at=begun,
                ended_at=begun + (stay.ended_at - begun) * 0.4,
                seq=9,
                precision=1,
                recorded_at=AT,
            )  # fmt: skip
        )
    Span.objects.bulk_create(rows)
    Journey.objects.filter(pk__in=[row.journey_id for row in rows]).update(n_spans=F("n_spans") + 1)


MORE = Change("beds", "W2", 4)
LONGER = Change("station", CT, None, 8, 22)


def asked(where, *changes, by, at=AT, pairs=3, weeks=2, name="Four more beds", **fields):
    """A scenario that waits, by default for four more beds on Surgery."""
    return actions.ask(
        site=where, name=name, changes=list(changes or [MORE]), weeks=weeks, pairs=pairs, by=by,
        at=at, **fields,
    )  # fmt: skip


def run_all(at=AT, by="worker:sweep"):
    """Run what waits to its end; return how many rounds it took."""
    rounds = 0
    while Scenario.objects.filter(state="waiting").exists():
        actions.run_waiting(by=by, at=at + rounds * timedelta(seconds=1))
        rounds += 1
        if rounds > 400:
            raise AssertionError("It never ends.")
    return rounds


def answered(where, *changes, by, **fields):
    """A scenario with its answer."""
    row = asked(where, *changes, by=by, **fields)
    run_all(fields.get("at", AT))
    return Scenario.objects.select_related("site", "calibration").get(pk=row.pk)
