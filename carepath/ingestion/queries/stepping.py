"""What the messages of a feed tell of steps."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from carepath.formats import hl7v2, identity, steps
from carepath.frames.identity import Fact
from carepath.ingestion.models import Told
from carepath.ingestion.queries.visits import raws
from carepath.journeys.models import Source


@dataclass(frozen=True, slots=True)
class Tale:
    """The visit a message is about ('' = none), the steps it tells, and what it says of
    identities."""

    visit: str
    steps: list[steps.Step]
    facts: tuple[Fact, ...] = ()


def tale(raw: bytes, source: Source) -> Tale:
    """Return what a message tells; hl7v2.Fault if it cannot be used."""
    message = hl7v2.parse(raw)
    hl7v2.check_allowed(message)
    zone = ZoneInfo(source.timezone)
    facts = tuple(identity.facts(message, zone))
    return Tale(steps.visit(message), steps.read(message, zone), facts)


def steps_told(visits: Collection[str], *, source: Source) -> Iterator[tuple[steps.Step, int]]:
    """Yield every step that a recorded message tells of these visits, with its inbox row."""
    told = Told.objects.filter(source=source, visit__in=list(visits))
    for pk, raw in sorted(raws(set(told.values_list("message", flat=True))).items()):
        yield from ((step, pk) for step in tale(raw, source).steps)
