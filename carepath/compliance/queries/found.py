"""What a control is, and what one look of it finds."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from itertools import islice
from typing import Any

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

MOST = 100
"""Wrong rows that are named; more of them are no better evidence."""


class Severity(Enum):
    """How much a failure weighs; the order is that of the page."""

    CRITICAL = _("critical")
    HIGH = _("high")
    MEDIUM = _("medium")


@dataclass(frozen=True, slots=True)
class Found:
    """How many rows were looked at, and the keys of those that are wrong.

    `applies` is False where there is nothing that the control speaks of; `note` says why, or what
    else a reader should know.
    """

    looked_at: int
    wrong: tuple[str, ...] = ()
    note: str = ""
    applies: bool = True


@dataclass(frozen=True, slots=True)
class Control:
    """A rule with its source and the look that shows whether it holds at a moment."""

    id: str
    title: Promise
    rule: Promise
    """What must hold, in one sentence."""
    sources: tuple[str, ...]
    severity: Severity
    owner: Promise
    remedy: Promise
    look: Callable[[datetime], Found]


def of_rows(looked_at: int, wrong: Iterable[models.Model], note: str = "") -> Found:
    """Return what was found of rows, the wrong ones named by kind and key."""
    return Found(looked_at, tuple(key(row) for row in islice(wrong, MOST)), note)


def key(row: Any) -> str:
    """Return the name of a row as the ledger has it, such as accounts.Grant:7."""
    return f"{row._meta.label}:{row.pk}"
