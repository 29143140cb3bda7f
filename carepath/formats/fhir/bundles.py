"""What a request asks: each resource with what is to be done with it, checked before any is kept.

A transaction is taken whole or not at all; of a batch each entry stands for itself. Ids the sender
leaves to us are made of what came, so that the same bytes again name the same resources.
Reference: FHIR R4, http.html (create, update, transaction, batch) and bundle.html.
"""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any
from uuid import NAMESPACE_URL, uuid5
from zoneinfo import ZoneInfo

from carepath.formats.fhir import checks, content, usable
from carepath.formats.fhir.faults import Issue, Refused, refused
from carepath.formats.fhir.types import RESOURCES

CREATE, UPDATE, ASIDE = "create", "update", "aside"
"""What is done with an entry; one put aside is of a type that is kept as it came and not read."""
MOST_ENTRIES = 5_000
_TYPE = re.compile(r"[A-Z][A-Za-z]{1,63}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Request:
    """What HTTP said beside the content: method, type and id ('' = none), and conditions."""

    method: str
    kind: str = ""
    ident: str = ""
    if_match: str = ""
    if_none_exist: str = ""

    @property
    def line(self) -> str:
        """Return it in one line, such as PUT Encounter/v1; the conditions are not in it."""
        return f"{self.method} {self.kind}{'/' if self.ident else ''}{self.ident}"


@dataclass(frozen=True, slots=True)
class Entry:
    """One resource and what is to be done with it; `issues` say why it cannot be."""

    path: str
    act: str
    kind: str
    ident: str
    resource: dict[str, Any]
    if_match: str = ""
    if_none_exist: str = ""
    full_url: str = ""
    issues: tuple[Issue, ...] = ()
    status: int = 400
    """What HTTP says to the issues."""


@dataclass(frozen=True, slots=True)
class Asked:
    """All that one request asks; `bundle` is transaction, batch, or '' for a single resource."""

    bundle: str
    entries: tuple[Entry, ...]


def request_of(line: str) -> Request:
    """Return the request that a line of `Request.line` stands for."""
    method, _space, rest = line.partition(" ")
    kind, _slash, ident = rest.partition("/")
    return Request(method, kind, ident)


def asked(raw: bytes, request: Request, zone: ZoneInfo) -> Asked:
    """Return what a request asks; Refused if nothing of it can be done."""
    found = content.read(raw)
    salt = hashlib.sha256(raw).hexdigest()
    if not request.kind:
        return _bundle(found, salt, zone)
    entry = _checked(_single(found, request, salt), zone)
    if entry.issues:
        raise Refused(entry.issues, entry.status)
    return Asked("", (entry,))


def _single(found: Any, request: Request, salt: str) -> Entry:
    kind = request.kind
    if not isinstance(found, dict) or found.get("resourceType") != kind:
        raise refused("invalid", "resourceType", "the content is not of the type the address names")
    if request.ident and found.get("id") != request.ident:
        raise refused("invalid", f"{kind}.id", "it needs the id that the address names")
    act = UPDATE if request.method == "PUT" else CREATE
    ident = request.ident or new_id(kind, salt, 0)
    conditions = {"if_match": request.if_match, "if_none_exist": request.if_none_exist}
    return Entry(kind, act, kind, ident, found, **conditions)


def new_id(kind: str, salt: str, at: int) -> str:
    """Return the id of what is created: the same for the same bytes at the same place."""
    return str(uuid5(NAMESPACE_URL, f"{kind}|{salt}|{at}"))


def _bundle(found: Any, salt: str, zone: ZoneInfo) -> Asked:
    wrong = checks.issues(found)
    if not wrong and found["resourceType"] != "Bundle":
        wrong = [Issue("invalid", "resourceType", "a Bundle is needed here")]
    if wrong:
        raise Refused(wrong)
    kind, several = found["type"], found.get("entry", [])
    if kind not in ("transaction", "batch"):
        raise refused("not-supported", "Bundle.type", "transaction or batch is needed", status=422)
    if len(several) > MOST_ENTRIES:
        raise refused("too-long", "Bundle.entry", f"more than {MOST_ENTRIES} entries", status=413)
    entries = [_entry(one, f"Bundle.entry[{at}]", salt, at) for at, one in enumerate(several)]
    if kind == "transaction":
        entries = _linked(entries)
    entries = [_checked(entry, zone) for entry in entries]
    if kind == "transaction":
        _check_whole(entries)
    return Asked(kind, tuple(entries))


def _entry(one: dict[str, Any], path: str, salt: str, at: int) -> Entry:
    """Return an entry as it is asked for; what is wrong with the asking is among its issues."""
    request, resource = one.get("request", {}), one.get("resource")
    method, url = request.get("method", ""), request.get("url", "")
    said = {"path": path, "full_url": one.get("fullUrl", "")}
    if method not in ("POST", "PUT"):
        code = "not-supported" if method else "required"
        issue = Issue(code, f"{path}.request.method", "POST or PUT is needed")
        return Entry(act=ASIDE, kind="", ident="", resource={}, issues=(issue,), **said)
    kind, _slash, ident = url.partition("/")
    shaped = checks.ID.fullmatch(ident) if method == "PUT" else not ident
    if not _TYPE.fullmatch(kind) or not shaped:
        text = "a type is needed for POST, a type and an id for PUT"
        issue = Issue("invalid", f"{path}.request.url", text)
        return Entry(act=ASIDE, kind="", ident="", resource={}, issues=(issue,), **said)
    if not isinstance(resource, dict) or resource.get("resourceType") != kind:
        text = "a resource of the type that the request names is needed"
        issue = Issue("invalid", f"{path}.resource", text)
        return Entry(act=ASIDE, kind=kind, ident=ident, resource={}, issues=(issue,), **said)
    if ident and resource.get("id") != ident:
        issue = Issue("invalid", f"{path}.resource.id", "it needs the id that the request names")
        return Entry(act=ASIDE, kind=kind, ident=ident, resource={}, issues=(issue,), **said)
    act = UPDATE if method == "PUT" else CREATE
    return Entry(
        act=act if kind in RESOURCES else ASIDE,
        kind=kind,
        ident=ident or new_id(kind, salt, at),
        resource=resource,
        if_match=request.get("ifMatch", ""),
        if_none_exist=request.get("ifNoneExist", ""),
        **said,
    )


def _linked(entries: list[Entry]) -> list[Entry]:
    """Return the entries with references to each other under the names they get here."""
    names = {
        one.full_url: f"{one.kind}/{one.ident}"
        for one in entries
        if one.full_url and one.act != ASIDE
    }
    if not names:
        return entries
    return [replace(one, resource=renamed(one.resource, names)) for one in entries]


def renamed(found: Any, names: dict[str, str]) -> Any:
    """Return the content with each reference to one of these names under its other name."""
    if isinstance(found, dict):
        return {
            name: names.get(value, value)
            if name == "reference" and isinstance(value, str)
            else renamed(value, names)
            for name, value in found.items()
        }
    if isinstance(found, list):
        return [renamed(one, names) for one in found]
    return found


def _checked(entry: Entry, zone: ZoneInfo) -> Entry:
    """Return the entry with what is wrong with its resource."""
    if entry.issues or entry.act == ASIDE:
        return entry
    at = entry.path if entry.path == entry.kind else f"{entry.path}.resource"
    wrong, status = checks.issues(entry.resource, at), 400
    if not wrong:
        wrong, status = usable.issues(entry.resource, at, zone), 422
    return replace(entry, issues=tuple(wrong), status=status)


def _check_whole(entries: list[Entry]) -> None:
    """Raise what is wrong with any entry: a transaction is all or nothing."""
    wrong = [issue for entry in entries for issue in entry.issues]
    if wrong:
        status = max(entry.status for entry in entries if entry.issues)
        raise Refused(wrong[: checks.MOST_ISSUES], min(status, 422))
    twice = list(_twice(entries))
    if twice:
        raise Refused(twice)


def _twice(entries: list[Entry]) -> Iterator[Issue]:
    seen: set[tuple[str, str]] = set()
    for entry in entries:
        name = (entry.kind, entry.ident)
        if name in seen:
            yield Issue("invalid", entry.path, "it names the same resource as one before it")
        seen.add(name)
