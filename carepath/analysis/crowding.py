"""How crowded an emergency department is: the NEDOCS score and its bands.

Method: a weighted sum of occupancy, boarding and waits; rounded half up, then banded. It may exceed
200 and fall below 0: capping is for display. Plain occupancy predicted about as well in one study,
so both are shown. Reference: Weiss et al., Acad. Emerg. Med. 11 (2004) 38-50 (as public
calculators give it; the paper itself was not read).
"""

from dataclasses import dataclass
from math import floor

BANDS = (
    (20, "not busy"),
    (60, "busy"),
    (100, "extremely busy, not overcrowded"),
    (140, "overcrowded"),
    (180, "severely overcrowded"),
)
WORST = "dangerously overcrowded"


@dataclass(frozen=True, slots=True)
class Department:
    """What is counted. `ed_beds` are staffed spaces with opened hallway ones, `inpatient_beds`
    staffed beds with observation; `critical_patients` are ventilated or one to one; the longest
    admission waits since its decision; hours from door to bed of whoever got a bed last."""

    ed_patients: float
    admits_waiting: float
    last_door_to_bed_h: float
    critical_patients: float
    longest_admit_wait_h: float
    ed_beds: float | None
    inpatient_beds: float | None


def nedocs(found: Department) -> float | None:
    """Return the score, None (never 0) when beds are not known or there are none."""
    if not found.ed_beds or not found.inpatient_beds:
        return None
    return (
        -20
        + 85.8 * found.ed_patients / found.ed_beds
        + 600 * found.admits_waiting / found.inpatient_beds
        + 13.4 * found.critical_patients
        + 0.93 * found.longest_admit_wait_h
        + 5.64 * found.last_door_to_bed_h
    )


def rounded(score: float) -> int:
    """Return the score as it is shown: half up."""
    return floor(score + 0.5)


def band(score: float) -> str:
    """Return the band of the rounded score."""
    shown = rounded(score)
    return next((name for highest, name in BANDS if shown <= highest), WORST)
