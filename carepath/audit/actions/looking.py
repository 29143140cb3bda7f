"""Look after the ledger: are its triggers there, do its witnesses agree, is its chain whole?

The sweep asks each second; what is not due costs one query. Of several processes one looks.
"""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db import connections, models, transaction

from carepath.audit import triggers
from carepath.audit.actions import sealing
from carepath.audit.context import GUARDS
from carepath.audit.models import Alert, Change, Check
from carepath.audit.queries import chain, reading, witnesses
from carepath.audit.queries.witnesses import Finding
from carepath.audit.register import is_kept, models_of
from carepath.audit.verifier import GENESIS, fault

WITNESSES, CHAIN, READS = "witnesses", "chain", "reads"
HOUR, MINUTE, SOON = timedelta(hours=1), timedelta(minutes=1), timedelta(seconds=40)
"""An ungoverned write is seen within a minute: it may happen just after a look, and a look takes
time."""
SOME = 5_000
"""Changes compared, and rows of the chain checked, in one look."""

_looked = {"at": False}


def look_after(*, by: Any, at: datetime) -> int:
    """Do what is due; return how many rows were looked at."""
    checks = {check.name: check for check in Check.objects.all()}
    guards = checks.get(GUARDS)
    if not _looked["at"] or _is_due(guards, HOUR if guards and guards.ok else MINUTE, at):
        _looked["at"] = True
        look_at_triggers(at=at)
    done = 0
    for name, every, look in LOOKS:
        if _is_due(checks.get(name), every, at) and _is_mine(name, checks.get(name), at):
            done += look(at=at)
    return done + sealing.seal_if_due(by=by, at=at)


def _is_due(check: Check | None, every: timedelta, at: datetime) -> bool:
    return check is None or not timedelta(0) <= at - check.at < every


def _is_mine(name: str, check: Check | None, at: datetime) -> bool:
    """Return whether this process is the one that looks now."""
    if check is None:
        fields = {"ok": True, "at": at}
        return Check.objects.get_or_create(name=name, defaults=fields)[1]
    return Check.objects.filter(name=name, at=check.at).update(at=at) == 1


def look_at_triggers(*, at: datetime) -> list[str]:
    """Return what of the triggers is not as it should be; while anything is, no governed write."""
    off = [f"{alias}: {name}" for alias in connections for name in triggers.differences(alias)]
    fields = {"ok": not off, "at": at, "detail": {"differences": off[:20]}}
    Check.objects.update_or_create(name=GUARDS, defaults=fields)
    _raise((Finding(Alert.Kind.TRIGGERS, "", name[:100], 0) for name in off), at=at)
    return off


def look_at_witnesses(*, at: datetime) -> int:
    """Compare what was written since the last look; return how many changes were compared."""
    with transaction.atomic():
        check, _new = Check.objects.select_for_update().get_or_create(
            name=WITNESSES, defaults={"ok": True, "at": at}
        )
        newest = Change.objects.order_by("-seq").values_list("seq", flat=True).first() or 0
        until = min(newest, check.seq + SOME)
        found = list(witnesses.unlike_before(after=check.seq, until=until))
        for model in models_of("governed"):
            found += _of_model(model, check, until)
        _raise(found, at=at)
        check.seq, check.at = until, at  # what was found stays open by itself
        check.save()
    return until


def _of_model(model: type[models.Model], check: Check, until: int) -> list[Finding]:
    changes = Change.objects.filter(
        table_name=model._meta.db_table, seq__gt=check.seq, seq__lte=until
    )
    ids = set(changes.values_list("change_id", flat=True)) | _newly_told(model, check)
    return [*witnesses.compared(model, ids - {None}), *witnesses.unrecorded(model)]


def _newly_told(model: type[models.Model], check: Check) -> set[Any]:
    """Return the changes that history tells of since the last look."""
    if is_kept(model):
        return set()
    history, places = model.history.model, check.detail.setdefault("history", {})
    new = history.objects.filter(history_id__gt=places.get(model._meta.label, 0))
    rows = list(new.order_by("history_id").values_list("history_id", "change_id")[:SOME])
    if rows:
        places[model._meta.label] = rows[-1][0]
    return {change for _number, change in rows}


def look_at_chain(*, at: datetime) -> int:
    """Check the next rows of the chain, and begin anew each hour; return how many."""
    check = Check.objects.get(name=CHAIN)
    begun = datetime.fromisoformat(check.detail.get("begun", at.isoformat()))
    if not check.detail or at - begun >= HOUR and check.detail.get("whole"):
        check.seq, check.detail = 0, {"begun": at.isoformat(), "hash": GENESIS}
    previous, bad = check.detail["hash"], 0
    start = check.seq
    for row in chain.rows(after=start, until=start + SOME):
        if fault(row, check.seq + 1, previous):
            bad = check.seq + 1
            break
        check.seq, previous = check.seq + 1, row[-1]
    _raise([Finding(Alert.Kind.CHAIN, "audit_change", "", bad)] if bad else [], at=at)
    whole = not bad and check.seq - start < SOME
    check.detail |= {"hash": previous, "whole": whole} | ({"bad": bad} if bad else {})
    if whole:
        check.detail["verified"] = at.isoformat()
    check.ok = not bad
    check.save(update_fields=["seq", "ok", "detail"])
    return check.seq - start


def look_at_reads(*, at: datetime) -> int:
    """Check the chains of the read log of these days against the ledger; return how many rows."""
    found = reading.verdict(since=at)
    bad = Finding(Alert.Kind.READS, "audit_accessread", found.chain, found.seq)
    _raise([bad] if found.chain else [], at=at)
    Check.objects.filter(name=READS).update(ok=not found.chain, detail={"rows": found.rows})
    return found.rows


LOOKS: tuple[tuple[str, timedelta, Callable[..., int]], ...] = (
    (WITNESSES, SOON, look_at_witnesses),
    (CHAIN, MINUTE, look_at_chain),
    (READS, HOUR, look_at_reads),
)


def _raise(found: Iterable[Finding], *, at: datetime) -> None:
    """Keep each finding once: one that a person settled stays settled."""
    for one in found:
        same = {
            "kind": one.kind, "table_name": one.table, "key": one.key, "seq": one.seq,
        }  # fmt: skip
        known = Alert.objects.filter(**same)
        if not (known if one.seq else known.filter(settled_at=None)).exists():
            Alert.objects.create(**same, actor=one.actor, found_at=at)
