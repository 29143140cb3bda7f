"""What the messages of a feed tell of steps."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from carepath.formats import hl7v2, steps
from carepath.ingestion.models import Told
from carepath.ingestion.queries.visits import raws
from carepath.journeys.models import Source


@dataclass(frozen=True, slots=True)
class Tale:
    """The visit a message is about, and the steps it tells."""

    visit: str
    steps: list[steps.Step]


def tale(raw: bytes, source: Source) -> Tale:
    """Return what a message tells; hl7v2.Fault if it cannot be used."""
    message = hl7v2.parse(raw)
    hl7v2.check_allowed(message)
    return Tale(steps.visit(message), steps.read(message, ZoneInfo(source.timezone)))


def steps_told(visits: Collection[str], *, source: Source) -> Iterator[tuple[steps.Step, int]]:
    """Yield every step that a recorded message tells of these visits, with its inbox row."""
    told = Told.objects.filter(source=source, visit__in=list(visits))
    for pk, raw in sorted(raws(set(told.values_list("message", flat=True))).items()):
        yield from ((step, pk) for step in tale(raw, source).steps)
