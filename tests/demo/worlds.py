"""A small invented hospital for tests: a row alone, or one that lived through a night."""

from datetime import UTC, datetime, timedelta

from carepath.demo import actions
from carepath.demo.models import Hospital
from carepath.frames.mapping import Mapping
from carepath.frames.moments import to_us
from carepath.journeys import actions as journeys
from carepath.journeys.models import Journey, Span
from carepath.places import actions as places
from tests.factories import AT


def a_hospital(phase=Hospital.Phase.LIVE, **fields):
    """A hospital that has lived until nine o'clock of the test day, on a clock of real time."""
    site = places.declare_made_up(
        slug="demo", name="Invented hospital", timezone="Europe/London",
        units={"ed": "Emergency department"}, by="test", at=AT,
    )  # fmt: skip
    mapping = Mapping(
        case="case", activity="stage", time="ended",
        closing_rule="end_stages", end_stages=("Discharge",),
    )  # fmt: skip
    source = journeys.declare_source(
        name="Invented hospital", site=site, mapping=mapping, intervals=True, by="test", at=AT
    )
    lived = {"seed": 1, "starts": to_us(AT - timedelta(days=2)), "emitted_until": to_us(AT)}
    return Hospital.objects.create(site=site, source=source, phase=phase, **lived | fields)


NIGHT = datetime(2026, 3, 2, 6, 0, tzinfo=UTC)


def begun(seed=1):
    """A hospital that began at midnight, as of six in the morning; nothing is built."""
    return actions.start(seed=seed, days=0, at=NIGHT, by="test")


def step(at=NIGHT):
    actions.step(by="worker:demo", at=at)
    return Hospital.objects.select_related("site", "source").get()


def lived(at=NIGHT, most=200):
    """The hospital once it lives, after as many steps as that takes."""
    for _ in range(most):
        row = step(at)
        if row.phase == Hospital.Phase.LIVE:
            return row
    raise AssertionError(f"still {row.phase} after {most} steps")


def built(seed=1):
    """A hospital that lived from midnight to six o'clock, on a clock of real time."""
    begun(seed)
    return lived()


def later(**passed):
    return NIGHT + timedelta(**passed)


def drained(at):
    """The hospital when all that is under way has arrived: its clock stands still."""
    actions.set_rate(rate=0, by="test", at=at)
    row = step(at)
    while row.outgoing.exists():
        row = step(at)
    return row


def state():
    """Each span of the hospital that stands, and each journey's bounds."""
    spans = Span.objects.filter(retracted_at=None).values_list(
        "journey__case_ref", "stage__name", "unit__code", "requested_at", "started_at", "ended_at",
        "attributes", "source_ref", "parent_ref",
    )  # fmt: skip
    journeys = Journey.objects.filter(n_spans__gt=0)
    journeys = journeys.values_list("case_ref", "opened_at", "closed_at", "n_spans")
    rows = [[bytes(c) if isinstance(c, memoryview) else c for c in row] for row in spans]
    return sorted(map(repr, rows)), sorted(map(repr, journeys))


def gone():
    """Remove the hospital, so that another can begin."""
    actions.reset(by="test", at=NIGHT)
    while Hospital.objects.exists():
        actions.step(by="test", at=NIGHT)
