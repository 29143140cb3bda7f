"""Acuity: how urgent a patient is, in the words of whoever says so (a triage level).

Hospitals call it by the scale they use and write it as they like; its labels are kept as they came.
What nobody said is a group of its own.
"""

import re
from collections.abc import Iterable
from functools import lru_cache

NOT_TOLD, OTHER = "?", "+"
"""Labels of those of whom no level is told, and of levels too rare to stand by themselves."""
LONGEST = 40
NAMES = (
    "acuity", "triage acuity", "acuity level", "triage level", "triage category", "triage code",
    "triage priority", "triage colour", "triage color", "triage scale", "triage", "esi",
    "esi level", "mts", "mts category", "manchester", "manchester triage", "ctas", "ats", "sats",
    "nts", "urgency", "urgency level", "urgentie", "dringlichkeit", "priority", "visit priority",
)  # fmt: skip
"""What the attribute of a journey that holds it is called, the surest first."""
_RANK = {name: rank for rank, name in enumerate(NAMES)}
_WHOLE = re.compile(r"-?\d+\.0+")
_PARTS = re.compile(r"(\d+)")
_NOBODY = {"", "?", "null", "none", "nan", "-", "–"}


def attributes(names: Iterable[str]) -> list[str]:
    """Return which of these attributes tell of acuity, the surest first."""
    ranked = [(_RANK.get(_plain(name)), name) for name in set(names)]
    return [name for _rank, name in sorted(one for one in ranked if one[0] is not None)]


@lru_cache(1024)
def label(said: str | None) -> str:
    """Return the label of what was said: blanks cut, 3.0 is 3; NOT_TOLD for nothing."""
    text = " ".join((said or "").split())[:LONGEST]
    if text.lower() in _NOBODY:
        return NOT_TOLD
    return text.partition(".")[0] if _WHOLE.fullmatch(text) else text


def in_order(labels: Iterable[str]) -> list[str]:
    """Return labels as people read them: 2 before 10, what is no level last."""
    return sorted(labels, key=lambda one: ((OTHER, NOT_TOLD).index(one) + 1 if one in (
        OTHER, NOT_TOLD) else 0, _natural(one)))  # fmt: skip


def _plain(name: str) -> str:
    spaced = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name.removeprefix("case:"))
    return re.sub(r"[\W_]+", " ", spaced).strip().lower()


def _natural(text: str) -> list[tuple[int, int, str]]:
    parts = (part for part in _PARTS.split(text.lower()) if part)
    return [(0, int(part), "") if part.isdecimal() else (1, 0, part) for part in parts]
