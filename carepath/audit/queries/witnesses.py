"""Compare the witnesses of a change: the ledger's row, the row of history, the row itself."""

import json
from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection, models

from carepath.audit.models import Alert, Change, Entry
from carepath.audit.register import is_kept
from carepath.audit.triggers import row_text

TYPES = {"insert": "+", "update": "~", "delete": "-"}
Kind = Alert.Kind
SOME = 500
"""How many changes are asked for in one query."""


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that has too few witnesses; `seq` is the number in the ledger, or in history."""

    kind: str
    table: str
    key: str
    seq: int
    actor: str = ""


@dataclass(slots=True)
class Told:
    """A row of history: its number, its kind (+, ~, -), and the row it tells of as JSON text."""

    number: int
    kind: str
    text: str


def compared(model: type[models.Model], change_ids: Collection[UUID]) -> Iterator[Finding]:
    """Yield what of these changes the ledger and the history of a model do not agree about."""
    ids = list(change_ids)
    for start in range(0, len(ids), SOME):
        some = ids[start : start + SOME]
        written = _written(model, some)
        if is_kept(model):
            yield from _unspoken(model, written)
            continue
        told = _told(model, some)
        for group in sorted(written.keys() | told.keys(), key=str):
            yield from _paired(model, group[1], written.get(group, []), told.get(group, []))


def _unspoken(
    model: type[models.Model], written: dict[tuple[UUID, str], list[Change]]
) -> Iterator[Finding]:
    """Yield rows that are only added to, and of whose change no sentence tells."""
    ids = {change for change, _key in written}
    spoken = set(Entry.objects.filter(change_id__in=ids).values_list("change_id", flat=True))
    for (change, key), rows in written.items():
        if change not in spoken:
            for row in rows:
                yield Finding(Kind.UNGOVERNED, model._meta.db_table, key, row.seq, row.actor)


def _written(model: type[models.Model], ids: list[UUID]) -> dict[tuple[UUID, str], list[Change]]:
    rows = Change.objects.filter(table_name=model._meta.db_table, change_id__in=ids, redaction=None)
    found = defaultdict(list)
    for row in rows.exclude(operation="adopt").order_by("seq"):
        found[row.change_id, row.key].append(row)
    return found


def _told(model: type[models.Model], ids: list[UUID]) -> dict[tuple[UUID, str], list[Told]]:
    history = getattr(model, "history", None)
    if history is None:
        return {}
    table, key = history.model._meta.db_table, model._meta.pk.column
    marks = ", ".join(["%s"] * len(ids))
    field = history.model._meta.get_field("change_id")
    found = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(
            f'SELECT h.change_id, h."{key}", h.history_id, h.history_type,'
            f' {row_text(model, "h")} FROM "{table}" h WHERE h.change_id IN ({marks})'
            " ORDER BY h.history_id",
            [field.get_db_prep_value(each, connection) for each in ids],
        )
        for change, pk, number, kind, text in cursor.fetchall():
            found[_uuid(change), str(pk)].append(Told(number, kind, text))
    return found


def _uuid(value: Any) -> UUID:
    return value if isinstance(value, UUID) else UUID(value)


def _paired(
    model: type[models.Model], key: str, written: list[Change], told: list[Told]
) -> Iterator[Finding]:
    table = model._meta.db_table
    for row in written:
        alike = [one for one in told if one.kind == TYPES[row.operation]]
        text = row.old if row.operation == "delete" else row.new
        same = next((one for one in alike if is_same(one.text, text)), None)
        if same is not None:
            told.remove(same)
        elif alike:
            told.remove(alike[0])
            yield Finding(Kind.DIFFERS, table, key, row.seq, row.actor)
        else:
            yield Finding(Kind.UNGOVERNED, table, key, row.seq, row.actor)
    for one in told:
        if not _says_nothing_new(one, model, key, written):
            yield Finding(Kind.FORGED, table, key, one.number)


def _says_nothing_new(
    one: Told, model: type[models.Model], key: str, written: list[Change]
) -> bool:
    """Return whether a row of history tells of a save that changed nothing.

    It says what the row of history before it said, or what the ledger knows; the row may have been
    changed again since.
    """
    if one.kind != "~":
        return False
    if is_same(one.text, _told_before(model, key, one.number)):
        return True
    table = model._meta.db_table
    known = [text for row in written for text in (row.old, row.new) if text is not None]
    if not known:
        last = Change.objects.filter(table_name=table, key=key).order_by("-seq").first()
        known = [last.new] if last and last.new else []
    return any(is_same(one.text, text) for text in known)


def _told_before(model: type[models.Model], key: str, number: int) -> str | None:
    """Return what the row of history before this one says of the same row."""
    table, column = model.history.model._meta.db_table, model._meta.pk.column
    with connection.cursor() as cursor:
        cursor.execute(
            f'SELECT {row_text(model, "h")} FROM "{table}" h'
            f' WHERE h."{column}" = %s AND h.history_id < %s ORDER BY h.history_id DESC LIMIT 1',
            [model._meta.pk.get_db_prep_value(model._meta.pk.to_python(key), connection), number],
        )
        found = cursor.fetchone()
    return found[0] if found else None


def is_same(one: str | None, other: str | None) -> bool:
    """Return whether two texts tell the same of a row, in the columns both of them know."""
    if one == other:
        return True
    if one is None or other is None:
        return False
    mine, theirs = json.loads(one), json.loads(other)
    return all(mine[name] == theirs[name] for name in mine.keys() & theirs.keys())


def unrecorded(model: type[models.Model]) -> Iterator[Finding]:
    """Yield the rows that are not as the ledger says they are: nothing was written of a change."""
    table = model._meta.db_table
    for key, seq, now, known in _differing(model):
        if not is_same(now, known):
            yield Finding(Kind.UNRECORDED, table, str(key), seq or 0)


def _differing(model: type[models.Model]) -> list[tuple[Any, int | None, str | None, str | None]]:
    """Return (key, number, row, row by the ledger) where they are not the same text."""
    table, key = model._meta.db_table, model._meta.pk.column
    text = row_text(model, "t")
    last = (
        "SELECT c.key, c.seq, c.new FROM audit_change c WHERE c.table_name = %s AND c.seq ="
        " (SELECT max(d.seq) FROM audit_change d WHERE d.table_name = c.table_name"
        " AND d.key = c.key)"
    )
    here = f'SELECT CAST(t."{key}" AS TEXT) AS key, {text} AS text FROM "{table}" t'
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT coalesce(h.key, l.key), l.seq, h.text, l.new FROM ({here}) h"
            f" FULL JOIN ({last}) l ON l.key = h.key"
            " WHERE h.text IS DISTINCT FROM l.new ORDER BY 1",
            [table],
        )
        return cursor.fetchall()


def unlike_before(*, after: int, until: int) -> Iterator[Finding]:
    """Yield the changes whose old row is not what the change before it left."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.table_name, c.key, c.seq, c.actor, c.old, p.new FROM audit_change c"
            " LEFT JOIN audit_change p ON p.seq = (SELECT max(q.seq) FROM audit_change q"
            " WHERE q.table_name = c.table_name AND q.key = c.key AND q.seq < c.seq)"
            " WHERE c.seq > %s AND c.seq <= %s AND c.operation <> 'adopt'"
            " AND c.redaction IS NULL AND p.redaction IS NULL ORDER BY c.seq",
            [after, until],
        )
        for table, key, seq, actor, old, before in cursor.fetchall():
            if not is_same(old, before):
                yield Finding(Kind.UNRECORDED, table, key, seq, actor)
