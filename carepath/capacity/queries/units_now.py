"""How full each unit is at a moment: the one count that every page, list and screen shows.

What each bed is found to be is folded from plain values, however many beds there are; who lies in
one is read by those that show it (`board`). Occupied is a bed that a patient is known to have; one
that is said to be occupied while nobody is known to be in it is counted under its own name.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from carepath.analysis import bed_claims
from carepath.capacity.models import Claim, Holding, Word
from carepath.capacity.queries import as_known
from carepath.frames import beds
from carepath.frames.moments import to_us
from carepath.places.models import Bed, OpenBeds, Site, Unit

_COLUMNS = ("pk", "unit_id", "room", "code", "care")


class BedState(NamedTuple):
    """One bed at a moment: what it is found to be (a code of beds.FOUND) and since when
    (microseconds UTC), and the keys of who has it, of who contests it, and of what was last said.
    """

    bed: int
    unit: int
    care: str
    state: str
    since: int | None
    journey: int | None
    rivals: tuple[int, ...]
    word: int | None


@dataclass(frozen=True, slots=True)
class UnitNow:
    """The beds of a unit at a moment.

    `staffed` is what people entered as open, else all beds that are not closed; `counts` is by
    state. Occupied may exceed staffed: then it is shown so.
    """

    unit: Unit
    states: tuple[BedState, ...]
    staffed: int
    counts: Mapping[str, int]

    @property
    def occupied(self) -> int:
        """Return how many beds a patient is known to have; a contested one is such a bed."""
        return self.counts.get(beds.OCCUPIED, 0) + self.counts.get(beds.CONTESTED, 0)

    @property
    def unnamed(self) -> int:
        """Return how many beds are said to be occupied while no patient is known to be in them."""
        return self.counts.get(beds.UNNAMED, 0)

    @property
    def free(self) -> int:
        """Return how many beds a patient could lie in now, staffed or not."""
        return self.counts.get(beds.FREE, 0) + self.counts.get(beds.ASSUMED, 0)

    @property
    def spare(self) -> int:
        """Return for how many more patients there is staff, below 0 for so many too many; who is
        said to be there needs it as much as who is known to be."""
        return self.staffed - self.occupied - self.unnamed

    @property
    def available(self) -> int:
        """Return how many free beds are staffed: never below 0, never more than are free."""
        return max(0, min(self.free, self.spare))


def units_now(
    *,
    site: Site,
    at: datetime,
    units: Collection[int] | None = None,
    known_at: datetime | None = None,
    past: bool = False,
) -> list[UnitNow]:
    """Return the units of a site that have a bed (or those of these keys) as they were then, by
    code, in a few queries.

    With `known_at` as it was known then. `past` = by the open beds entered by then; what is now
    goes by those in force, whatever the site's clock shows.
    """
    words = Word.objects.filter(since__lte=at)
    rows = Bed.objects.filter(unit__site=site)
    if known_at is not None:
        words = words.filter(recorded_at__lte=known_at)
        rows = as_known.beds(rows, known_at=known_at)
    if units is not None:
        rows = rows.filter(unit__in=units)
    each = list(_told(rows.order_by("room", "code"), words, at))
    if known_at is None:
        held, rivals = _held(each, at)
    else:
        held, rivals = _known(each, site, at, known_at)
    is_past = past or known_at is not None
    opened = open_beds(site=site, at=at if is_past else None, known_at=known_at)
    said = _words([row.word_id for row in each if row.word_id])
    found = _units(site, words, {row.unit_id for row in each})
    states: dict[int, list[BedState]] = {unit.pk: [] for unit in found}
    told = {unit.pk for unit in found if unit.is_told}
    now = to_us(at)
    for row in each:
        last, word = held.get(row.pk), said.get(row.word_id)
        one = _state(row, last, rivals.get(row.pk, ()), word, now, row.unit_id in told)
        states[row.unit_id].append(one)
    return [_unit(unit, tuple(states[unit.pk]), opened.get(unit.pk)) for unit in found]


def staffed(
    *,
    site: Site,
    at: datetime,
    units: Collection[int],
    known_at: datetime | None = None,
    past: bool = False,
) -> int:
    """Return how many beds of these units of a site are staffed, as the board counts them."""
    is_past = past or known_at is not None
    every = open_beds(site=site, at=at if is_past else None, known_at=known_at)
    entered = {unit: n for unit, n in every.items() if unit in units}
    rest = set(units) - set(entered)
    asked = {"known_at": known_at, "past": past}
    known = units_now(site=site, at=at, units=rest, **asked) if rest else []
    return sum(entered.values()) + sum(one.staffed for one in known)


def open_beds(
    *, site: Site, at: datetime | None = None, known_at: datetime | None = None
) -> dict[int, int]:
    """Return the open beds that people entered by unit, in force now or at a moment.

    Before the first entry it is counted with. With `known_at` later entries do not count.
    """
    if at is None:
        entered = OpenBeds.objects.filter(unit__site=site)
        return dict(entered.values_list("unit", "open_beds"))
    rows = OpenBeds.history.filter(unit__site=site)
    if known_at is not None:
        rows = rows.filter(history_date__lte=known_at)
    found: dict[int, int] = {}
    rows = rows.order_by("unit", "history_date", "history_id")
    for unit, moment, beds_open in rows.values_list("unit", "history_date", "open_beds"):
        if moment <= at or unit not in found:
            found[unit] = beds_open
    return found


class _Last(NamedTuple):
    """The last holding of a bed that began: whose (None = contested), from when to when."""

    journey: int | None
    since: int
    until: int | None


def _told(rows: QuerySet[Bed], words: QuerySet[Word], at: datetime) -> Iterable[Any]:
    """Return the beds as plain values, with the keys of the last holding and of the last word."""
    held = Holding.objects.filter(bed=OuterRef("pk"), since__lte=at).order_by("-since")
    of_bed = words.filter(bed=OuterRef("pk")).order_by("-since", "-written_at", "-state")
    return rows.annotate(
        holding_id=Subquery(held.values("pk")[:1]), word_id=Subquery(of_bed.values("pk")[:1])
    ).values_list(*_COLUMNS, "holding_id", "word_id", named=True)


def _held(each: Iterable[Any], at: datetime) -> tuple[dict[int, _Last], dict[int, tuple]]:
    """Return the last holding of each bed, and by bed the journeys that contest one."""
    keys = [row.holding_id for row in each if row.holding_id]
    rows = Holding.objects.filter(pk__in=keys).order_by()
    found = {
        bed: _Last(journey, to_us(since), None if until is None else to_us(until))
        for bed, journey, since, until in rows.values_list("bed", "journey", "since", "until")
    }
    contested = [bed for bed, one in found.items() if one.journey is None]
    return found, _rivals(contested, at) if contested else {}


def _rivals(contested: list[int], at: datetime) -> dict[int, tuple[int, ...]]:
    """Return the journeys that claim each of these beds at a moment."""
    goes_on = Q(until__isnull=True) | Q(until__gt=at)
    claims = Claim.objects.filter(goes_on, bed__in=contested, since__lte=at)
    found: dict[int, tuple[int, ...]] = {}
    for bed, journey in claims.order_by("bed", "since", "pk").values_list("bed", "journey"):
        found[bed] = (*found.get(bed, ()), journey)
    return found


def _known(
    each: Collection[Any], site: Site, at: datetime, known_at: datetime
) -> tuple[dict[int, _Last], dict[int, tuple]]:
    """Return the same by the stays that were known at a moment."""
    found, rivals, now = {}, {}, to_us(at)
    for bed, one in as_known.holdings(each, site=site, at=at, known_at=known_at).items():
        found[bed] = _Last(None if one.contested else one.visits[0], one.since, one.until)
        if one.contested and (one.until is None or one.until > now):
            rivals[bed] = one.visits
    return found, rivals


def _words(keys: list[int]) -> dict[int, beds.Word]:
    rows = Word.objects.filter(pk__in=keys).order_by() if keys else Word.objects.none()
    return {
        key: beds.Word(state, to_us(since), to_us(written))
        for key, state, since, written in rows.values_list("pk", "state", "since", "written_at")
    }


def _units(site: Site, words: QuerySet[Word], keys: set[int]) -> list[Unit]:
    """Return these units by code; `is_told` = something was said of a bed of it."""
    of_unit = words.filter(bed__unit=OuterRef("pk")).order_by()
    rows = Unit.objects.filter(pk__in=keys).annotate(is_told=Exists(of_unit)).order_by("code")
    found = list(rows)
    for unit in found:
        unit.site = site
    return found


def _state(
    row: Any,
    last: _Last | None,
    rivals: tuple[int, ...],
    word: beds.Word | None,
    now: int,
    is_told: bool,
) -> BedState:
    """Return one bed from the last holding that began and the last word said by a moment."""
    there = last is not None and (last.until is None or last.until > now)
    left = last.until if last is not None and not there else None
    held = None
    if last is not None and there:
        visits = (last.journey,) if last.journey is not None else rivals or (0, 0)
        held = beds.Holding(last.since, last.until, visits)
    state = bed_claims.state(held=held, left=left, word=word, at=now, is_told=is_told)
    who, since = None, max((m for m in (left, word and word.since) if m), default=None)
    if held is not None:
        who, since = last.journey, last.since
    return BedState(row.pk, row.unit_id, row.care, state, since, who, rivals, row.word_id)


def _unit(unit: Unit, states: tuple[BedState, ...], opened: int | None) -> UnitNow:
    counts = Counter(one.state for one in states)
    n = len(states) - counts[beds.CLOSED] if opened is None else opened
    return UnitNow(unit, states, n, dict(counts))
