"""Rows of the chain as people read them, and the story of one row by all its witnesses."""

import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db.models import Q, QuerySet

from carepath.audit import context
from carepath.audit.models import Change, Entry
from carepath.audit.queries.sentences import Filter, changes
from carepath.audit.register import is_kept, models_of

MOST = 500
"""Rows of each witness that one story tells of, the newest."""


@dataclass(frozen=True, slots=True)
class Value:
    """A column that changed: what stood there before and after; None = there was no row."""

    name: str
    before: Any
    after: Any


@dataclass(slots=True)
class Episode:
    """One change of a row, by its witnesses: the ledger, the sentences, the history."""

    at: datetime
    written: list[Change] = field(default_factory=list)
    sentences: list[Entry] = field(default_factory=list)
    told: list[Any] = field(default_factory=list)

    @property
    def values(self) -> list[Value]:
        """The columns this change changed."""
        return [value for row in self.written for value in differences(row)]


def ledger(*, by: Any, wanted: Filter) -> QuerySet[Change]:
    """Return the rows of the chain this person may read, newest first.

    Those are all, or the rows of changes whose sentence this person may read.
    """
    found = _narrowed(Change.objects.order_by("-seq"), wanted)
    if "" in by.scopes("AUDIT") and by.sites_where("AUDIT") is None:
        return found
    readable = changes(by=by).exclude(change_id=None).order_by().values("change_id")
    return found.filter(change_id__in=readable)


def _narrowed(found: QuerySet[Change], wanted: Filter) -> QuerySet[Change]:
    if wanted.target:
        table, key = _place(wanted.target)
        found = found.filter(table_name=table, **({"key": key} if key else {}))
    if wanted.actor:
        found = found.filter(Q(actor=wanted.actor) | Q(actor_name=wanted.actor))
    if wanted.verb:
        found = found.filter(operation=wanted.verb)
    if wanted.since:
        found = found.filter(recorded_us__gte=context.microseconds(wanted.since))
    if wanted.until:
        found = found.filter(recorded_us__lt=context.microseconds(wanted.until))
    return found


def _place(target: str) -> tuple[str, str]:
    """Return table and key of a target such as `accounts.Grant:7`."""
    label, _colon, key = target.partition(":")
    tables = {m._meta.label.lower(): m._meta.db_table for m in models_of("governed")}
    return tables.get(label.lower(), ""), key


def label_of(table: str) -> str:
    """Return the label of a governed table's model, such as `accounts.Grant`; '' for no such."""
    return next((m._meta.label for m in models_of("governed") if m._meta.db_table == table), "")


def differences(row: Change) -> list[Value]:
    """Return the columns that this change changed."""
    old, new = (json.loads(text) if text else {} for text in (row.old, row.new))
    return [
        Value(name, old.get(name), new.get(name))
        for name in {**old, **new}
        if old.get(name) != new.get(name)
    ]


def story(*, by: Any, label: str, key: str) -> list[Episode]:
    """Return what happened to one governed row, newest first; [] if there is nothing to read."""
    target = f"{label}:{key}"
    written = list(ledger(by=by, wanted=Filter(target=target))[:MOST])
    if not written:
        return []
    said = changes(by=by, wanted=Filter(target=target)).exclude(change_id=None)[:MOST]
    ids = {row.change_id for row in written} | {entry.change_id for entry in said}
    told = _told(label, key, ids)
    return sorted(_episodes(written, said, told), key=lambda one: one.at, reverse=True)


def _told(label: str, key: str, ids: set[UUID]) -> list[Any]:
    model = apps.get_model(label)
    if is_kept(model):
        return []
    return list(model.history.filter(change_id__in=ids, **{model._meta.pk.attname: key}))


def _episodes(written, said, told) -> Iterator[Episode]:
    rows: dict[str, dict[UUID, list[Any]]] = {}
    for name, witness in (("written", written), ("sentences", said), ("told", told)):
        rows[name] = defaultdict(list)
        for row in witness:
            rows[name][row.change_id].append(row)
    for change in {change for found in rows.values() for change in found}:
        parts = {name: found[change] for name, found in rows.items() if change in found}
        yield Episode(_moment(parts), **parts)


def _moment(parts: dict[str, list[Any]]) -> datetime:
    if "written" in parts:
        return context.moment(parts["written"][0].recorded_us)
    return parts["sentences"][0].at if "sentences" in parts else parts["told"][0].history_date
