"""Remove the invented hospital with everything that hangs on its site, and nothing else.

What hangs on a site is found from the models themselves, so that no new table is forgotten. Rows go
some at a time, what points at others first; a removal that was cut off goes on. The ledger stays,
and with it the history of what people set and the accounts of its personas, which it names.
"""

from collections.abc import Iterator
from datetime import datetime
from functools import cache
from typing import Any

from django.apps import apps
from django.db import models, transaction
from simple_history.models import HistoricalChanges

from carepath.accounts import actions as accounts
from carepath.audit import actions as audit
from carepath.audit.register import record_of
from carepath.demo.actions import asking, drawn, engine, starting
from carepath.demo.models import Hospital
from carepath.demo.queries import REMOVED
from carepath.journeys import actions as journeys
from carepath.journeys.models import Patient, PatientAlias, Source
from carepath.places.models import Site

LEAVES = "the invented hospital is removed"
SOME = 2_000
"""Rows deleted in one transaction: the write lock is held 0.2 s at most."""
LAST = (Hospital, Source, Site)
"""They go together, when nothing else is left."""
LEFT = (
    "phase", "target_at", "began_at", "cursor", "total", "done", "reason", "stuck", "again",
)  # fmt: skip
"""What the row says of its way, which is another one from here on."""
Model = type[models.Model]


def reset(*, by: Any, at: datetime, again: bool = False) -> None:
    """Begin to remove the hospital; from here on it only shrinks. NoHospital if there is none.

    `again` = another one of the same seed begins when it has left; of two wishes the later counts.
    """
    with audit.recording_as(by, at=at):
        row = asking.locked()
        row.again = again
        if row.phase == Hospital.Phase.LEAVING:
            row.save(update_fields=["again"])
            return
        row.phase, row.target_at, row.began_at = Hospital.Phase.LEAVING, None, at
        row.cursor = row.total = row.done = 0
        row.reason, row.stuck = "", False
        row.save(update_fields=LEFT)
        audit.record("demo.leaving", row, site=row.site.slug, again=again)


def remove_some(row: Hospital, *, by: Any, at: datetime) -> None:
    """Delete the next rows of a hospital that leaves; at the end the hospital itself."""
    if not row.done:  # pages read the copy: without it they show nothing half removed
        journeys.drop_stored(source=row.source, by=by, at=at)
        engine.forget()
        drawn.remove_all()
        Hospital.objects.filter(pk=row.pk).update(done=0.01)
        return
    for model in order():
        if model not in LAST and _deleted(model, row.site, by=by, at=at):
            return
    if not _patients_deleted(row.site):
        _end(row, by=by, at=at)


def _deleted(model: Model, site: Site, *, by: Any, at: datetime) -> int:
    found = model._base_manager.filter(**{path(model): site.pk}).order_by()
    keys = list(found.values_list("pk", flat=True)[:SOME])
    if record_of(model) == "governed":
        _delete_governed(model._base_manager.filter(pk__in=keys), by=by, at=at)
    else:
        _delete(model, keys)
    return len(keys)


def _delete_governed(rows: models.QuerySet, *, by: Any, at: datetime) -> None:
    """Delete row by row: what is governed has a history of its end."""
    with audit.acting_as(by, at=at, why=LEAVES):
        for row in rows:
            row._history_date = at
            row.delete()


def _delete(model: Model, keys: list[Any]) -> None:
    # Raw: children are gone already, and no history shall be written of what leaves no history.
    if not keys:
        return
    with transaction.atomic():
        for field in _columns(model):
            if field.related_model is model:  # rows that stay may be part of one that goes
                whole = model._base_manager.filter(**{f"{field.name}__in": keys})
                whole.update(**{field.name: None})
        model._base_manager.filter(pk__in=keys)._raw_delete("default")


def _patients_deleted(site: Site) -> int:
    """Delete what only this site called its patients, and patients nobody else knows."""
    mine = PatientAlias.objects.filter(namespace=f"site:{site.pk}")
    rows = list(mine.values_list("pk", "patient")[:SOME])
    patients = {patient for _, patient in rows}
    with transaction.atomic():
        _delete(PatientAlias, [pk for pk, _ in rows])
        alone = Patient.objects.filter(pk__in=patients, aliases=None, journey=None)
        _delete(Patient, list(alone.values_list("pk", flat=True)))
    return len(rows)


def _end(row: Hospital, *, by: Any, at: datetime) -> None:
    site = row.site
    journeys.drop_stored(source=row.source, by=by, at=at)
    with audit.acting_as(by, at=at, why=LEAVES):
        if not Hospital.objects.select_for_update().filter(pk=row.pk).exists():
            return  # another process was first
        accounts.leave(site=site.slug, by=by, at=at)
        for model in order():
            while _deleted(model, site, by=by, at=at):
                continue
        audit.record(REMOVED, row, site=site.slug)
        if row.again:
            starting.start(seed=row.seed, at=at, by=by)


@cache
def order() -> tuple[Model, ...]:
    """Return the models that hang on a site, whatever points at others before these."""
    paths, found = _paths(), []

    def visit(model: Model) -> None:
        if model in found:
            return
        for other in paths:
            if other is not model and model in set(_parents(other)):
                visit(other)
        found.append(model)

    visit(Site)
    return tuple(found)


def path(model: Model) -> str:
    """Return the look-up from a model to the key of its site."""
    return _paths()[model]


@cache
def _paths() -> dict[Model, str]:
    found: dict[Model, str] = {Site: "pk"}
    grows = True
    while grows:
        new = {
            model: f"{field.name}__{found[field.related_model]}"
            for model in apps.get_models()
            if model not in found
            and not issubclass(model, HistoricalChanges)
            and (field := _way(model, found))
        }
        found |= new
        grows = bool(new)
    return found


def _way(model: Model, known: dict[Model, str]) -> models.Field | None:
    """Return the column that leads to the site: never null, by source if it can (an index)."""
    leading = [field for field in _columns(model) if field.related_model in known]
    return min(leading, key=lambda f: (f.null, f.related_model is not Source), default=None)


def _columns(model: Model) -> Iterator[models.Field]:
    return (field for field in model._meta.concrete_fields if field.many_to_one or field.one_to_one)


def _parents(model: Model) -> Iterator[Model]:
    return (field.related_model for field in _columns(model) if field.related_model is not model)
