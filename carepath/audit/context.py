"""The change under way: who, when and why, as the triggers of both databases read it.

No model is imported here: the database backend needs this before there are any.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from simple_history.models import HistoricalRecords

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
GUARDS = "triggers"
"""Name of the check of the triggers; while it failed nothing governed is written."""
ROUTE_LETTERS, WORKER_LETTERS = 120, 100


@dataclass(frozen=True, slots=True)
class Act:
    """The change under way: who, when, why, and the id all its witnesses carry."""

    actor: str
    actor_name: str
    at: datetime
    why: str
    change_id: UUID
    marks: Mapping[str, str]
    authenticated: str = ""  # session, token, process
    origin: str = ""  # the route of the request, or the worker
    person: Any = None  # None: a worker acts

    def facts(self) -> dict[str, str]:
        """Return what a row of the ledger says about this act, as text by column."""
        return {
            "actor": self.actor,
            "actor_name": self.actor_name,
            "at_us": str(microseconds(self.at)),
            "reason": self.why,
            "change_id": self.change_id.hex,
            "authenticated": self.authenticated,
            "origin": self.origin,
        }


FACTS = ("actor", "actor_name", "at_us", "reason", "change_id", "authenticated", "origin")

_act: ContextVar[Act | None] = ContextVar("act", default=None)
_governing: ContextVar[Act | None] = ContextVar("governing", default=None)


def current() -> Act | None:
    """Return the act under way, of either door; None outside."""
    return _act.get()


def governing() -> Act | None:
    """Return the act under which governed rows may be written; None outside `acting_as`."""
    return _governing.get()


def change_id() -> UUID | None:
    """Return the id of the change under way, for the rows of history; None outside a door."""
    act = _act.get()
    return act.change_id if act else None


@contextmanager
def under_way(act: Act, *, governs: bool) -> Iterator[Act | None]:
    """Make this the act under way; yield the one that governed rows before."""
    outer = _governing.get()
    tokens = [(_act, _act.set(act))]
    if governs:
        tokens.append((_governing, _governing.set(act)))
    try:
        yield outer
    finally:
        for variable, token in reversed(tokens):
            variable.reset(token)


def microseconds(moment: datetime) -> int:
    """Return a moment as whole microseconds since 1970 in UTC."""
    return (moment - EPOCH) // timedelta(microseconds=1)


def moment(us: int) -> datetime:
    """Return the moment of so many microseconds since 1970 in UTC."""
    return EPOCH + timedelta(microseconds=us)


def proof_and_origin(by: Any) -> tuple[str, str]:
    """Return how the actor is known (session, token, process) and where the change came from."""
    if isinstance(by, str):
        return "process", by[:WORKER_LETTERS]
    request = getattr(HistoricalRecords.context, "request", None)
    if request is None:
        return "", ""
    match = request.resolver_match
    proof = "session" if getattr(by, "token_scopes", None) is None else "token"
    return proof, (match.view_name if match else "")[:ROUTE_LETTERS]
