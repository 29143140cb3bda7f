"""The one table of roles and what each may do; docs and pages are drawn from it."""

from dataclasses import dataclass
from enum import Enum

from carepath.accounts.permissions import Permission as P


@dataclass(frozen=True, slots=True)
class Holding:
    """A role's printed name, what it is for, and its permissions."""

    title: str
    purpose: str
    may: frozenset[P]


def _holding(title: str, purpose: str, *may: P) -> Holding:
    return Holding(title, purpose, frozenset(may))


class Role(Enum):
    """A role; its value says what it may do."""

    HOSPITAL_ADMINISTRATOR = _holding(
        "hospital administrator",
        "runs the hospital day by day",
        P.SEE, P.EXPORT, P.ANNOTATE, P.IMPORT, P.UNDO_IMPORT, P.ENTER_STAFFING,
        P.ACKNOWLEDGE_ALERT, P.DECIDE_RECOMMENDATION, P.RUN_WHAT_IF,
    )  # fmt: skip
    READ_ONLY = _holding("read-only", "looks on", P.SEE)
