"""Reads of public holidays: those known at a moment, those to come, and who entered each."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from carepath.analysis import holidays
from carepath.places.models import Holiday, Site
from carepath.places.queries.entered import name_of
from carepath.ui.paging import SIZE, Page

TAKEN_BACK = 10
"""Holidays taken back of which a page still tells."""


@dataclass(frozen=True, slots=True)
class Version:
    """A holiday as it was said once: by whom, when on the site's clock, and why."""

    day: date
    name: str
    source: str
    who: str
    at: datetime
    why: str


@dataclass(frozen=True, slots=True)
class Listed:
    """A holiday with its versions, the newest first; `ahead` is in how many days it is, below 0
    when it is over, and `alike` how many earlier days at the site have its name."""

    row: Holiday
    versions: tuple[Version, ...]
    ahead: int
    alike: int


@dataclass(frozen=True, slots=True)
class Holidays:
    """How many holidays are known in all, of this year and of the next, and the next one: today
    or to come, None where none is known."""

    known: int
    year: int
    this_year: int
    next_year: int
    upcoming: Holiday | None
    days: int


def holidays_known(*, site: Site, at: datetime) -> dict[int, str]:
    """Return the names of the holidays that were known at a moment of the site's clock, by day
    (since 1970): those entered later, and what was corrected or taken back later, change nothing.
    """
    kept = Holiday.history.filter(site=site, history_date__lte=at)
    rows = kept.order_by("id", "history_date", "history_id")
    last = {row[0]: row[1:] for row in rows.values_list("id", "history_type", "day", "name")}
    found = {holidays.number(day): name for kind, day, name in last.values() if kind != "-"}
    return dict(sorted(found.items()))


def holidays_in_brief(*, site: Site, today: date) -> Holidays:
    """Return how many holidays of a site are known, and which is next."""
    days = list(Holiday.objects.filter(site=site).order_by("day").values_list("day", flat=True))
    years = Counter(day.year for day in days)
    upcoming = Holiday.objects.filter(site=site, day__gte=today).order_by("day").first()
    return Holidays(
        known=len(days),
        year=today.year,
        this_year=years[today.year],
        next_year=years[today.year + 1],
        upcoming=upcoming,
        days=(upcoming.day - today).days if upcoming else 0,
    )


def holidays_page(*, site: Site, today: date, after: str = "", size: int = SIZE) -> Page:
    """Return the next holidays by day, the latest first, with who entered them; `after` is the
    last day seen."""
    rows = Holiday.objects.filter(site=site)
    try:
        rows = rows.filter(day__lt=date.fromisoformat(after)) if after else rows
    except ValueError:
        return Page([])
    found = list(rows.order_by("-day")[: size + 1])
    shown, versions = found[:size], _versions(found[:size])
    names = Holiday.objects.filter(site=site).order_by("day").values_list("day", "name")
    kinds = [(day, holidays.kind(name)) for day, name in names]
    items = [
        Listed(
            row=row,
            versions=tuple(versions.get(row.pk, ())),
            ahead=(row.day - today).days,
            alike=sum(day < row.day and kind == holidays.kind(row.name) for day, kind in kinds),
        )
        for row in shown
    ]
    return Page(items, str(shown[-1].day) if len(found) > size else "")


def holidays_taken_back(*, site: Site) -> list[Version]:
    """Return the holidays that were taken back last, the newest first, with who did and why."""
    gone = Holiday.history.filter(site=site, history_type="-").select_related("history_user")
    return [_version(one) for one in gone.order_by("-history_date", "-history_id")[:TAKEN_BACK]]


def _versions(rows: Iterable[Holiday]) -> dict[int, list[Version]]:
    kept = Holiday.history.filter(id__in=[row.pk for row in rows]).select_related("history_user")
    found: dict[int, list[Version]] = {}
    for one in kept.order_by("-history_date", "-history_id"):
        found.setdefault(one.id, []).append(_version(one))
    return found


def _version(one: Any) -> Version:
    return Version(
        day=one.day,
        name=one.name,
        source=one.source,
        who=name_of(one.history_user),
        at=one.history_date,
        why=one.history_change_reason or "",
    )
