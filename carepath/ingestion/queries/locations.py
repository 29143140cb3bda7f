"""Where patients are, as known at any time; two places at once are shown as two."""

from dataclasses import dataclass
from datetime import datetime

from carepath.frames.moments import from_us, to_us
from carepath.ingestion.queries.folded import every_visit
from carepath.journeys.models import Source


@dataclass(frozen=True, slots=True)
class Located:
    """Where the patient of a visit is, and since when."""

    visit: str
    unit: str
    room: str
    bed: str
    since: datetime


def locations(*, source: Source, at: datetime, known_at: datetime | None = None) -> list[Located]:
    """Return where each patient was at a moment, as it was known then, by visit."""
    us = to_us(at)
    return [
        Located(one.name, stay.place.unit, stay.place.room, stay.place.bed, from_us(stay.since))
        for one in every_visit(source=source, known_at=known_at)
        for stay in one.visit.stays
        if stay.since <= us and (stay.until is None or us < stay.until)
    ]
