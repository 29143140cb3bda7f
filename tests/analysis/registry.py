"""A registry of visits kept by hand: each number has its clerk, and a merge lets one clerk write in
the books of both.

What it believes is drawn minute by minute. It shares no code with what is tested by it.
"""

import copy

from carepath.frames.identity import BECAME, PARTED, VISIT, Fact, Key
from tests.analysis.wards import MINUTE, Clerk


class Registry:
    """Some visits of one patient, merged and parted as time goes on."""

    def __init__(self, numbers):
        self.clock = [0]
        self.clerks = {number: Clerk(number, self.clock) for number in numbers}
        self.merges, self.said = [], []

    def __repr__(self):
        told = [one for clerk in self.clerks.values() for one in clerk.written]
        lines = [
            (one.occurred, one.visit, one.trigger, one.place.unit, one.place.bed) for one in told
        ]
        lines += [(one.occurred, one.verb, one.one.number, one.other.number) for one in self.said]
        return "\n".join(str((at // MINUTE, *rest)) for at, *rest in sorted(lines))

    def books(self, number):
        """All numbers whose books the clerk of this number writes in now, itself included."""
        found = [number]
        for prior, into in reversed(self.merges):
            if into in found and prior not in found:
                found.append(prior)
        return found

    def writing(self):
        """The numbers that still have a clerk of their own."""
        gone = {prior for prior, _into in self.merges}
        return [number for number in self.clerks if number not in gone]

    def merge(self, prior, into):
        at = self.clerks[into].tick()
        self.merges.append((prior, into))
        self._say(BECAME, prior, into, at)

    def part(self, prior, into):
        """Take a merge back, before anybody wrote in both books."""
        self.merges.remove((prior, into))
        self._say(PARTED, prior, into, self.clerks[into].tick())

    def act(self, number, trigger, place):
        clerk = self.clerks[number]
        others = [self.clerks[one] for one in self.books(number) if one != number]
        clerk.act(trigger, place)
        at = self.clock[0] * MINUTE
        for other in others:
            belief = copy.deepcopy(other.belief)
            if belief["status"] and belief["status"] != "finished":
                getattr(other, f"_{trigger}")(belief, at, place)
            other.stack[-1] = belief

    def drawn(self, number):
        """Minute -> places claimed, of all that is written in the books of a number."""
        found = {}
        for one in self.books(number):
            for since, until, place in self.clerks[one].belief["stays"]:
                end = self.clock[0] + 1 if until is None else until // MINUTE
                for minute in range(since // MINUTE, end):
                    found.setdefault(minute, set()).add(place)
        return found

    def _say(self, verb, prior, into, at):
        one, other = Key(VISIT, prior), Key(VISIT, into)
        self.said.append(Fact(verb, one, other, at, at, control=f"m{len(self.said)}"))


def drawn(visit, clock):
    """A folded visit as the registry draws it."""
    found = {}
    for stay in visit.stays:
        end = clock + 1 if stay.until is None else stay.until // MINUTE
        for minute in range(stay.since // MINUTE, end):
            found.setdefault(minute, set()).add(stay.place)
    return found
