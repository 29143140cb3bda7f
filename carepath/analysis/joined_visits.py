"""Visits under several numbers: what their events make of them once they are known to be one.

Method: until a number joined another its events tell a story of their own; what happened since is
of both. Each story is folded by itself, and the stories are laid beside each other: the same place
at overlapping times is one stay, two places at once are two stays. So a visit that was registered
twice holds both beds until an event after the merge says where the patient is: a conflict is shown,
never settled by a guess.
Assumption: a story that had ended before its number joined another stays as it was; if all had,
what happens since goes on with the one that ended last.
Reference: docs/algorithms/joined_visits.md.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache

from carepath.analysis import standing, visits
from carepath.frames.adt import (
    ARRIVED,
    CANCELLED,
    ERROR,
    FINISHED,
    IN_PROGRESS,
    ON_LEAVE,
    PLANNED,
    TRIAGED,
    Admission,
    Place,
    Stay,
    Stretch,
    Visit,
)  # fmt: skip

_WEIGHT = (IN_PROGRESS, ON_LEAVE, TRIAGED, ARRIVED, FINISHED, PLANNED, CANCELLED, ERROR)
"""Of several stories the first of these states is that of the visit."""
TWO_PLACES = "two places are claimed at once"
_BEGINS = ("A01", "A04", "A05", "A14")
_EVER = -(2**62)
Joined = Mapping[str, tuple[str, int]]
Since = Callable[[str, str], int]


def fold(events: Iterable[Admission], *, name: str, joined: Joined) -> Visit:
    """Return the visit that these events make under its name.

    `joined` says of its other numbers what each became, and when (microseconds UTC).
    """
    ordered = standing.in_order(events)
    since = _since(joined)

    def reaches(cancel: Admission, event: Admission) -> bool:
        return cancel.visit == event.visit or cancel.written >= since(cancel.visit, event.visit)

    kept, doubts = standing.standing(ordered, reaches=reaches)
    nothing = visits.nothing_left(ordered)
    whole = visits.walked(kept, nothing=nothing, doubts=doubts)
    tellers = _tellers(kept, since)
    if len(tellers) < 2:
        return whole
    tellers.sort(key=lambda number: (number != name, number))
    return _together(_stories(tellers, kept, since), whole, doubts)


def _since(joined: Joined) -> Since:
    """Return since when two numbers are one: the latest of the steps that lead to each other."""

    def since(one: str, other: str) -> int:
        ways = [_way(number, joined) for number in (one, other)]
        apart = [at for number, at in ways[0].items() if number not in ways[1]]
        apart += [at for number, at in ways[1].items() if number not in ways[0]]
        return max(apart, default=_EVER)

    return lru_cache(maxsize=None)(since)


def _way(number: str, joined: Joined) -> dict[str, int]:
    """Return the numbers that this one was known by, each with when it became the next."""
    way: dict[str, int] = {}
    while number not in way:
        into, way[number] = joined.get(number, (number, _EVER))
        number = into
    return way


def _tellers(kept: Sequence[Admission], since: Since) -> list[str]:
    """Return the numbers with a story of their own: told of before they joined another, or begun
    anew after every story they had joined was over."""
    first: dict[str, Admission] = {}
    for event in kept:
        first.setdefault(event.visit, event)
    own = []
    for number, event in first.items():
        joined = [other for other in first if other != number]
        before = [other for other in joined if event.occurred >= since(number, other)]
        if not before or (
            event.trigger in _BEGINS and all(_is_over(one, kept, since) for one in before)
        ):
            own.append(number)
    return own or list(first)[:1]


def _is_over(number: str, kept: Sequence[Admission], since: Since) -> bool:
    """Return whether the story of a number had ended before it joined another."""
    return visits.walked(_alone(number, kept, since), nothing=ERROR).status == FINISHED


def _alone(number: str, kept: Sequence[Admission], since: Since) -> list[Admission]:
    """Return what was told of a number before it joined another."""
    joins = {since(number, event.visit) for event in kept if event.visit != number}
    own = (event for event in kept if event.visit == number)
    return [event for event in own if all(event.occurred < at for at in joins)]


def _stories(tellers: Sequence[str], kept: Sequence[Admission], since: Since) -> list[Visit]:
    """Return the stories these numbers tell; what none of them takes goes on with the last end."""
    told = [_told(number, kept, since) for number in tellers]
    taken = {event.digest for one in told for event in one}
    left = {event.digest for event in kept} - taken
    if left:
        ends = [visits.walked(one, nothing=ERROR).closed or _EVER for one in told]
        last = ends.index(max(ends))
        mine = left | {event.digest for event in told[last]}
        told[last] = [event for event in kept if event.digest in mine]
    return [visits.walked(one, nothing=visits.nothing_left(one)) for one in told]


def _told(number: str, kept: Sequence[Admission], since: Since) -> list[Admission]:
    """Return the events of one story: its own, and what happened since it joined unless it ended
    before."""
    if _is_over(number, kept, since):
        return [event for event in kept if event.visit == number]
    return [
        event
        for event in kept
        if event.visit == number or event.occurred >= since(number, event.visit)
    ]


def _together(stories: list[Visit], whole: Visit, doubts: list[str]) -> Visit:
    """Return one visit of several stories; the first is told by its present number."""
    stays = _laid([stay for one in stories for stay in one.stays])
    claimed = {stay.place for stay in stays if stay.until is None}
    status = min((one.status for one in stories), key=_WEIGHT.index)
    opened = [one.opened for one in stories if one.opened is not None]
    closed = [one.closed for one in stories if one.closed is not None]
    is_open = status not in (FINISHED, CANCELLED, ERROR)
    said = [*(doubt for one in stories for doubt in one.doubts), *doubts]
    said += [TWO_PLACES] if len(claimed) > 1 else []
    return Visit(
        status=status,
        opened=min(opened, default=None),
        closed=None if is_open else max(closed, default=None),
        stays=stays,
        classes=_laid([one for story in stories for one in story.classes]),
        leaves=_laid([one for story in stories for one in story.leaves]),
        steps=_laid([one for story in stories for one in story.steps]),
        statuses=_laid([one for story in stories for one in story.statuses]),
        precision=max(one.precision for one in stories),
        reports=whole.reports,
        reserved=next((one.reserved for one in stories if is_open and one.reserved), Place()),
        discharge_expected=next(
            (one.discharge_expected for one in stories if one.discharge_expected), None
        ),
        attributes=whole.attributes,
        doubts=tuple(dict.fromkeys(said)),
    )


def _laid(stretches: list) -> tuple:
    """Return the stretches in order of time, those of one name that overlap as one."""
    found: list = []
    last: dict = {}
    for one in sorted(stretches, key=lambda each: (each.since, each.cause)):
        named = one.place if isinstance(one, Stay) else one.name
        held = last.get(named)
        if held is not None and _overlap(found[held], one):
            found[held] = replace(found[held], until=_later(found[held], one))
            continue
        last[named] = len(found)
        found.append(one)
    return tuple(found)


def _overlap(held: Stretch, one: Stretch) -> bool:
    same = (held.since, held.cause) == (one.since, one.cause)
    return same or held.until is None or one.since < held.until


def _later(one: Stretch, other: Stretch) -> int | None:
    return None if None in (one.until, other.until) else max(one.until, other.until)
