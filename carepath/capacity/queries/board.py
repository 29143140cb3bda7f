"""Every read about beds: one answer for the board, the pages and the API."""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from zlib import crc32

from django.db.models import Count, Exists, Max, OuterRef, Q, QuerySet, Subquery

from carepath.analysis import bed_claims
from carepath.capacity.models import Claim, Flag, Holding, Move, Projected, Reservation, Word
from carepath.capacity.queries import as_known
from carepath.frames import beds
from carepath.frames.moments import from_us, to_us
from carepath.journeys import queries as journeys
from carepath.journeys.models import Journey
from carepath.places.models import Bed, OpenBeds, Site, Unit

MANY = 500
"""Changed journeys that are not on the board yet; with more it is not shown as the truth."""


@dataclass(frozen=True, slots=True)
class BedNow:
    """One bed at a moment: what it is found to be (a code of beds.FOUND), since when, and who.

    `rivals` are the visits that contest it; `word` is what was last said of it.
    """

    bed: Bed
    state: str
    since: datetime | None
    journey: Journey | None
    rivals: tuple[Journey, ...]
    word: Word | None


@dataclass(frozen=True, slots=True)
class UnitNow:
    """The beds of a unit at a moment.

    `staffed` is what people entered as open, else all beds that are not closed; `counts` is by
    state. Occupied may exceed staffed: then it is shown so.
    """

    unit: Unit
    beds: tuple[BedNow, ...]
    staffed: int
    counts: dict[str, int]

    @property
    def occupied(self) -> int:
        """Return how many beds hold a patient; a contested one does."""
        return self.counts.get(beds.OCCUPIED, 0) + self.counts.get(beds.CONTESTED, 0)

    @property
    def free(self) -> int:
        """Return how many beds a patient could lie in now, staffed or not."""
        return self.counts.get(beds.FREE, 0) + self.counts.get(beds.ASSUMED, 0)

    @property
    def available(self) -> int:
        """Return how many free beds are staffed: never below 0, never more than are free."""
        return max(0, min(self.free, self.staffed - self.occupied))


def board(
    *,
    site: Site,
    at: datetime,
    unit: Unit | None = None,
    units: Collection[int] | None = None,
    known_at: datetime | None = None,
    past: bool = False,
) -> list[UnitNow]:
    """Return the units of a site (or one, or those of these keys) with their beds as they were
    then, by code, in a few queries.

    With `known_at` as it was known then. `past` = by the open beds entered by then; the board of
    now goes by those in force, whatever the site's clock shows.
    """
    rows = Bed.objects.filter(unit__site=site).select_related("unit")
    if unit is not None:
        rows = rows.filter(unit=unit)
    if units is not None:
        rows = rows.filter(unit__in=units)
    rows = rows.order_by("unit__code", "room", "code")
    found: dict[Unit, list[BedNow]] = defaultdict(list)
    for one in _states(rows, at) if known_at is None else _known(rows, site, at, known_at):
        found[one.bed.unit].append(one)
    is_past = past or known_at is not None
    staffed = open_beds(site=site, at=at if is_past else None, known_at=known_at)
    return [_unit(unit, tuple(each), staffed.get(unit.pk)) for unit, each in found.items()]


def staffed(*, site: Site, at: datetime, units: Collection[int], past: bool = False) -> int:
    """Return how many beds of these units of a site are staffed, as the board counts them."""
    every = open_beds(site=site, at=at if past else None)
    entered = {unit: n for unit, n in every.items() if unit in units}
    rest = set(units) - set(entered)
    known = board(site=site, at=at, units=rest, past=past) if rest else []
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


def _unit(unit: Unit, each: tuple[BedNow, ...], staffed: int | None) -> UnitNow:
    counts = Counter(one.state for one in each)
    if staffed is None:
        staffed = len(each) - counts[beds.CLOSED]
    return UnitNow(unit, each, staffed, dict(counts))


def _states(rows: QuerySet[Bed], at: datetime) -> list[BedNow]:
    held = Holding.objects.filter(bed=OuterRef("pk"), since__lte=at).order_by("-since")
    each = list(_told(rows, at).annotate(holding_id=Subquery(held.values("pk")[:1])))
    holdings = Holding.objects.select_related("journey").in_bulk(
        [bed.holding_id for bed in each if bed.holding_id]
    )
    last = {row.bed_id: row for row in holdings.values()}
    rivals = _rivals([row.bed_id for row in holdings.values() if row.contested], at)
    return _with_words(each, last, rivals, at)


