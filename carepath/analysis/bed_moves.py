"""Beds a visit has, by what feeds tell of its stays and what people said before them.

Method: a stay told within two hours of a move into its bed, with nothing else told between, is the
message of that move: it began when the person said, as both are written down after the fact and the
earlier is nearer. Then moves are walked through in the order in which they happened. Who is gone
has left the bed they were in at that moment; who arrived has left every other, and has the new one
until the feed tells the next change: a stay that begins elsewhere, or the end of the visit. A move
to where the feed has the patient already does nothing: nobody moves twice.
Without moves the claims are the stays. The result depends on the two sets alone, so that a message
may come before a move was said, after it, late or never. A message that repeats where the feed had
the patient before is no change, and takes nobody back.
Assumption: what a feed tells later than a move, of somewhere else, is a next move, no correction.
Reference: docs/algorithms/bed_moves.md.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from carepath.frames.moves import (
    AWAITED,
    GONE,
    OTHERWISE,
    OVERDUE,
    TOLD,
    Claimed,
    Move,
    Moved,
    Told,
)

_EVER = 2**63


def fold(stays: Iterable[Told], moves: Iterable[Move], *, closed: int | None = None) -> Moved:
    """Return the claims of one visit, the end of which is `closed` (microseconds UTC; None = open),
    and how each move stands."""
    told = sorted(stays, key=lambda one: (one.since, one.key))
    ordered = sorted(moves, key=lambda one: (one.happened, one.recorded, one.key))
    message = _messages(told, ordered)
    walk = _Walk(_begun_earlier(told, message), _EVER if closed is None else closed)
    for move in ordered:
        walk.take(move)
    standings: dict[int, str] = {}
    later = ""
    for move in reversed(ordered):
        # What was said before something that is told by now waits for nothing.
        is_told = later == TOLD or move.key in message
        later = standings[move.key] = TOLD if is_told else walk.standing(move)
    return Moved(tuple(walk.claims()), standings)


def _messages(told: Sequence[Told], ordered: Sequence[Move]) -> dict[int, Told]:
    """Return move -> the stay that is its message: of a move into a bed the next one told after it,
    if that is in this bed and soon enough; none is the message of two."""
    found: dict[int, Told] = {}
    left = list(told)
    for move in ordered:
        if move.kind == GONE:
            continue
        later = (stay for stay in left if stay.since > move.happened and not _vaguely(stay, move))
        stay = next(later, None)
        if stay and stay.bed == move.bed and stay.since - move.happened <= OVERDUE:
            found[move.key] = replace(stay, since=move.happened)
            left.remove(stay)
    return found


def _begun_earlier(told: Sequence[Told], message: dict[int, Told]) -> list[Told]:
    """Return the stays, those that are messages from when it was said; what they follow ends
    then."""
    begun = {stay.key: stay.since for stay in message.values()}
    moved = {stay.since: begun[stay.key] for stay in told if stay.key in begun}
    found = []
    for stay in told:
        since = begun.get(stay.key, stay.since)
        until = stay.until if stay.until is None else moved.get(stay.until, stay.until)
        found.append(replace(stay, since=since, until=until))
    return sorted(found, key=lambda one: (one.since, one.key))


@dataclass(slots=True)
class _Walk:
    """The claims as far as moves have been walked through."""

    told: list[Told]
    closed: int
    cut: dict[int, int] = field(default_factory=dict)
    """Stay to the moment a move ended it."""
    said: list[Claimed] = field(default_factory=list)
    effective: set[int] = field(default_factory=set)

    def take(self, move: Move) -> None:
        """Let one move take effect."""
        at = move.happened
        if at >= self.closed:
            return
        here = [stay for stay in self.told if stay.since <= at < self._until(stay)]
        lying = [one for one in self.said if one.since <= at < _end(one.until)]
        is_there = any(one.bed == move.bed for one in (*here, *lying))
        if is_there != (move.kind == GONE):
            return
        for stay in here:
            if move.kind != GONE or stay.bed == move.bed:
                self.cut[stay.key] = at
        for one in lying:
            self.said[self.said.index(one)] = replace(one, until=at)
        if move.kind != GONE:
            self.said.append(Claimed(move.bed, at, self._next_change(move), move=move.key))
        self.effective.add(move.key)

    def claims(self) -> Iterator[Claimed]:
        """Yield what has a bed; a stay that no move ended as it is told."""
        for stay in self.told:
            until = self.cut.get(stay.key, stay.until)
            if stay.bed is not None and (stay.key not in self.cut or stay.since < until):
                yield Claimed(stay.bed, stay.since, until, stay=stay.key)
        yield from (one for one in self.said if one.since < _end(one.until))

    def standing(self, move: Move) -> str:
        """Return how a move that no message is known of stands (a code of STANDINGS)."""
        return self._left(move) if move.kind == GONE else self._came(move)

    def _left(self, move: Move) -> str:
        in_bed = [stay for stay in self.told if stay.bed == move.bed]
        if move.key not in self.effective:
            return self._left_before(move, [stay for stay in in_bed if self._lasts(stay)])
        # Of a bed the feed never put them in: that they left where it has them.
        left = [stay for stay in in_bed or self.told if stay.since <= move.happened]
        return AWAITED if any(self._lasts(stay) for stay in left) else TOLD

    def _left_before(self, move: Move, lasting: Sequence[Told]) -> str:
        """Return the same where they were in no such bed: another said it first, or the feed has
        them there only since."""
        if not lasting:
            return TOLD
        is_left = all(self.cut.get(stay.key, _EVER) <= move.happened for stay in lasting)
        return AWAITED if is_left else OTHERWISE

    def _came(self, move: Move) -> str:
        at = move.happened
        in_bed = [stay for stay in self.told if stay.bed == move.bed]
        if any(stay.since > at or _end(stay.until) > at for stay in in_bed):
            return TOLD
        return AWAITED if self._next_change(move) is None else OTHERWISE

    def _lasts(self, stay: Told) -> bool:
        return stay.until is None and self.closed == _EVER

    def _until(self, stay: Told) -> int:
        return min(self.cut.get(stay.key, _EVER), _end(stay.until))

    def _next_change(self, move: Move) -> int | None:
        """Return when the feed next tells something else than this move, None if it does not."""
        began = (s.since for s in self.told if s.since > move.happened and not _vaguely(s, move))
        found = min([*began, self.closed])
        return None if found == _EVER else found


def _vaguely(stay: Told, move: Move) -> bool:
    """Return whether a stay may be that in the bed of the move, named less exactly."""
    return stay.bed is None and stay.unit in (None, move.unit)


def _end(until: int | None) -> int:
    return _EVER if until is None else until
