"""Begin an invented hospital: its site, its source, and the row that says how far it has lived."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from carepath.audit import actions as audit
from carepath.demo import policies
from carepath.demo.models import Hospital
from carepath.frames.mapping import END_STAGES, Mapping
from carepath.frames.moments import to_us
from carepath.journeys import actions as journeys
from carepath.places import actions as places
from carepath.simulator import stages


def start(*, seed: int, at: datetime, by: Any, days: int = policies.HISTORY_DAYS) -> Hospital:
    """Return the invented hospital, begun if there is none; what it lived through is built later.

    Its history ends now, on a clock that shows real time.
    """
    with audit.acting_as(by, at=at, why="an invented hospital begins"):
        found = Hospital.objects.first()
        if found is not None:
            return found
        name = str(policies.NAME)
        site = places.declare_made_up(
            slug=policies.SLUG, name=name, timezone=policies.ZONE, units=stages.UNITS, by=by, at=at
        )
        source = journeys.declare_source(
            name=name, site=site, mapping=_mapping(), intervals=True, by=by, at=at
        )
        starts = to_us(_midnight(at - timedelta(days=days)))
        hospital = Hospital.objects.create(
            site=site,
            source=source,
            seed=seed,
            starts=starts,
            emitted_until=starts,
            target_at=at.replace(microsecond=0),
            began_at=at,
        )
        audit.record("demo.started", hospital, site=site.slug, seed=seed)
    return hospital


def _midnight(moment: datetime) -> datetime:
    local = moment.astimezone(ZoneInfo(policies.ZONE))
    return local.replace(hour=0, minute=0, second=0, microsecond=0)


def _mapping() -> Mapping:
    """Return how the source is declared: the columns are those of the events themselves."""
    return Mapping(
        case="case",
        activity="stage",
        time="ended",
        start="started",
        requested="requested",
        timezone=policies.ZONE,
        closing_rule=END_STAGES,
        end_stages=stages.END_STAGES,
        phases=stages.PHASES,
        targets=stages.TARGETS,
    )
