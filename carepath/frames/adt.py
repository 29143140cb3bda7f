"""What a message about a visit says, and what a visit is: the shapes between parser and fold.

Reference: HL7 v2.8.2 chapter 3 (patient administration).
"""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Place:
    """Where in a hospital: unit (point of care), room and bed; what is not said is ''."""

    unit: str = ""
    room: str = ""
    bed: str = ""

    def __bool__(self) -> bool:
        return bool(self.unit or self.room or self.bed)

    def is_in(self, other: "Place") -> bool:
        """Return whether the other is this place, named as exactly or less."""
        pairs = ((other.unit, self.unit), (other.room, self.room), (other.bed, self.bed))
        return all(told in ("", here) for told, here in pairs)


@dataclass(frozen=True, slots=True)
class Report:
    """A result of a service elsewhere: `order` names it in its source, so that it can be corrected.

    Moments are microseconds UTC: when it was asked for (None = not said) and when it was reported.
    """

    order: str
    service: str
    asked: int | None
    reported: int
    withdrawn: bool = False


@dataclass(frozen=True, slots=True)
class Admission:
    """One event of a visit, as one message tells it.

    Moments are microseconds UTC. `occurred` is when it happened, `written` when the sender wrote it
    down; of a cancel `occurred` is that of what it cancels, where the sender follows the standard.
    A field the message leaves empty is None (no change); one it sets to "" is '' (removed).
    """

    trigger: str
    visit: str
    patient: str
    occurred: int
    written: int
    account: str = ""
    number: int | None = None
    control: str = ""
    place: Place = Place()
    pending: Place = Place()
    temporary: Place = Place()
    patient_class: str | None = None
    expected: int | None = None
    """When the discharge is expected."""
    attributes: tuple[tuple[str, str | None], ...] = ()
    report: Report | None = None
    """Of a result (trigger R01), which began at `occurred`."""
    status: str | None = None
    """How the visit stood from then on, where it is said in so many words (an Encounter does)."""
    vacated: bool = False
    """The place was left, and no next one is named."""
    precision: int = 0
    """How finely `occurred` was told: a code of `spans.PRECISIONS`."""
    digest: str = ""
    """Of all that it says about the visit, without its number and the time it was sent."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """Something that lasted: since when, until when (None = still), and what made it."""

    since: int
    until: int | None
    cause: str
    """Digest of the event it began with: the same stretch keeps its name when a visit is folded
    anew."""


@dataclass(frozen=True, slots=True)
class Stay(Stretch):
    """A patient in one place."""

    place: Place = Place()


@dataclass(frozen=True, slots=True)
class Named(Stretch):
    """A leave, a step elsewhere with the bed kept, or a class, by its name."""

    name: str = ""


@dataclass(frozen=True, slots=True)
class Reported(Named):
    """A service from its beginning to its report; when it was asked for, None = not said."""

    asked: int | None = None


PLANNED, ARRIVED, IN_PROGRESS, ON_LEAVE, FINISHED, CANCELLED, ERROR = (
    *("planned", "arrived", "in progress", "on leave"),
    *("finished", "cancelled", "entered in error"),
)
TRIAGED = "triaged"
ENCOUNTER = "Encounter"
"""The trigger of what an Encounter of FHIR says: what changed at one moment."""


@dataclass(frozen=True, slots=True)
class Visit:
    """A visit as the set of its events makes it.

    `reserved` is the place kept for it, `doubts` say what the events left open, each once;
    `precision` is that of the least finely told event (a code of `spans.PRECISIONS`).
    """

    status: str
    opened: int | None
    closed: int | None
    stays: tuple[Stay, ...] = ()
    classes: tuple[Named, ...] = ()
    leaves: tuple[Named, ...] = ()
    steps: tuple[Named, ...] = ()
    reports: tuple[Reported, ...] = ()
    statuses: tuple[Named, ...] = ()
    reserved: Place = Place()
    precision: int = 0
    discharge_expected: int | None = None
    attributes: dict[str, str] = field(default_factory=dict)
    doubts: tuple[str, ...] = ()
