"""Which stages tell of arriving, of being seen, of leaving unseen and of being fit to go home.

They are read from the names of stages, in the words of logs met so far; a page that counts by them
names the stages it read, and says so where there are none.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

_ARRIVED = re.compile(
    r"\b(arriv(al|als|ed)|registration|registered|triaged?|aankomst|ankunft|triagiert)\b",
    re.IGNORECASE,
)
_SEEN = re.compile(
    r"\b(doctors?|physicians?|clinicians?|practitioners?|arts|artsen|arzt|ärztin|médecin"
    r"|medical (contact|assessment|examination))\b",
    re.IGNORECASE,
)
_UNSEEN = re.compile(
    r"\b(without being seen|left unseen|not seen|lwbs|did not wait|weggegaan)\b", re.IGNORECASE
)
_FIT = re.compile(
    r"\b(medically (fit|optimi[sz]ed|ready)|fit (for|to) (discharge|leave|go)"
    r"|ready for discharge|discharge ready|no criteria to reside|ontslagklaar|medisch klaar)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class CareWords:
    """Names of the stages that tell of each; () where no stage does."""

    arrived: tuple[str, ...] = ()
    seen: tuple[str, ...] = ()
    unseen: tuple[str, ...] = ()
    fit: tuple[str, ...] = ()


def read(stages: Iterable[str]) -> CareWords:
    """Return which of these stages tell of what, by name."""
    found: dict[str, list[str]] = {"arrived": [], "seen": [], "unseen": [], "fit": []}
    for name in sorted(stages):
        words = name.replace("_", " ")
        for what, pattern in (
            ("unseen", _UNSEEN),
            ("fit", _FIT),
            ("seen", _SEEN),
            ("arrived", _ARRIVED),
        ):
            if pattern.search(words):
                found[what].append(name)
                break
    return CareWords(**{what: tuple(names) for what, names in found.items()})
