"""What each table is to the ledger: governed, append-only, operational or cache.

A model says it by `RECORD`; those of other packages are listed here. A model without fails the
suite, and one that is governed gets its triggers by itself. Governed rows that are only ever added
to, such as signatures, say `KEPT = True` as well: they need no history, as nothing of them changes.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Literal, get_args

from django.apps import apps
from django.conf import settings
from django.db import models, router
from simple_history.models import HistoricalChanges

Record = Literal["governed", "append-only", "operational", "cache"]
RECORDS: tuple[Record, ...] = get_args(Record)

OF_OTHERS: dict[str, Record] = {
    "account.EmailAddress": "operational",
    "account.EmailConfirmation": "operational",
    "auth.Group": "operational",  # not used: roles are accounts.Grant
    "auth.Permission": "operational",  # not used either
    "contenttypes.ContentType": "operational",
    "mfa.Authenticator": "operational",  # each change has its sentence
    "sessions.Session": "operational",
    "usersessions.UserSession": "operational",
}


class Unclassed(LookupError):
    """A model that does not say what it is to the ledger."""


def record_of(model: type[models.Model]) -> Record:
    """Return what a model's rows are to the ledger; Unclassed if nobody has said it.

    History is append-only, and a table of links is what the model that declares it is.
    """
    if issubclass(model, HistoricalChanges):
        return "append-only"
    if model._meta.auto_created:
        return record_of(model._meta.auto_created)
    found = OF_OTHERS.get(model._meta.label) or getattr(model, "RECORD", None)
    if found not in RECORDS:
        raise Unclassed(f"{model._meta.label}: set RECORD to one of {', '.join(RECORDS)}.")
    return found


def guards_of(model: type[models.Model]) -> Mapping[str, tuple[str, str, str]]:
    """Return what a model forbids its rows to become: {name: (verb, sentence, condition)}.

    `GUARDS` speak of an UPDATE, over OLD and NEW; `BORN` of an INSERT, over NEW; `GONE` of a
    DELETE, over OLD. The condition is SQL that both databases understand, `{actor}` in it is who
    acts, `{now}` the database's clock in microseconds; {} = nothing.
    """
    changed, born, gone = (getattr(model, name, {}) for name in ("GUARDS", "BORN", "GONE"))
    found = {name: ("UPDATE", *said) for name, said in changed.items()}
    found |= {f"born_{name}": ("INSERT", *said) for name, said in born.items()}
    return found | {f"gone_{name}": ("DELETE", *said) for name, said in gone.items()}


def guarded(*, alias: str = "") -> list[type[models.Model]]:
    """Return the models outside the ledger that forbid their rows something, by table."""
    outside = [*models_of("operational", alias=alias), *models_of("cache", alias=alias)]
    found = [model for model in outside if guards_of(model)]
    return sorted(found, key=lambda model: model._meta.db_table)


def histories(found: Iterable[type[models.Model]]) -> list[str]:
    """Return the tables of history among these models, of which each row names its change."""
    return [
        model._meta.db_table
        for model in found
        if issubclass(model, HistoricalChanges) and hasattr(model, "change_id")
    ]


def models_of(record: Record, *, alias: str = "") -> list[type[models.Model]]:
    """Return the models of a class, by table: all, or those whose tables lie in a database."""
    found = [model for model in _all() if record_of(model) == record and _lies(model, alias)]
    return sorted(found, key=lambda model: model._meta.db_table)


def kept(*, alias: str = "") -> list[type[models.Model]]:
    """Return the models whose rows are only added to, by table; governed ones among them."""
    signed = [model for model in models_of("governed", alias=alias) if is_kept(model)]
    found = [*models_of("append-only", alias=alias), *signed]
    return sorted(found, key=lambda model: model._meta.db_table)


def is_kept(model: type[models.Model]) -> bool:
    """Return whether rows of this model are only ever added to."""
    return getattr(model, "KEPT", False) or record_of(model) == "append-only"


def _all() -> Iterator[type[models.Model]]:
    every = apps.get_models(include_auto_created=True)
    return (model for model in every if model._meta.managed and not model._meta.proxy)


def _lies(model: type[models.Model], alias: str) -> bool:
    if not alias:
        return True
    return alias in settings.DATABASES and router.allow_migrate_model(alias, model)
