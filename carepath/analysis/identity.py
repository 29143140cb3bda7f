"""Identities: which numbers mean the same patient, account or visit, and whose they are.

Method: facts are put in the order in which they happened and walked through once. Each number has
at most one that it became: the last word counts, and of a ring of merges the earliest gives way.
What is connected is one identity, named by the number that became no other. Facts change names
only, never events, so that what was joined wrongly comes apart whole. Arrival plays no part: any
order and repetition of the facts ends in the same identities.
Reference: HL7 v2.8.2 chapter 3, A18 to A51; union by search: Galler and Fischer (1964).
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from carepath.frames.identity import (
    ACCOUNT,
    BECAME,
    DELETED,
    LINKED,
    MOVED,
    PARTED,
    PERSON,
    VISIT,
    Fact,
    Key,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Identities:
    """Who is who, as the facts have it; a number no fact speaks of is itself."""

    _into: dict[Key, Fact] = field(default_factory=dict)
    _owner: dict[Key, Fact] = field(default_factory=dict)
    _deleted: dict[Key, int] = field(default_factory=dict)
    _groups: dict[Key, tuple[Key, ...]] = field(default_factory=dict)

    def group(self, key: Key) -> tuple[Key, ...]:
        """Return all numbers that mean the same; the first is the name of the group."""
        return self._groups.get(key, (key,))

    def root(self, key: Key) -> Key:
        """Return the number by which this one is known now."""
        return self.group(key)[0]

    def joined(self, visit: str) -> dict[str, tuple[str, int]]:
        """Return the other numbers of a visit: what each became, and when."""
        members = [self._into.get(key) for key in self.group(Key(VISIT, visit))]
        return {
            fact.one.number: (fact.other.number, fact.occurred)
            for fact in members
            if fact is not None
        }

    def person(self, visit: str, *, patient: str, account: str = "") -> str:
        """Return whose a visit is, by the number known now.

        It is who it was moved to, or who its account was moved to; else whom its events name.
        """
        return self.root(self._held_by(visit, patient, account)).number

    def deleted(self, visit: str, *, patient: str, account: str = "") -> int | None:
        """Return when the patient of a visit was deleted, None if never.

        A number that had become another's by then took nothing with it.
        """
        return self._deleted.get(self._held_by(visit, patient, account))

    def _held_by(self, visit: str, patient: str, account: str) -> Key:
        holder = self._holder(Key(VISIT, visit))
        if holder is None or holder.kind == ACCOUNT:
            holder = self._holder(holder or Key(ACCOUNT, account))
        return holder or Key(PERSON, patient)

    def _holder(self, key: Key) -> Key | None:
        said = [self._owner[one] for one in self.group(key) if one in self._owner]
        return max(said, key=_order).other if said else None


def identities(facts: Iterable[Fact], *, undone: Collection[str] = ()) -> Identities:
    """Return who is who; facts whose digest is in `undone` count for nothing."""
    once: dict[str, Fact] = {}
    for fact in facts:
        if fact.digest not in undone:
            held = once.setdefault(fact.digest, fact)
            once[fact.digest] = min(held, fact, key=_order)
    walk = _Walk()
    for fact in sorted(once.values(), key=_order):
        walk.take(fact)
    return Identities(walk.into, walk.owner, walk.deleted, _groups(walk.into, walk.links))


def _order(fact: Fact) -> tuple:
    return fact.occurred, fact.written, fact.control, fact.digest


@dataclass(slots=True)
class _Walk:
    """Identities as far as the facts have been walked through."""

    into: dict[Key, Fact] = field(default_factory=dict)
    links: set[frozenset[Key]] = field(default_factory=set)
    owner: dict[Key, Fact] = field(default_factory=dict)
    deleted: dict[Key, int] = field(default_factory=dict)

    def take(self, fact: Fact) -> None:
        """Let one fact take effect."""
        effects = {BECAME: self._became, LINKED: self._linked, PARTED: self._parted}
        effects |= {MOVED: self._moved, DELETED: self._gone}
        effects[fact.verb](fact)

    def _became(self, fact: Fact) -> None:
        if fact.one == fact.other:
            return
        self.into[fact.one] = fact
        ring = self._way(fact.one)
        if ring[-1] == fact.one:
            del self.into[min(ring[:-1], key=lambda key: _order(self.into[key]))]

    def _linked(self, fact: Fact) -> None:
        if fact.one != fact.other:
            self.links.add(frozenset((fact.one, fact.other)))

    def _parted(self, fact: Fact) -> None:
        """Take one of the two out: where it became the other, else what joined them last."""
        pair = frozenset((fact.one, fact.other))
        if len(pair) == 1:
            return
        if pair in self.links:
            self.links.discard(pair)
            return
        for one, other in ((fact.one, fact.other), (fact.other, fact.one)):
            if other in self._way(one):
                del self.into[one]
                return
        ways = [self._way(key) for key in (fact.one, fact.other)]
        if ways[0][-1] == ways[1][-1]:
            del self.into[max(pair, key=lambda key: _order(self.into[key]))]

    def _moved(self, fact: Fact) -> None:
        self.owner[fact.one] = fact

    def _gone(self, fact: Fact) -> None:
        if fact.one not in self.into:
            self.deleted[fact.one] = fact.written

    def _way(self, key: Key) -> list[Key]:
        """Return the numbers this one became, itself first; a ring ends where it began."""
        way = [key]
        while way[-1] in self.into:
            way.append(self.into[way[-1]].other)
            if way[-1] == key:
                break
        return way


def _groups(into: dict[Key, Fact], links: set[frozenset[Key]]) -> dict[Key, tuple[Key, ...]]:
    """Return each number's group: the number that became no other, then the rest in order."""
    near: dict[Key, set[Key]] = defaultdict(set)
    for one, other in [(fact.one, fact.other) for fact in into.values()] + [
        tuple(pair) for pair in links
    ]:
        near[one].add(other)
        near[other].add(one)
    groups: dict[Key, tuple[Key, ...]] = {}
    for key in near:
        if key not in groups:
            members = _reached(key, near)
            root = min(one for one in members if one not in into)
            named = (root, *sorted(members - {root}))
            groups |= dict.fromkeys(members, named)
    return groups


def _reached(key: Key, near: dict[Key, set[Key]]) -> set[Key]:
    found, front = {key}, [key]
    while front:
        new = near[front.pop()] - found
        found |= new
        front += new
    return found
