"""What the FHIR door reads: its feed, how long messages wait, and pages of resources."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.db.models import QuerySet

from carepath.accounts.permissions import Permission
from carepath.fhir.policies import LONGEST_WAIT_S
from carepath.formats.fhir.faults import refused
from carepath.ingestion import queries as inbox
from carepath.ingestion.models import Message, Resource
from carepath.journeys.models import Source
from carepath.places.models import Site

COUNT, MOST = 50, 500
"""Resources on a page where nobody says how many, and at most."""
PARAMETERS = {"_id": "token", "identifier": "token", "patient": "reference"}
"""What resources can be searched by, each with its type."""
HASHED = "hashed:"
"""What stands before an identifier that the address of a next page holds as its hash."""
PAGING = {"_count", "_after", "_format"}
OF_A_PATIENT = ("Encounter", "Observation", "ServiceRequest", "Task")


@dataclass(frozen=True, slots=True)
class Page:
    """Some resources in the order they came; `after` names the next page, '' = none."""

    rows: list[Resource]
    total: int
    after: str


def name() -> str:
    """Return the name of the feed."""
    return settings.FHIR_SOURCE


def turned(asked: Mapping[str, str], after: str) -> str:
    """Return the parameters of the next page; an identifier is not among them but as its hash."""
    said = {**asked, "_after": after}
    if "identifier" in said:
        said["identifier"] = f"{HASHED}{_digest(said['identifier'])}"
    return urlencode(said)


def feed() -> Source | None:
    """Return the source that resources come into, None before the first came."""
    return inbox.feed(settings.FHIR_SOURCE)


def site_for(by: Any) -> Site:
    """Return the site of the door where this person may import; inbox.NoSite if there is none."""
    return inbox.site_for(by=by, slug=settings.FHIR_SITE, source=settings.FHIR_SOURCE)


def feed_of(by: Any) -> Source | None:
    """Return the same if this person may import at its site."""
    found = feed()
    if found is None:
        return None
    sites = by.sites_where(Permission.IMPORT)
    return found if sites is None or found.site.slug in sites else None


def is_behind(source: Source, *, at: datetime) -> bool:
    """Return whether what came before waits for too long to take effect."""
    since = source.site.time(at) - timedelta(seconds=LONGEST_WAIT_S)
    waits = Message.objects.filter(source=source, kind=inbox.FHIR, state=Message.State.RECEIVED)
    return waits.filter(received_at__lt=since).exists()


def page(source: Source | None, kind: str, asked: Mapping[str, str]) -> Page:
    """Return a page of the resources that fit; Refused for what cannot be searched by."""
    size, after = _paging(asked)
    if source is None:
        return Page([], 0, "")
    found = _fitting(source, kind, asked)
    total = found.count()
    rows = list(found.filter(pk__gt=after)[: size + 1])
    more = len(rows) > size
    return Page(rows[:size], total, str(rows[size - 1].pk) if more else "")


def check_parameters(kind: str, asked: Mapping[str, str]) -> None:
    """Raise Refused for a parameter that is not searched by: a wider answer could mislead."""
    known = parameters(kind)
    for name in asked:
        if name not in known and name not in PAGING:
            shown = ", ".join(sorted(known))
            text = f"this parameter is not searched by; known are {shown} and _count"
            raise refused("not-supported", "", text)


def parameters(kind: str) -> dict[str, str]:
    """Return what resources of a type can be searched by."""
    alone = {"patient"} if kind not in OF_A_PATIENT else set()
    return {name: found for name, found in PARAMETERS.items() if name not in alone}


def _fitting(source: Source, kind: str, asked: Mapping[str, str]) -> QuerySet[Resource]:
    found = inbox.resources(source, kind)
    if "_id" in asked:
        found = found.filter(ident__in=asked["_id"].split(",")[:MOST])
    if "identifier" in asked:
        found = inbox.identified(found, _digest(asked["identifier"]))
    if "patient" in asked:
        name = asked["patient"].rpartition("/")[2]
        found = found.filter(subject=f"Patient/{name}")
    return found


def _digest(token: str) -> str:
    """Return the hash of an identifier, which may be given as such."""
    return token.removeprefix(HASHED) if token.startswith(HASHED) else inbox.digest_of(token)


def _paging(asked: Mapping[str, str]) -> tuple[int, int]:
    size, after = asked.get("_count", str(COUNT)), asked.get("_after", "0")
    if not (size.isdecimal() and after.isdecimal() and len(size) < 10 and len(after) < 19):
        raise refused("value", "", "_count is a whole number")
    return min(max(int(size), 1), MOST), int(after)
