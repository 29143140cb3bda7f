"""The library: which protocols there are, and how each stands."""

from dataclasses import dataclass
from typing import Any

from carepath.protocols.models import Activation, Protocol, Version
from carepath.protocols.queries.versions import visible
from carepath.ui.paging import SIZE, Page


@dataclass(frozen=True, slots=True)
class Line:
    """A protocol: what is in force where, and the versions somebody works on."""

    protocol: Protocol
    in_force: list[Activation]
    working: list[Version]


def library(*, by: Any, after: str = "", search: str = "") -> Page:
    """Return a page of the protocols this person sees, newest first."""
    rows = visible(by=by)
    if search:
        rows = rows.filter(name__icontains=search[:80])
    if after.isdecimal() and int(after) < 2**63:
        rows = rows.filter(pk__lt=int(after))
    found = list(rows.order_by("-pk")[: SIZE + 1])
    more = len(found) > SIZE
    page = found[:SIZE]
    return Page(_lines(page), str(page[-1].pk) if more else "")


def _lines(protocols: list[Protocol]) -> list[Line]:
    running: dict[int, list[Activation]] = {}
    force = Activation.objects.filter(protocol__in=protocols, ends_at=None)
    for one in force.select_related("version", "site").order_by("site__name"):
        running.setdefault(one.protocol_id, []).append(one)
    working: dict[int, list[Version]] = {}
    states = [Version.State.DRAFT, Version.State.IN_REVIEW, Version.State.APPROVED]
    for one in Version.objects.filter(protocol__in=protocols, state__in=states).order_by("-number"):
        working.setdefault(one.protocol_id, []).append(one)
    return [Line(row, running.get(row.pk, []), working.get(row.pk, [])) for row in protocols]
