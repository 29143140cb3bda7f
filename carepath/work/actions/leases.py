"""Take, keep and give back a waiting row: each one conditional UPDATE that must change one row."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from carepath.work.models import Waiting
from carepath.work.queries import free, holder, most_attempts, waiting

_DONE = {"lease_until": None, "leased_by": "", "not_before": None, "attempts": 0}


class LeaseLost(RuntimeError):
    """Another process took the row over; whatever was done for it must be rolled back."""


def claim(
    model: type[Waiting],
    pk: Any,
    *,
    at: datetime,
    seconds: int,
    states: Iterable[str],
    into: str = "",
) -> bool:
    """Take the row in one of these states for some seconds; return whether we have it now.

    The attempt is counted and committed before any work starts, so that a crash counts too;
    RuntimeError inside another transaction. `into` moves it into another state with the claim.
    """
    moved = {"state": into} if into else {}
    with transaction.atomic(durable=True):
        changed = (
            waiting(model, states=states, at=at)
            .filter(pk=pk)
            .update(
                attempts=F("attempts") + 1,
                lease_until=at + timedelta(seconds=seconds),
                leased_by=holder(),
                **moved,
            )
        )
    return changed == 1


def claim_all(
    model: type[Waiting], pks: Sequence[Any], *, at: datetime, seconds: int, states: Iterable[str]
) -> list[Any]:
    """Take those of the rows that may be taken, each as `claim` does; return their keys in order.

    Rows that another process is just taking are left to it.
    """
    with transaction.atomic(durable=True):
        found = waiting(model, states=states, at=at).filter(pk__in=pks)
        ours = list(found.select_for_update(skip_locked=True).values_list("pk", flat=True))
        model._default_manager.filter(pk__in=ours).update(
            attempts=F("attempts") + 1,
            lease_until=at + timedelta(seconds=seconds),
            leased_by=holder(),
        )
    return ours


def renew(
    model: type[Waiting], pk: Any, *, at: datetime, seconds: int, progress: bool = False
) -> None:
    """Keep the row for some seconds more; LeaseLost if it is no longer ours.

    Call it inside the transaction of the effect. `progress` forgets earlier failures: a row that
    moves on is no poison, however often its process is killed.
    """
    fields: dict[str, Any] = {"lease_until": at + timedelta(seconds=seconds)}
    if progress:
        fields["attempts"] = 0
    _change_ours(model, pk, **fields)


def release(
    model: type[Waiting],
    pk: Any,
    *,
    not_before: datetime | None = None,
    reason_code: str = "",
    reason_text: str = "",
) -> None:
    """Give the row back in its state, to be tried again (not before some moment)."""
    _change_ours(
        model,
        pk,
        lease_until=None,
        leased_by="",
        not_before=not_before,
        reason_code=reason_code,
        reason_text=reason_text[:500],
    )


def finish(
    model: type[Waiting],
    pk: Any,
    *,
    state: str,
    reason_code: str = "",
    reason_text: str = "",
    **fields: Any,
) -> None:
    """End the work: new state and no lease; LeaseLost if it is no longer ours.

    Call it inside the transaction of the effect; further `fields` are written with it.
    """
    said = {"reason_code": reason_code, "reason_text": reason_text[:500]}
    _change_ours(model, pk, state=state, **_DONE, **said, **fields)


def finish_all(model: type[Waiting], pks: Sequence[Any], *, was: str, state: str) -> None:
    """End the work on rows that are all still ours and in a state; LeaseLost if one is not.

    Call it inside the transaction of their effect, which then is rolled back.
    """
    mine = model._default_manager.filter(pk__in=pks, leased_by=holder(), state=was)
    if mine.update(state=state, **_DONE, reason_code="", reason_text="") != len(pks):
        raise LeaseLost(_("Another process took this work over."))


def quarantine_poison(
    model: type[Waiting], *, at: datetime, states: Iterable[str], into: str = "quarantined"
) -> list[Any]:
    """Set aside every free row that was tried too often; return their keys."""
    found = model._default_manager.filter(
        free(model, at=at), state__in=list(states), attempts__gte=most_attempts(model)
    )
    text = _("Tried %(count)s times without getting further.") % {"count": most_attempts(model)}
    taken = []
    for pk in list(found.order_by("pk").values_list("pk", flat=True)):
        changed = found.filter(pk=pk).update(
            state=into, lease_until=None, leased_by="", reason_code="poison", reason_text=text
        )
        taken += [pk] * changed
    return taken


def _change_ours(model: type[Waiting], pk: Any, **fields: Any) -> None:
    if model._default_manager.filter(pk=pk, leased_by=holder()).update(**fields) != 1:
        raise LeaseLost(_("Another process took this work over."))
