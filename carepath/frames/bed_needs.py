"""What a patient needs of a bed, and what a bed offers: the shapes between tables and the fit."""

from dataclasses import dataclass

from carepath.frames.rejects import gettext_noop

_ = gettext_noop

LEVELS = {"day": 0, "ward": 0, "emergency": 0, "high": 1, "intensive": 2}
"""Care levels of inpatient beds by how much they can do; day and emergency places stand apart."""
APART = ("day", "emergency")

WHY_NOT = {
    "other_unit": _("in another unit"),
    "less_care": _("less care than is needed"),
    "other_specialty": _("kept for another specialty"),
    "no_side_room": _("no room of its own"),
    "other_sex": _("others in the room are of another sex"),
    "sex_unknown": _("others are in the room, and the sex is not known"),
    "reserved": _("reserved"),
    "not_staffed": _("free, but nobody is there to staff it"),
    "occupied": _("occupied, nobody said until when"),
    "not_usable": _("closed, contaminated or in conflict"),
}
"""Code of why a bed does not fit, in words; the first that holds is named."""


@dataclass(frozen=True, slots=True)
class Need:
    """What a patient needs: the unit asked for ('' = any), how much care, and with whom.

    `sex` '' = not known; `isolate` = a room of their own is needed.
    """

    unit: int | None
    care: str
    specialty: str = ""
    sex: str = ""
    isolate: bool = False


@dataclass(frozen=True, slots=True)
class Offered:
    """A bed as it is now: where, what it can do, and with whom one would lie.

    `others` holds the sexes of those in the same room ('' = not known); `free` is when it is free
    (microseconds; None = nobody knows), `usable` whether it will be at all.
    """

    bed: int
    unit: int
    care: str
    specialty: str
    side_room: bool
    others: tuple[str, ...]
    reserved: bool
    usable: bool
    free: int | None
    label: str = ""
    staffed: bool = True
    """Whether its unit has staff for one more patient."""


@dataclass(frozen=True, slots=True)
class Fit:
    """The beds that fit, best first, and how many others do not for each reason."""

    beds: tuple[Offered, ...]
    others: tuple[tuple[str, int], ...]
