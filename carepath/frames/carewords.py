"""Which stages tell of arriving, being seen, leaving unseen, being fit to go home, and dying.

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
_DIED = re.compile(
    r"\b(died|deceased|death|overleden|overlijden|gestorben|verstorben)\b", re.IGNORECASE
)
_VENTILATOR = re.compile(
    r"\b(ventilators?|respirators?|beademingsmachines?|beademing|beatmungsger(ät|äte)"
    r"|respirateurs?)\b",
    re.IGNORECASE,
)
_WHAT = {"unseen": _UNSEEN, "fit": _FIT, "died": _DIED, "seen": _SEEN, "arrived": _ARRIVED}
"""What a stage may tell of; of two that fit a name the first counts."""


@dataclass(frozen=True, slots=True)
class CareWords:
    """Names of the stages that tell of each; () where no stage does."""

    arrived: tuple[str, ...] = ()
    seen: tuple[str, ...] = ()
    unseen: tuple[str, ...] = ()
    fit: tuple[str, ...] = ()
    died: tuple[str, ...] = ()


def read(stages: Iterable[str]) -> CareWords:
    """Return which of these stages tell of what, by name."""
    found: dict[str, list[str]] = {what: [] for what in _WHAT}
    for name in sorted(stages):
        words = name.replace("_", " ")
        what = next((what for what, pattern in _WHAT.items() if pattern.search(words)), None)
        if what is not None:
            found[what].append(name)
    return CareWords(**{what: tuple(names) for what, names in found.items()})


def is_ventilator(kind: str) -> bool:
    """Return whether a kind of equipment breathes for a patient, by its name."""
    return _VENTILATOR.search(kind.replace("_", " ")) is not None
