"""Mappings: kept by name, and completed from what a file looks like."""

import json
from collections.abc import Mapping as Dictionary
from collections.abc import Sequence
from dataclasses import dataclass, fields
from itertools import groupby
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from carepath.accounts.permissions import Permission
from carepath.formats import repair
from carepath.formats.bytestream import unpack_head
from carepath.frames.mapping import ROLES, Mapping, MappingError, from_dict
from carepath.frames.proposal import Proposal
from carepath.ingestion.models import MappingVersion, Message
from carepath.ingestion.queries.content import head_of
from carepath.ingestion.queries.content import proposal as propose
from carepath.places.models import Site

ALIASES = {"timestamp": "time", "case_id": "case", "zone": "timezone"}
"""Words that people use for fields of a mapping."""
_RECENT = 50
"""So many imports are looked at for one with the same columns."""
_LISTS = ("case_attributes", "event_attributes", "numeric_attributes")


class Unclear(MappingError):
    """A file that can be read in more than one way: a person must choose."""


def mappings(*, by: Any) -> QuerySet[MappingVersion]:
    """Return every version of every mapping this person may use: by site and name, newest first."""
    sites = by.sites_where(Permission.IMPORT)
    found = MappingVersion.objects.select_related("site")
    found = found if sites is None else found.filter(site__slug__in=sites)
    return found.order_by("site__slug", "name", "-version")


def names(*, site: Site) -> list[str]:
    """Return the names of the site's mappings, by name."""
    found = MappingVersion.objects.filter(site=site).order_by("name")
    return list(found.values_list("name", flat=True).distinct())


@dataclass(frozen=True, slots=True)
class Change:
    """A version of a mapping, and each field it changed: name, before, after."""

    version: MappingVersion
    fields: list[tuple[str, str, str]]


def histories(*, by: Any) -> list[list[Change]]:
    """Return the versions of each mapping with what they changed, newest first."""
    groups = groupby(mappings(by=by), key=lambda version: (version.site_id, version.name))
    return [_changes(list(versions)) for _key, versions in groups]


def _changes(versions: list[MappingVersion]) -> list[Change]:
    earlier = [*(version.content for version in versions[1:]), {}]
    return [
        Change(version, _differences(before, version.content))
        for version, before in zip(versions, earlier, strict=True)
    ]


def _differences(before: dict[str, Any], after: dict[str, Any]) -> list[tuple[str, str, str]]:
    told = [
        (entry.name, _said(before.get(entry.name)), _said(after.get(entry.name)))
        for entry in fields(Mapping)
    ]
    return [line for line in told if line[1] != line[2]]


def _said(value: Any) -> str:
    """Return a field's value as one line of text; nothing for an empty one."""
    if value in (None, "", [], {}, 0):
        return ""
    return (
        value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, sort_keys=True)
    )


def newest(*, site: Site, name: str) -> MappingVersion | None:
    """Return the newest version of the mapping of this name at this site."""
    return MappingVersion.objects.filter(site=site, name=name).order_by("-version").first()


@dataclass(frozen=True, slots=True)
class Fit:
    """A saved mapping that fits a file, and the import that read such a file by it last."""

    version: MappingVersion
    last: Message | None


def fitting(message: Message, columns: Sequence[str]) -> Fit | None:
    """Return the mapping that last read a file with these columns, in its newest version.

    Where a later version of that name reads other columns, it is the one that was used.
    """
    for last in _read_by_mapping(message)[:_RECENT]:
        if _same_columns(message.kind, last.progress.report.get("columns", ()), columns):
            version = newest(site=message.site, name=last.mapping.name)
            fits = set(from_dict(version.content).columns) <= set(columns)
            return Fit(version if fits else last.mapping, last)
    return None


def saved(message: Message, name: str) -> Fit | None:
    """Return the newest version of the mapping of this name, if the file's site has one."""
    version = newest(site=message.site, name=name)
    if version is None:
        return None
    return Fit(version, _read_by_mapping(message).filter(mapping__name=name).first())


def content_for(message: Message, proposal: Proposal, version: MappingVersion) -> dict[str, Any]:
    """Return the fields of a saved mapping, for a file that may be written in another way.

    The same export comes with semicolons or as UTF-16 after a spreadsheet had it. Bytes that are
    plain ASCII say nothing against the encoding that is saved.
    """
    content = dict(version.content)
    if message.kind != "csv" or not set(from_dict(content).columns) <= set(proposal.columns):
        return content
    written = {name: proposal.guesses[name] for name in ("delimiter", "has_header", "encoding")}
    if unpack_head(head_of(message)).isascii() and content["encoding"] != "utf-16":
        written["encoding"] = content["encoding"]
    return content | written


def _read_by_mapping(message: Message) -> QuerySet[Message]:
    """Return the imports of the file's site and kind that stand, newest first."""
    found = Message.objects.filter(
        site=message.site, kind=message.kind, state=Message.State.PROCESSED, mapping__isnull=False
    )
    return found.select_related("mapping", "source", "progress").order_by("-pk")


def _same_columns(kind: str, before: Sequence[str], columns: Sequence[str]) -> bool:
    """Tell whether a file has the columns of one before it; an XES log names no others."""
    had, has = set(before) - {repair.REASON}, set(columns) - {repair.REASON}
    return bool(had) and (had <= has if kind == "xes" else had == has)


def completed(message: Message, given: Dictionary[str, Any]) -> Mapping:
    """Return the mapping that is given, with what it leaves out guessed from the file.

    Guessed phases stay out: named in a mapping they would count as confirmed by a person.
    MappingError names the field that is wrong or missing; Unclear says what must be chosen.
    """
    proposal = propose(message)
    wanted = {ALIASES.get(name, name): value for name, value in given.items()}
    guesses = {name: value for name, value in proposal.guesses.items() if name != "phases"}
    content = _without_taken(guesses, wanted) | wanted
    for field, choices in proposal.choices.items():
        if field not in wanted:
            raise Unclear(
                _(
                    "%(field)s: the file can be read in more than one way. "
                    "Choose one of: %(choices)s."
                )
                % {"field": field, "choices": ", ".join(choices)}
            )
    mapping = from_dict(content)
    if message.kind == "csv":
        check_columns(mapping, proposal.columns)
    return mapping


def check_columns(mapping: Mapping, columns: Sequence[str]) -> None:
    """Raise MappingError that names the field whose column the file does not have."""
    for role in ROLES:
        name = getattr(mapping, role)
        if name and name not in columns:
            raise MappingError(
                _("%(field)s: there is no column “%(name)s”. The file has: %(all)s.")
                % {"field": role, "name": name, "all": ", ".join(columns)[:500]}
            )


def _without_taken(guesses: dict[str, Any], wanted: Dictionary[str, Any]) -> dict[str, Any]:
    """Return the guesses without columns that the given mapping uses for something else."""
    taken = {value for name, value in wanted.items() if name in ROLES and value}
    taken |= {name for field in _LISTS for name in wanted.get(field, ()) if isinstance(name, str)}
    left = {
        name: value for name, value in guesses.items() if name not in ROLES or value not in taken
    }
    for field in _LISTS:
        if field in left:
            left[field] = tuple(name for name in left[field] if name not in taken)
    return left
