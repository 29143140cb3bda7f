"""Keep FHIR resources: each version of each beside the message it came with.

What is asked for is planned first, and kept only if all of it may be: a transaction is all or
nothing. What is there already in the same words is not kept again: a resend changes nothing.
"""

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from urllib.parse import unquote

from carepath.formats.fhir import bundles, content, encounters
from carepath.formats.fhir.bundles import ASIDE, CREATE, Asked, Entry
from carepath.formats.fhir.faults import Issue, Refused
from carepath.ingestion import queries
from carepath.ingestion.models import Message, Resource, ResourceKey
from carepath.journeys.models import Source

_ETAG = re.compile(r'(?:W/)?"(\d{1,9})"', re.ASCII)
_SUBJECTS = ("subject", "patient", "for")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What becomes of one entry: status of HTTP, the version there is now, and what was wrong.

    `is_new` says that the version is yet to be kept.
    """

    status: int
    entry: Entry
    row: Resource | None = None
    issues: tuple[Issue, ...] = ()
    is_new: bool = False


def planned(asked: Asked, source: Source) -> list[Outcome]:
    """Return what becomes of each entry; Refused if a condition of what is taken whole fails."""
    names = {(one.kind, one.ident) for one in asked.entries if one.act != ASIDE}
    there = queries.current(source, names)
    plans = [_plan(entry, source, there) for entry in asked.entries]
    failed = [plan for plan in plans if plan.status == 412]
    if failed and asked.bundle != "batch":
        raise Refused(failed[0].issues, 412)
    found = {
        f"{plan.entry.kind}/{plan.entry.ident}": f"{plan.row.kind}/{plan.row.ident}"
        for plan in plans
        if plan.row is not None and plan.row.ident != plan.entry.ident
    }
    return [_compared(_linked(plan, found), there) for plan in plans]


def keep(plans: Sequence[Outcome], message: Message, at: datetime) -> list[Outcome]:
    """Keep what is new, each version with the message; return the plans with their rows."""
    new = [plan for plan in plans if plan.is_new]
    rows = [_row(plan, message, at) for plan in new]
    for row in rows:
        older = Resource.objects.filter(source=row.source, kind=row.kind, ident=row.ident)
        if row.version > 1:
            older.filter(latest=True).update(latest=False)
    Resource.objects.bulk_create(rows)
    ResourceKey.objects.bulk_create(
        ResourceKey(resource=row, digest=queries.digest_of(token))
        for row, plan in zip(rows, new, strict=True)
        for token in sorted(set(_tokens(plan.entry.resource)))
    )
    made = dict(zip(map(id, new), rows, strict=True))
    return [replace(plan, row=made.get(id(plan), plan.row)) for plan in plans]


def _plan(entry: Entry, source: Source, there: dict[tuple[str, str], Resource]) -> Outcome:
    """Return what becomes of an entry as far as its conditions say."""
    if entry.issues:
        return Outcome(entry.status, entry, issues=entry.issues)
    if entry.act == ASIDE:
        text = "this type is kept as it came and not read"
        return Outcome(202, entry, issues=(Issue("not-supported", entry.path, text, "warning"),))
    if entry.act == CREATE and entry.if_none_exist:
        return _conditional(entry, source)
    held = there.get((entry.kind, entry.ident))
    if entry.if_match and not _is_version(entry.if_match, held):
        issue = Issue("conflict", entry.path, "the version it is based on is not the present one")
        return Outcome(412, entry, issues=(issue,))
    return Outcome(201 if held is None or entry.act == CREATE else 200, entry)


def _conditional(entry: Entry, source: Source) -> Outcome:
    name, _equals, token = entry.if_none_exist.lstrip("?").partition("=")
    if name != "identifier" or not token or "&" in token:
        issue = Issue("not-supported", entry.path, "If-None-Exist takes one identifier")
        return Outcome(412, entry, issues=(issue,))
    kept = queries.resources(source, entry.kind)
    found = list(queries.identified(kept, queries.digest_of(unquote(token)))[:2])
    if len(found) > 1:
        issue = Issue("multiple-matches", entry.path, "several resources have this identifier")
        return Outcome(412, entry, issues=(issue,))
    return Outcome(200, entry, row=found[0]) if found else Outcome(201, entry)


def _is_version(said: str, held: Resource | None) -> bool:
    found = _ETAG.fullmatch(said.strip())
    return held is not None and found is not None and int(found[1]) == held.version


def _linked(plan: Outcome, names: dict[str, str]) -> Outcome:
    if not names:
        return plan
    resource = bundles.renamed(plan.entry.resource, names)
    return replace(plan, entry=replace(plan.entry, resource=resource))


def _compared(plan: Outcome, there: dict[tuple[str, str], Resource]) -> Outcome:
    """Return the plan, with the version there is if it says the same."""
    entry = plan.entry
    if plan.status not in (200, 201) or plan.row is not None:
        return plan
    held = there.get((entry.kind, entry.ident))
    if held is not None and (entry.act == CREATE or held.sha256 == _digest(entry.resource)):
        return replace(plan, row=held)
    version = 1 if held is None else held.version + 1
    row = Resource(kind=entry.kind, ident=entry.ident, version=version)
    return replace(plan, row=row, is_new=True)


def _digest(resource: dict[str, Any]) -> str:
    """Return a hash of what the sender says, without what the portal adds to it."""
    own = {name: value for name, value in resource.items() if name not in ("id", "meta")}
    meta = resource.get("meta", {})
    own["meta"] = {k: v for k, v in meta.items() if k not in ("versionId", "lastUpdated")}
    return hashlib.sha256(content.write(own).encode()).hexdigest()


def _row(plan: Outcome, message: Message, at: datetime) -> Resource:
    entry, version = plan.entry, plan.row.version
    said = entry.resource
    meta = {"versionId": str(version), "lastUpdated": at.isoformat(timespec="milliseconds")}
    whole = {"resourceType": entry.kind, "id": entry.ident, "meta": said.get("meta", {}) | meta}
    rest = {name: value for name, value in said.items() if name not in whole}
    visit = encounters.visit_of(said, entry.ident) if entry.kind == "Encounter" else ""
    return Resource(
        source=message.source,
        message=message,
        kind=entry.kind,
        ident=entry.ident,
        version=version,
        content=content.write(whole | rest),
        sha256=_digest(said),
        subject=next((_reference(said[name]) for name in _SUBJECTS if name in said), ""),
        encounter=_reference(said.get("encounter", {})),
        visit=visit,
        recorded_at=at,
    )


def _reference(found: dict[str, Any]) -> str:
    """Return a reference as Type/id, without the address of a server or a version."""
    parts = found.get("reference", "").partition("/_history/")[0].split("/")
    return "/".join(parts[-2:])[:200]


def _tokens(resource: dict[str, Any]) -> Iterator[str]:
    for one in resource.get("identifier", ()):
        if one.get("value"):
            yield f"{one.get('system', '')}|{one['value']}"
            yield one["value"]
