"""What stands of a visit's events: each once, in order, without what was taken back.

Method: equal events count once; what is left is put in the order in which it happened; each cancel
takes away the event it means. A cancel finds it by kind and by the time it names, else it is the
last before the cancel was written; of two at once, that at the place it names (which alone tells
little: a cancelled transfer names where the patient is again). One that finds none waits: it takes
effect when its target comes. A deletion (A23) takes away all that was told before.
Reference: HL7 v2.8.2 chapter 3; docs/algorithms/visits.md.
"""

from collections.abc import Callable, Iterable, Sequence

from carepath.frames.adt import Admission
from carepath.frames.spans import PRECISIONS

CANCELS = {
    "A11": ("A01", "A04"),
    "A12": ("A02",),
    "A13": ("A03",),
    "A25": ("A16",),
    "A26": ("A15",),
    "A27": ("A14",),
    "A32": ("A10",),
    "A33": ("A09",),
    "A38": ("A05",),
    "A52": ("A21",),
    "A53": ("A22",),
}
"""Trigger of a cancel to those it takes back; the first is preferred."""
DELETE = "A23"
"""Trigger that takes back all that was told of a visit before."""
_DAY = PRECISIONS.index("day")
_IN_ORDER = (
    *("A05", "A14", "A04", "A01", "A06", "A07", "A17", "A02", "A09", "A10", "A21", "A22"),
    *("A15", "A16", "A03"),
)
_RANK = {trigger: rank for rank, trigger in enumerate(_IN_ORDER)}
"""What comes first of events at one moment: openings, then moves, then the end; the rest after."""


Reach = Callable[[Admission, Admission], bool]
"""Whether a cancel may mean an event: those of other numbers only once they are one visit."""


def in_order(events: Iterable[Admission]) -> list[Admission]:
    """Return each event once, in the order in which they happened."""
    once: dict[str, Admission] = {}
    for event in events:
        held = once.setdefault(event.digest, event)
        if (event.written, event.control) < (held.written, held.control):
            once[event.digest] = event
    told = _finest(once.values())
    numbered = all(event.number is not None for event in told)

    def key(event: Admission) -> tuple:
        number = event.number if numbered else 0
        rank = _RANK.get(event.trigger, len(_RANK))
        return event.occurred, number, rank, event.control, event.digest

    return sorted(told, key=key)


def _finest(events: Iterable[Admission]) -> list[Admission]:
    """Return the events without those told to the day, where others tell the hour."""
    told = list(events)
    fine = [event for event in told if event.precision < _DAY]
    return fine or told


def standing(
    ordered: Sequence[Admission], *, reaches: Reach = lambda _cancel, _event: True
) -> tuple[list[Admission], list[str]]:
    """Return what stands when cancels and deletions have done their work, and what is doubtful."""
    kept = [event for event in ordered if event.trigger not in CANCELS]
    cancels = [event for event in ordered if event.trigger in CANCELS]
    doubts = []
    for cancel in sorted(cancels, key=lambda one: (one.written, one.occurred, one.digest)):
        target = _target(cancel, [event for event in kept if reaches(cancel, event)])
        if target is None:
            doubts.append(f"{cancel.trigger} waits for what it cancels")
        else:
            kept.remove(target)
    for gone in [event for event in kept if event.trigger == DELETE]:
        kept = [event for event in kept if not _falls(event, gone, reaches)]
        doubts.append(f"{DELETE} deleted what was told before")
    return kept, doubts


def _falls(event: Admission, gone: Admission, reaches: Reach) -> bool:
    before = event.occurred <= gone.occurred or event.written <= gone.written
    return before and reaches(gone, event)


def _target(cancel: Admission, standing: Sequence[Admission]) -> Admission | None:
    """Return the event a cancel means, None if it is not there (yet)."""
    kinds = CANCELS[cancel.trigger]
    found = [event for event in standing if event.trigger in kinds]

    def fit(event: Admission) -> tuple:
        before = event.written <= cancel.written
        return (
            before,
            event.visit == cancel.visit or event.occurred == cancel.occurred,
            -kinds.index(event.trigger),
            event.occurred == cancel.occurred,
            event.written if before else -event.written,
            bool(event.place) and event.place == cancel.place,
            event.digest,
        )

    return max(found, key=fit, default=None)
