"""How full the units are, as a file."""

from zoneinfo import ZoneInfo

from django.http import Http404, HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from carepath.accounts import policies
from carepath.accounts.permissions import Permission
from carepath.capacity import queries
from carepath.frames import beds
from carepath.frames.definitions import REGISTER
from carepath.places import queries as places
from carepath.places.models import Site
from carepath.places.views.chosen import site_of
from carepath.ui import clock, export, rewind, words
from carepath.ui.export import WHOLE, Column

KINDS = ("xlsx", "csv")


@require_GET
@policies.requires(Permission.EXPORT)
@policies.renewed
def export_units(request: HttpRequest, kind: str) -> HttpResponseBase:
    """Send how full each unit of a site is, or was, as xlsx or csv."""
    sites = places.sites_of(by=request.user)
    if kind not in KINDS or not sites:
        raise Http404
    site = site_of(request, sites)
    policies.check_may(request.user, Permission.EXPORT, site=site.slug)
    zone = ZoneInfo(site.timezone)
    wound = rewind.of(request.GET, now=clock.now(site), zone=zone)
    found = queries.units_now(
        site=site, at=wound.moment, known_at=wound.known_at, past=wound.is_past
    )
    sheet = export.Sheet(
        name=_("Occupancy"),
        columns=_columns(),
        rows=[_row(one) for one in found],
        zone=zone,
        about=_about(request, site, wound),
        invented=site.synthetic,
    )
    return export.response(sheet, kind=kind, filename=f"occupancy-{site.slug}")


def _columns() -> list[Column]:
    heads = (
        _("Occupied"),
        _("Said to be occupied, patient unknown"),
        _("Staffed"),
        _("Free and staffed"),
        _("To be cleaned"),
        _("Closed"),
        _("Conflicts"),
        _("Beds"),
    )
    return [Column(_("Code")), Column(_("Unit")), *(Column(head, WHOLE) for head in heads)]


def _row(one: queries.UnitNow) -> tuple:
    n = one.counts.get
    cleaning = n(beds.HOUSEKEEPING, 0) + n(beds.CONTAMINATED, 0)
    return (
        one.unit.code, str(one.unit), one.occupied, one.unnamed, one.staffed, one.available,
        cleaning, n(beds.CLOSED, 0), n(beds.CONTESTED, 0), len(one.states),
    )  # fmt: skip


def _about(request: HttpRequest, site: Site, wound: rewind.Rewind) -> list[tuple[str, str]]:
    """Return what a reader must know of the file."""
    definition = REGISTER["beds_occupied"]
    about = [
        (_("Site"), str(site)),
        (_("As of"), words.clock_text(wound.moment, wound.zone)),
        (_("Shown"), wound.text),
        (_("Definition"), f"{_(definition.title)}, {_('version')} {definition.version}"),
        (_("Formula"), _(definition.formula)),
        (_("Left out"), _(definition.excludes)),
        (_("Exported"), words.clock_text(clock.now(), wound.zone)),
        (_("By"), request.user.get_full_name() or request.user.get_username()),
    ]
    if not wound.is_past and queries.is_behind():
        about.insert(2, (_("Note"), _("Not all that was told has taken effect yet.")))
    return about
