"""Files of places, staff, equipment, holidays and slots take effect: whole, or not at all."""

from collections import defaultdict
from datetime import datetime
from typing import Any

from django.db.models import Model
from django.utils.translation import gettext as _
from simple_history.utils import bulk_create_with_history, bulk_update_with_history

from carepath.audit import actions as audit
from carepath.audit.history import REASON_LETTERS
from carepath.places.models import Site
from carepath.places.queries import plans

SOURCE_LETTERS = 120


class NotAsShown(ValueError):
    """A file that has faults, or would do something else than was shown; the text says which."""


def load(
    *, kind: str, site: Site, content: bytes, name: str, digest: str, by: Any, at: datetime,
    reason: str,
) -> plans.Plan:  # fmt: skip
    """Let a file take effect as it was shown (`digest` of its plan); return what it did.

    NotAsShown where it has faults or something changed since: then nothing is written.
    """
    with audit.acting_as(by, at=at, why=reason):
        plan = plans.plan_of(kind=kind, content=content, site=site, by=by)
        if plan.faults:
            raise NotAsShown(_("The file has faults: nothing was loaded."))
        if plan.digest != digest:
            raise NotAsShown(_("Something changed since you looked: nothing was loaded."))
        if plan.does_nothing:
            return plan
        kept_at = site.time(at) if plans.KINDS[kind].by_the_clock else at
        _save(plan, name, by=by, at=kept_at, why=reason)
        counts = {"added": len(plan.added), "changed": len(plan.changed), "same": plan.same}
        audit.record(f"{kind}.loaded", site, site=site.slug, file=name, **counts)
    return plan


def _save(plan: plans.Plan, name: str, *, by: Any, at: datetime, why: str) -> None:
    """Save what is new, what it hangs on first, and what is edited, each with its history."""
    said = {
        "default_user": None if isinstance(by, str) else by,
        "default_change_reason": why[:REASON_LETTERS],
        "default_date": at,
    }
    for model, rows in _by_model(plan.new).items():
        _named(rows, name)
        if hasattr(model, "history"):
            bulk_create_with_history(rows, model, batch_size=500, **said)
        else:
            model.objects.bulk_create(rows)
    edited: dict[type[Model], list[Model]] = defaultdict(list)
    fields: dict[type[Model], set[str]] = defaultdict(set)
    for row, names in plan.edited:
        edited[type(row)].append(row)
        fields[type(row)] |= {*names, *_named([row], name)}
    for model, rows in edited.items():
        if hasattr(model, "history"):
            bulk_update_with_history(rows, model, sorted(fields[model]), batch_size=500, **said)
        else:
            model.objects.bulk_update(rows, sorted(fields[model]), batch_size=500)


def _by_model(rows: tuple[Model, ...]) -> dict[type[Model], list[Model]]:
    """Return the rows by model, in the order in which each first came: sites, units, beds."""
    found: dict[type[Model], list[Model]] = defaultdict(list)
    for row in rows:
        found[type(row)].append(row)
    return found


def _named(rows: list[Model], name: str) -> list[str]:
    """Write the file's name into rows that say where they come from; return the field, if any."""
    if not rows or not hasattr(rows[0], "source"):
        return []
    for row in rows:
        row.source = name[:SOURCE_LETTERS]
    return ["source"]
