"""Which beds fit a patient, which first, and why the others do not.

A bed fits when it is in the unit asked for, can give at least the care needed, is not kept for
another specialty, has a room of its own where one is needed, puts nobody with another sex, is not
reserved, is or will be free, and is staffed. What is not known never counts as fitting: with others
in the room an unknown sex, on either side, is a reason against.
Order: free soonest, then no side room that others may need more, then by name.
"""

from collections import Counter
from collections.abc import Iterable

from carepath.frames.bed_needs import APART, LEVELS, WHY_NOT, Fit, Need, Offered


def fit(need: Need, offered: Iterable[Offered]) -> Fit:
    """Return the beds that fit, best first, and the reasons against the others, most first."""
    beds: list[Offered] = []
    against: Counter[str] = Counter()
    for bed in offered:
        reason = why_not(need, bed)
        if reason:
            against[reason] += 1
        else:
            beds.append(bed)
    beds.sort(key=lambda bed: (bed.free, bed.side_room and not need.isolate, bed.label, bed.bed))
    order = list(WHY_NOT)
    reasons = sorted(against.items(), key=lambda one: (-one[1], order.index(one[0])))
    return Fit(tuple(beds), tuple(reasons))


def why_not(need: Need, bed: Offered) -> str:
    """Return the code of the first reason why a bed does not fit; '' if it does."""
    if need.unit is not None and bed.unit != need.unit:
        return "other_unit"
    if not _enough_care(need.care, bed.care):
        return "less_care"
    if bed.specialty and bed.specialty != need.specialty:
        return "other_specialty"
    if need.isolate and not bed.side_room:
        return "no_side_room"
    if bed.others and not bed.side_room:
        if not need.sex or "" in bed.others:
            return "sex_unknown"
        if set(bed.others) != {need.sex}:
            return "other_sex"
    if bed.reserved:
        return "reserved"
    if not bed.usable:
        return "not_usable"
    if bed.free is None:
        return "occupied"
    return "" if bed.staffed else "not_staffed"


def _enough_care(needed: str, given: str) -> bool:
    if needed in APART or given in APART:
        return needed == given
    return LEVELS[given] >= LEVELS[needed]
