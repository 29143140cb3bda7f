"""FHIR resources as they were told: by name, by identifier, and as what happened in a visit."""

import hashlib
import hmac
from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import QuerySet

from carepath.formats.fhir import content, encounters
from carepath.frames.adt import Admission
from carepath.ingestion.models import Resource
from carepath.journeys.models import Source

FHIR = "fhir"
"""What an inbox row of such a feed is called."""
_MEDICAL_RECORD = "MR"


def resources(source: Source, kind: str) -> QuerySet[Resource]:
    """Return the latest version of each resource of a type, oldest first."""
    return Resource.objects.filter(source=source, kind=kind, latest=True).order_by("pk")


def resource(source: Source, kind: str, ident: str, version: int | None = None) -> Resource | None:
    """Return a resource by its name, in one version, None = the latest."""
    found = Resource.objects.filter(source=source, kind=kind, ident=ident)
    which = {"latest": True} if version is None else {"version": version}
    return found.filter(**which).first()


def identified(found: QuerySet[Resource], digest: str) -> QuerySet[Resource]:
    """Return those with an identifier of this keyed hash."""
    return found.filter(keys__digest=digest)


def digest_of(token: str) -> str:
    """Return the keyed hash that an identifier is found by: `system|value`, `|value` (of no system)
    or `value`."""
    key = settings.IDENTITY_KEY.encode()
    return hmac.new(key, f"fhir|{token}".encode(), hashlib.sha256).hexdigest()


def current(source: Source, names: Collection[tuple[str, str]]) -> dict[tuple[str, str], Resource]:
    """Return the latest version of each of these (type, id) that is there."""
    found: dict[tuple[str, str], Resource] = {}
    for kind in {kind for kind, _ident in names}:
        idents = [ident for one, ident in names if one == kind]
        rows = Resource.objects.filter(source=source, kind=kind, ident__in=idents, latest=True)
        found |= {(kind, row.ident): row for row in rows}
    return found


def told_by_encounters(
    source: Source, *, visits: Iterable[str] | None = None, known_at: datetime | None = None
) -> dict[str, list[Admission]]:
    """Return visit -> what Encounters told of it by then, None = by now; of each the last word."""
    rows = Resource.objects.filter(source=source, kind="Encounter")
    wanted = None if visits is None else set(visits)
    if wanted is not None:
        ever = rows.filter(visit__in=wanted).values("ident")
        rows = rows.filter(ident__in=ever)
    if known_at is None:
        rows = rows.filter(latest=True)
    else:
        rows = rows.filter(message__received_at__lte=known_at)
    last = {row.ident: row for row in rows.order_by("version")}
    chosen = [row for row in last.values() if wanted is None or row.visit in wanted]
    people = patients(source, {row.subject for row in chosen})
    found: dict[str, list[Admission]] = defaultdict(list)
    for row in chosen:
        found[row.visit] += events_of(row, people.get(row.subject, row.subject), source)
    return found


def events_of(row: Resource, patient: str, source: Source) -> list[Admission]:
    """Return what one version of an Encounter says happened."""
    said = content.read(row.content.encode())
    zone = ZoneInfo(source.timezone)
    return encounters.admissions(said, visit=row.visit, patient=patient, zone=zone)


def patients(source: Source, references: Collection[str]) -> dict[str, str]:
    """Return reference (Patient/p1) -> number and who gave it, of the patients that are known."""
    idents = [one.removeprefix("Patient/") for one in references if one.startswith("Patient/")]
    rows = Resource.objects.filter(source=source, kind="Patient", ident__in=idents, latest=True)
    numbers = {f"Patient/{row.ident}": number_of(row) for row in rows}
    return {name: number for name, number in numbers.items() if number}


def number_of(row: Resource) -> str:
    """Return the number a patient goes by and who gave it, '' if none."""
    said = [
        one
        for one in content.read(row.content.encode()).get("identifier", ())
        if one.get("value") and one.get("use") not in ("temp", "old")
    ]
    best = min(said, key=_rank, default=None)
    return f"{best['value']}^{best.get('system', '')}".strip("^")[:200] if best else ""


def _rank(identifier: dict) -> int:
    codes = {one.get("code") for one in identifier.get("type", {}).get("coding", ())}
    if _MEDICAL_RECORD in codes:
        return 0
    return 1 if identifier.get("use") in ("official", "usual") else 2


def visits_of(source: Source, rows: Collection[Resource]) -> set[str]:
    """Return the visits these versions tell of, or told of before, and those of their people."""
    idents = [row.ident for row in rows if row.kind == "Encounter"]
    people = [f"Patient/{row.ident}" for row in rows if row.kind == "Patient"]
    every = Resource.objects.filter(source=source, kind="Encounter")
    found = set(every.filter(ident__in=idents).values_list("visit", flat=True))
    theirs = every.filter(subject__in=people, latest=True)
    return found | set(theirs.values_list("visit", flat=True))


def encounters_of(source: Source, people: Collection[str]) -> set[str]:
    """Return the visits of these patients: references, or numbers and who gave them."""
    refs = {name for name in people if name.startswith("Patient/")}
    tokens = ("|".join(reversed(name.partition("^")[::2])) for name in people - refs)
    found = Resource.objects.filter(source=source, kind="Patient", latest=True)
    mine = found.filter(keys__digest__in=[digest_of(token) for token in tokens])
    refs |= {f"Patient/{ident}" for ident in mine.values_list("ident", flat=True)}
    theirs = Resource.objects.filter(source=source, kind="Encounter", subject__in=refs, latest=True)
    return set(theirs.values_list("visit", flat=True))


def visit_named(source: Source, references: Collection[str]) -> dict[str, str]:
    """Return reference (Encounter/e1) -> the number its visit goes by, of those that are known."""
    idents = [one.removeprefix("Encounter/") for one in references]
    rows = Resource.objects.filter(source=source, kind="Encounter", ident__in=idents, latest=True)
    return {f"Encounter/{ident}": visit for ident, visit in rows.values_list("ident", "visit")}


def earlier(rows: Collection[Resource]) -> dict[tuple[str, int], Resource]:
    """Return (id, version) -> the version before each of these Observations, where there is one."""
    idents = [row.ident for row in rows if row.version > 1]
    if not idents:
        return {}
    sources = {row.source_id for row in rows}
    found = Resource.objects.filter(source__in=sources, kind="Observation", ident__in=idents)
    return {(row.ident, row.version + 1): row for row in found}


def waited_for(rows: Collection[Resource], source: Source) -> list[tuple[Resource, Resource]]:
    """Return Observations that were told before their visit or patient, each with what came."""
    named = {f"{row.kind}/{row.ident}": row for row in rows if _is_named_anew(row)}
    subjects = {row.subject if row.kind == "Encounter" else name for name, row in named.items()}
    subjects -= {""}
    told = Resource.objects.filter(
        source=source, kind="Observation", latest=True, subject__in=subjects
    )
    ours = {row.pk for row in rows}
    found = []
    for row in told.order_by("pk"):
        came = named.get(row.encounter) or named.get(row.subject)
        if came is not None and row.pk not in ours and row.recorded_at < came.recorded_at:
            found.append((row, came))
    return found


def _is_named_anew(row: Resource) -> bool:
    """Return whether a visit or a patient goes by another number since this version."""
    if row.kind not in ("Encounter", "Patient"):
        return False
    before = resource(row.source, row.kind, row.ident, row.version - 1) if row.version > 1 else None
    if before is None:
        return True
    return before.visit != row.visit or (
        row.kind == "Patient" and number_of(before) != number_of(row)
    )
