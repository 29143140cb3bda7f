"""One rule side by side: in the journeys that follow each version, at each site."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from carepath.analysis.conformance import Judged
from carepath.frames.spans import Spans
from carepath.journeys import queries as journeys
from carepath.places.models import Site
from carepath.protocols.models import Assignment, Protocol, Version
from carepath.protocols.queries.adherence import judged
from carepath.protocols.queries.eligible import since

MOST_SITES, MOST_VERSIONS = 12, 12
"""Sites looked at, and the latest versions of each."""


@dataclass(frozen=True, slots=True)
class Side:
    """A rule in the journeys that follow a version at a site: `judged` beside `since`.

    The words of a rule may change from version to version: each is judged by its own.
    """

    version: Version
    site: Site
    since: NDArray[np.int64]
    judged: Judged


def sides(
    protocol: Protocol, rule: str, sites: list[Site], *, by: Any, now: dict[int, int]
) -> list[Side]:
    """Return a rule by site and version, oldest version first; where nobody follows it, nothing.

    `now` holds the moment on the clock of each site, by its key.
    """
    followed = _followed(protocol)
    versions = protocol.versions.in_bulk({version for _site, version in followed})
    found = []
    for site in sites[:MOST_SITES]:
        here = sorted(version for place, version in followed if place == site.pk)
        if not here:
            continue
        spans = journeys.spans(by=by, site=site.slug)
        for pk in here[-MOST_VERSIONS:]:
            one = _side(versions[pk], rule, site, spans, followed[site.pk, pk], now[site.pk])
            found += [] if one is None else [one]
    return found


def _followed(protocol: Protocol) -> dict[tuple[int, int], list[int]]:
    """Return the keys of the journeys that follow each version at each site."""
    found: dict[tuple[int, int], list[int]] = {}
    rows = Assignment.objects.filter(protocol=protocol)
    for site, version, journey in rows.values_list("journey__site", "version", "journey"):
        found.setdefault((site, version), []).append(journey)
    return found


def _side(
    version: Version, rule: str, site: Site, spans: Spans, ids: list[int], now: int
) -> Side | None:
    mine = spans.take(np.isin(spans.journey_id, ids))
    found = judged(version, mine, since(version.document, mine, now), now)
    line = found.line(rule)
    return None if line is None else Side(version, site, found.since, line.judged)