def _known(rows: QuerySet[Bed], site: Site, at: datetime, known_at: datetime) -> list[BedNow]:
    """Return the beds that were known by a moment, by the stays that were known then."""
    each = list(_told(as_known.beds(rows, known_at=known_at), at, known_at=known_at))
    found = as_known.holdings(each, site=site, at=at, known_at=known_at)
    journeys_ = Journey.objects.in_bulk({pk for one in found.values() for pk in one.visits})
    last: dict[int, Holding] = {}
    rivals: dict[int, tuple[Journey, ...]] = {}
    for bed, one in found.items():
        visits = tuple(journeys_[pk] for pk in one.visits)
        until = None if one.until is None else from_us(one.until)
        last[bed] = Holding(
            bed_id=bed,
            journey=None if one.contested else visits[0],
            since=from_us(one.since),
            until=until,
        )
        if one.contested and (until is None or until > at):
            rivals[bed] = visits
    return _with_words(each, last, rivals, at)


def _told(rows: QuerySet[Bed], at: datetime, *, known_at: datetime | None = None) -> QuerySet[Bed]:
    """Return the beds with what was last said of each, and whether anything is of their unit."""
    words = Word.objects.filter(since__lte=at)
    if known_at is not None:
        words = words.filter(recorded_at__lte=known_at)
    of_bed = words.filter(bed=OuterRef("pk")).order_by("-since", "-written_at", "-state")
    is_told = Exists(words.filter(bed__unit=OuterRef("unit")).order_by())
    return rows.annotate(word_id=Subquery(of_bed.values("pk")[:1]), is_told=is_told)


def _with_words(
    each: list[Bed],
    last: Mapping[int, Holding],
    rivals: Mapping[int, tuple[Journey, ...]],
    at: datetime,
) -> list[BedNow]:
    said = Word.objects.in_bulk([bed.word_id for bed in each if bed.word_id])
    return [
        _now(bed, last.get(bed.pk), said.get(bed.word_id), rivals.get(bed.pk, ()), at)
        for bed in each
    ]


def _now(
    bed: Bed, last: Holding | None, word: Word | None, rivals: tuple[Journey, ...], at: datetime
) -> BedNow:
    """Return one bed from the last holding that began and the last word said by a moment."""
    there = last is not None and (last.until is None or last.until > at)
    held = _holding(last, rivals) if last is not None and there else None
    left = to_us(last.until) if last is not None and last.until and not there else None
    told = word and beds.Word(word.state, to_us(word.since), to_us(word.written_at))
    state = bed_claims.state(held=held, left=left, word=told, at=to_us(at), is_told=bed.is_told)
    if last is not None and there:
        return BedNow(bed, state, last.since, last.journey, rivals, word)
    moments = [moment for moment in (last and last.until, word and word.since) if moment]
    return BedNow(bed, state, max(moments, default=None), None, (), word)


def _holding(row: Holding, rivals: tuple[Journey, ...]) -> beds.Holding:
    visits = (row.journey_id,) if row.journey_id else tuple(one.pk for one in rivals) or (0, 0)
    return beds.Holding(to_us(row.since), row.until and to_us(row.until), visits)


def _rivals(contested: list[int], at: datetime) -> dict[int, tuple[Journey, ...]]:
    """Return the journeys that claim each of these beds at a moment."""
    goes_on = Q(until__isnull=True) | Q(until__gt=at)
    claims = Claim.objects.filter(goes_on, bed__in=contested, since__lte=at)
    found: dict[int, tuple[Journey, ...]] = {}
    for row in claims.select_related("journey").order_by("bed", "since", "pk"):
        found[row.bed_id] = (*found.get(row.bed_id, ()), row.journey)
    return found


def units_with_beds(*, site: Site) -> QuerySet[Unit]:
    """Return the units of a site that have a bed, by code."""
    return Unit.objects.filter(site=site, each_bed__isnull=False).distinct().order_by("code")


def version() -> int:
    """Return a number that changes with whatever the board shows."""
    change = journeys.latest_change()  # of what is told over a feed, at once
    made = Projected.objects.values_list("change", flat=True).first() or 0  # of the rest, later
    said = [
        Word.objects.aggregate(Max("pk")),
        Move.objects.aggregate(Max("pk"), Count("undone_at"), Count("settled_at")),
        Reservation.objects.aggregate(Max("pk"), Count("ended_at")),
        Flag.objects.aggregate(Max("pk"), Count("ended_at")),
    ]
    return crc32(repr([change, made, *(list(one.values()) for one in said)]).encode())


def is_level() -> bool:
    """Return whether the board knows every journey that changed."""
    made = Projected.objects.values_list("change", flat=True).first() or 0
    return not Journey.objects.filter(change__gt=made).exists()


def is_behind() -> bool:
    """Return whether many journeys changed that the board does not know yet: it says so then."""
    made = Projected.objects.values_list("change", flat=True).first() or 0
    return Journey.objects.filter(change__gt=made)[MANY : MANY + 1].exists()
