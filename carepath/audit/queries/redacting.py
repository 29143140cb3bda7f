"""Requests to make changes unreadable, and what each of them reaches."""

from dataclasses import dataclass

from django.db.models import QuerySet

from carepath.audit.models import Change, Redaction, RedactionDecision
from carepath.audit.triggers.redacting import OWN


@dataclass(frozen=True, slots=True)
class Request:
    """A request, the decision about it, and how many rows of the ledger it reaches or reached."""

    asked: Redaction
    decision: RedactionDecision | None
    rows: int


def redactions() -> QuerySet[Redaction]:
    """Return the requests, newest first."""
    return Redaction.objects.order_by("-pk")


def with_decisions(asked: list[Redaction]) -> list[Request]:
    """Return the requests with what became of them."""
    keys = [one.pk for one in asked]
    made = {one.redaction: one for one in RedactionDecision.objects.filter(redaction__in=keys)}
    return [Request(one, made.get(one.pk), reached(one).count()) for one in asked]


def reached(asked: Redaction) -> QuerySet[Change]:
    """Return the rows of the ledger that a request reaches: all rows of the changes of its row.

    Another row that was changed together with it tells the same reason.
    """
    changes = Change.objects.filter(
        table_name=asked.table_name, key=asked.key, seq__lte=asked.until
    ).order_by()
    own = [name.strip("' ()") for name in OWN.split(",")]
    found = Change.objects.filter(change_id__in=changes.values("change_id"))
    return found.exclude(table_name__in=own).order_by("seq")


def live(asked: Redaction) -> list[tuple[str, str]]:
    """Return table and key of the rows reached by a decision whose newest change it blanked."""
    places = reached(asked).order_by().values_list("table_name", "key").distinct()
    newest = (
        Change.objects.filter(table_name=table, key=key).order_by("-seq").first()
        for table, key in sorted(places)
    )
    return [
        (row.table_name, row.key)
        for row in newest
        if row.redaction == asked.pk and row.operation != "delete"
    ]
