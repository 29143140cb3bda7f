"""What else could be done, beside what is advised: what each removes for each staffed bed-hour.

Method: each alternative is weighed on the same law of the same hours (`surge_beds`); the order is
by bed-hours that are no longer expected to be missing, for each bed-hour that is staffed. Of a
move, what the giver loses counts against it. Assumption: a bed that is opened draws no patient.
Reference: docs/algorithms/promises.md.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from carepath.analysis.surge_beds import Option, Risk

NOTHING = "nothing"
CHOSEN = "chosen"
"""Why of the one that is advised."""
MOST = 10
"""Alternatives that are kept, what is advised and doing nothing among them."""


@dataclass(frozen=True, slots=True)
class Alternative:
    """So many beds opened, closed or staffed from `giver`: chance to be short in the worst hour and
    bed-hours expected to be missing before and after, bed-hours staffed (or saved), and why it is
    not what is advised. Beds of 0: none could be moved, and nothing changes. `spent` are the
    staffed bed-hours that as much time of staff would have made, where no bed is opened."""

    kind: str
    beds: int
    before: float
    after: float
    lacks_before: float
    lacks_after: float
    bed_hours: int
    why: str
    giver: str = ""
    spent: float = 0.0

    @property
    def each(self) -> float:
        """Return the bed-hours removed from what is missing, for each that is staffed."""
        removed, takes = self.lacks_before - self.lacks_after, self.bed_hours + self.spent
        return removed / takes if takes else 0.0


def of(kind: str, found: Option, hours: int, why: str, giver: str = "") -> Alternative:
    """Return an option as an alternative over so many hours."""
    lacks = found.before.bed_hours
    return Alternative(
        kind, found.beds, found.before.chance, found.after.chance,
        lacks, lacks - found.removed, found.beds * hours, why, giver,
    )  # fmt: skip


def of_time(kind: str, found: Option, spent: float, why: str) -> Alternative:
    """Return an option that takes people's time and no bed: what it is worth in bed-hours."""
    return replace(of(kind, found, 0, why), spent=spent)


def idle(kind: str, now: Risk, why: str, giver: str = "") -> Alternative:
    """Return what changes nothing: doing nothing, or a move that is not possible."""
    return Alternative(
        kind, 0, now.chance, now.chance, now.bed_hours, now.bed_hours, 0, why, giver
    )  # fmt: skip


def ranked(found: Iterable[Alternative]) -> list[Alternative]:
    """Return alternatives, the most removed for each staffed bed-hour first, of equal ones the
    fewest beds; what changes nothing last. Of more than MOST the first, and always what is advised
    and doing nothing."""
    rows = sorted(found, key=lambda one: (not one.beds, one.kind == NOTHING, -one.each, one.beds))
    always = [one for one in rows if one.why == CHOSEN or one.kind == NOTHING]
    others = [one for one in rows if one not in always][: max(MOST - len(always), 0)]
    return [one for one in rows if one in always or one in others]
