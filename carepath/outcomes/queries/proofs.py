"""How good the levels to come were: what was told beside the level that then held."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

import numpy as np
from django.db.models import Max, Min, QuerySet

from carepath.analysis import level_ahead, level_proof
from carepath.analysis.level_proof import Bin, Proof
from carepath.frames.moments import DAY, from_us, to_us
from carepath.outcomes.models import LevelProof, LevelTold, Score
from carepath.outcomes.queries.scores import FRESH
from carepath.places.models import Site

LOOKED_AT = timedelta(days=28)
"""How far back levels to come are judged."""


@dataclass(frozen=True, slots=True)
class Judged:
    """How good the levels told so many hours ahead were, with the row it was kept in."""

    row: LevelProof
    proof: Proof

    @property
    def hours(self) -> int:
        return self.row.hours


@dataclass(frozen=True, slots=True)
class Pair:
    """A level that was told, and the level that then held; None where that is not known, or lies
    ahead."""

    row: LevelTold
    came: int | None

    @property
    def likeliest(self) -> int:
        """Return the level that was told as the likeliest."""
        return level_ahead.likeliest(self.row.chances)


def levels_told(*, site: Site, known_at: datetime, hours: int | None = None) -> QuerySet[LevelTold]:
    """Return the levels that were told of a site by a moment, or would have been told, as far ahead
    as any or by so many hours: those of the latest moment first."""
    rows = LevelTold.objects.filter(site=site, told_at__lte=known_at).select_related("site")
    rows = rows if hours is None else rows.filter(hours=hours)
    return rows.order_by("-at", "hours", "-pk")


def pairs(*, site: Site, rows: Iterable[LevelTold], known_at: datetime) -> list[Pair]:
    """Return the levels told of a site, in their order, beside those that held by a moment; one
    query."""
    rows = list(rows)
    over = sorted((row for row in rows if row.at <= known_at), key=lambda row: row.at)
    if not over:
        return [Pair(row, None) for row in rows]
    moments = np.array([to_us(row.at) for row in over])
    held = _came([row.came for row in over], _held(site, moments))
    came = {row.pk: int(level) or None for row, level in zip(over, held, strict=True)}
    return [Pair(row, came.get(row.pk)) for row in rows]


def judged_pairs(*, site: Site, at: datetime) -> list[Pair]:
    """Return what LOOKED_AT of levels are judged by, those of the earliest moment first; two
    queries."""
    rows = _over(site, at).select_related("site").order_by("at", "hours", "pk")
    return pairs(site=site, rows=rows, known_at=at)


def proofs_of_levels(*, site: Site) -> dict[int, Judged]:
    """Return how good the levels to come of a site were, by hours ahead; one query."""
    rows = LevelProof.objects.filter(site=site).order_by("hours")
    return {row.hours: Judged(row, _read(row.result)) for row in rows}


def proof_of_levels(*, site: Site, hours: int, at: datetime) -> LevelProof | None:
    """Return how good the levels told so many hours ahead were over LOOKED_AT, not saved.

    None where none of them is over, or no level is known that then held. Two queries.
    """
    rows = _over(site, at).filter(hours=hours).order_by("at", "pk")
    told = list(rows.values_list("at", "now", "chances", "came"))
    if not told:
        return None
    moments = np.array([to_us(one[0]) for one in told])
    came = _came([row[3] for row in told], _held(site, moments))
    known = np.flatnonzero(came > 0)
    if not len(known):
        return None
    found = level_proof.proof(
        np.array([told[place][2] for place in known]),
        came[known],
        np.array([told[place][1] for place in known]),
        moments[known] // DAY,
    )
    return LevelProof(
        site=site,
        hours=hours,
        made_at=at,
        first_at=from_us(int(moments[known[0]])),
        last_at=from_us(int(moments[known[-1]])),
        told_then=sum(told[place][3] is None for place in known),
        unknown=len(told) - len(known),
        result=asdict(found),
    )


def last_told(*, site: Site) -> datetime | None:
    """Return the slot of the forecasts by which a level was told last, None = none was."""
    return LevelTold.objects.filter(site=site).aggregate(last=Max("slot_at"))["last"]


def first_told(*, site: Site) -> datetime | None:
    """Return the slot of the forecasts by which a level was told first as it was told then."""
    rows = LevelTold.objects.filter(site=site, told_then=True)
    return rows.aggregate(first=Min("slot_at"))["first"]


def _over(site: Site, at: datetime) -> QuerySet[LevelTold]:
    """Return the levels told for a moment of the weeks that are looked back at."""
    return LevelTold.objects.filter(site=site, at__lte=at, at__gt=at - LOOKED_AT)


def _came(kept: Iterable[int | None], held: np.ndarray) -> np.ndarray:
    """Return the level that came, 0 = unknown: as scored afterwards where a row was made so, else
    the one that held."""
    return np.array([one if row is None else row for row, one in zip(kept, held, strict=True)])


def _held(site: Site, moments: np.ndarray) -> np.ndarray:
    """Return the level that pages showed at each moment, in order of time; 0 = unknown."""
    first, last = from_us(int(moments[0])), from_us(int(moments[-1]))
    rows = list(
        Score.objects.filter(site=site, since_at__lte=last, seen_at__gte=first - FRESH)
        .order_by("since_at", "pk")
        .values_list("since_at", "seen_at", "shown")
    )
    since, seen = (np.array([to_us(row[place]) for row in rows], np.int64) for place in (0, 1))
    shown = np.array([row[2] for row in rows], np.int64)
    fresh = FRESH // timedelta(microseconds=1)
    return level_proof.held_at(since, seen, shown, moments, fresh=fresh)


def _read(result: dict) -> Proof:
    bins = {name: tuple(Bin(**one) for one in result[name]) for name in ("bins", "high_bins")}
    return Proof(**result | bins)
