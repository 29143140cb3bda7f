"""The two doors of every write of the portal, and the sentence each change is told with."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import Any
from uuid import uuid4

from django.db import models, transaction

from carepath.audit import context, session
from carepath.audit.context import Act
from carepath.audit.models import Entry


class NoActor(RuntimeError):
    """A write outside `acting_as` or `recording_as`."""


def actor_of(by: Any) -> tuple[str, str]:
    """Return (key, printed name) of a person, or of a worker named by a text such as `import:5`."""
    if isinstance(by, str):
        if not by:
            raise NoActor("Name who acts.")
        return by, by
    name = by.get_full_name() or by.get_username()
    return f"user:{by.pk}", f"{name} (demo)" if marks_of(by) else name


def marks_of(by: Any) -> Mapping[str, str]:
    """Return what each sentence written by a persona of the demo says about it; {} for others."""
    return getattr(by, "ledger_marks", {})


@contextmanager
def acting_as(by: Any, *, at: datetime, why: str) -> Iterator[Act]:
    """Open one transaction in which governed rows may be written; a reason is needed.

    Open it before any row is locked: it waits for the end of the chain first, and so two of them
    never wait for each other. LedgerStopped while the triggers are not as they should be.
    """
    if not why:
        raise NoActor("Give a reason.")
    with _opened(by, at, why, governs=True) as act:
        yield act


@contextmanager
def recording_as(by: Any, *, at: datetime, why: str = "") -> Iterator[Act]:
    """Open one transaction for operational rows, whose provenance is their inbox row."""
    with _opened(by, at, why, governs=False) as act:
        yield act


@contextmanager
def _opened(by: Any, at: datetime, why: str, *, governs: bool) -> Iterator[Act]:
    key, name = actor_of(by)
    outer = context.current()
    act = Act(
        key, name, at, why, outer.change_id if outer else uuid4(), marks_of(by),
        *context.proof_and_origin(by), None if isinstance(by, str) else by,
    )  # fmt: skip
    with context.under_way(act, governs=governs) as before, transaction.atomic():
        if governs:
            session.tell(act)
        yield act
        if governs:
            session.tell(before)


def record(verb: str, target: models.Model | str = "", *, site: str = "", **detail: Any) -> Entry:
    """Return the ledger's sentence about the change under way; NoActor outside a door."""
    act = context.current()
    if act is None:
        raise NoActor(f"{verb}: open `acting_as` or `recording_as` first.")
    key = target if isinstance(target, str) else f"{target._meta.label}:{target.pk}"
    return Entry.objects.create(
        at=act.at,
        actor=act.actor,
        actor_name=act.actor_name,
        verb=verb,
        target=key,
        site=site,
        why=act.why,
        detail={**detail, **act.marks},
        change_id=act.change_id,
    )
