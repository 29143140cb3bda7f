"""The downtime pack: what a ward needs when the portal is not there, and which packs lie where."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.translation import gettext as _

from carepath.accounts.policies import PORTAL
from carepath.capacity import queries as capacity
from carepath.frames import beds
from carepath.frames.moments import DAY, from_us, to_us
from carepath.journeys.models import Journey
from carepath.places.models import Bed, Site
from carepath.protocols import queries as protocols
from carepath.protocols.queries.wording import rule_name
from carepath.ui import export, words

EVERY = timedelta(minutes=10)
AHEAD = DAY // 2
"""Steps that are due later than this are left out: a new pack comes before."""
MOST = 1000
"""Steps at most."""
STEM = "downtime"


@dataclass(frozen=True, slots=True)
class Row:
    """A bed: where it is, its state in words, who is in it, since when, and what is said of it."""

    unit: str
    bed: str
    state: str
    visit: str
    journey: str
    since: datetime | None
    note: str


@dataclass(frozen=True, slots=True)
class Pack:
    """A site at a moment: beds, requests and steps that are due, each as a sheet; `units` is
    (name, occupied, staffed, free) by code."""

    site: Site
    at: datetime
    behind: bool
    heard_at: datetime | None
    units: list[tuple[str, int, int, int]]
    rows: list[Row]
    sheets: list[export.Sheet]

    @property
    def zone(self) -> str:
        """Return the site's zone."""
        return self.site.timezone


def pack(*, site: Site, at: datetime, heard_at: datetime | None = None) -> Pack:
    """Return what a ward needs of a site at a moment on its clock."""
    units = capacity.board(site=site, at=at)
    kept, private = capacity.reserved(site=site), capacity.private_now()
    rows = [_row(one, kept, private) for unit in units for one in unit.beds]
    beds_of = {one.journey.pk: one.bed for unit in units for one in unit.beds if one.journey}
    zone = ZoneInfo(site.timezone)
    about = [(_("Site"), str(site)), (_("As of"), words.clock_text(at, zone))]

    def sheet(name: str, heads: Sequence[export.Column], lines: list[tuple]) -> export.Sheet:
        return export.Sheet(name, heads, lines, zone, about, invented=site.synthetic)

    return Pack(
        site=site,
        at=at,
        behind=capacity.is_behind(),
        heard_at=heard_at,
        units=[(str(one.unit), one.occupied, one.staffed, one.available) for one in units],
        rows=rows,
        sheets=[
            sheet("beds", _bed_heads(), [_cells(row) for row in rows]),
            sheet("requests", _request_heads(), _requests(site, at, private)),
            sheet("due", _due_heads(), _due(site, at, private, beds_of)),
        ],
    )


def _named(journey: Journey, private: Collection[int]) -> tuple[str, str]:
    """Return visit number and letters of a journey; of a private one neither: a pack is printed."""
    if journey.pk in private:
        return _("private"), _("private")
    return journey.case_ref, journey.short


def _row(one: capacity.BedNow, kept: dict, private: Collection[int]) -> Row:
    whose = [one.journey] if one.journey else list(one.rivals)
    names = [_named(journey, private) for journey in whose]
    notes = [one.word.reason] if one.word and one.word.reason else []
    if one.bed.pk in kept:
        visit, _letters = _named(kept[one.bed.pk].journey, private)
        notes.append(_("kept for %(visit)s") % {"visit": visit})
    return Row(
        unit=str(one.bed.unit),
        bed=str(one.bed),
        state=_(beds.FOUND[one.state]),
        visit=", ".join(visit for visit, _short in names),
        journey=", ".join(short for _visit, short in names),
        since=one.since,
        note="; ".join(notes),
    )


def _cells(row: Row) -> tuple:
    return (row.unit, row.bed, row.state, row.visit, row.journey, row.since, row.note)


def _requests(site: Site, at: datetime, private: Collection[int]) -> list[tuple]:
    rows = capacity.waiting(site=site, at=at).select_related("journey", "unit")
    return [
        (*_named(row.journey, private), str(row.unit), row.asked_at)
        for row in rows.order_by("asked_at", "id")
    ]


def _due(
    site: Site, at: datetime, private: Collection[int], beds_of: Mapping[int, Bed]
) -> list[tuple]:
    """Return what the protocols in force ask for within half a day, and what is overdue; of a
    private patient with the bed, as nothing else says whose it is."""
    found: list[tuple] = []
    now = to_us(at)
    for one in protocols.in_force(site=site, at=at):
        judged = protocols.adherence(one.version, site=site, by=PORTAL, now=now)
        page = protocols.due(judged, size=MOST)
        found += [
            (
                *_placed(due.journey, private, beds_of),
                str(one.protocol),
                rule_name(due.rule),
                from_us(due.due),
            )
            for due in page.items
            if due.left <= AHEAD
        ]
    return sorted(found, key=lambda line: line[-1])


def _placed(
    journey: Journey, private: Collection[int], beds_of: Mapping[int, Bed]
) -> tuple[str, str]:
    visit, letters = _named(journey, private)
    if journey.pk in private and journey.pk in beds_of:
        bed = beds_of[journey.pk]
        letters = f"{letters}, {bed.unit} {bed}"
    return visit, letters


def _bed_heads() -> list[export.Column]:
    return [
        export.Column(_("Unit")),
        export.Column(_("Bed")),
        export.Column(_("State")),
        export.Column(_("Visit number")),
        export.Column(_("Journey")),
        export.Column(_("Since"), export.MOMENT),
        export.Column(_("Note")),
    ]


def _request_heads() -> list[export.Column]:
    return [
        export.Column(_("Visit number")),
        export.Column(_("Journey")),
        export.Column(_("For")),
        export.Column(_("Asked at"), export.MOMENT),
    ]


def _due_heads() -> list[export.Column]:
    return [
        export.Column(_("Visit number")),
        export.Column(_("Journey")),
        export.Column(_("Protocol")),
        export.Column(_("Step")),
        export.Column(_("Due at"), export.MOMENT),
    ]


def sites_for_packs() -> list[Site]:
    """Return the sites that have a bed, by name."""
    return list(Site.objects.filter(units__each_bed__isnull=False).distinct().order_by("name"))


def slot(at: datetime) -> datetime:
    """Return the beginning of the ten minutes a moment lies in."""
    return at - timedelta(
        minutes=at.minute % (EVERY.seconds // 60), seconds=at.second, microseconds=at.microsecond
    )


def written(site: Site) -> list[Path]:
    """Return the packs of a site in the folder, oldest first; [] without a folder."""
    folder = settings.DOWNTIME_FOLDER
    return sorted(Path(folder).glob(f"{STEM}-{site.slug}-[0-9]*Z.html")) if folder else []


def newest(site: Site) -> datetime | None:
    """Return of which ten minutes the newest pack of a site is, None of none."""
    found = written(site)
    if not found:
        return None
    text = found[-1].stem.rpartition("-")[2]
    return datetime.strptime(text, "%Y%m%dT%H%MZ").replace(tzinfo=UTC)
