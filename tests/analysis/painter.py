"""An oracle for the attribution: the definition taken literally, painted instant by instant."""

from itertools import pairwise

from carepath.frames.moments import OPEN, UNKNOWN


class Painter:
    """The definition taken literally, instant by instant, on a clock of small whole numbers.

    Runs are connected stretches of painted instants; the sweep asks all runs at every cursor. It
    shares nothing with the code under test but the plain form of a visit.
    """

    def __init__(self, visits, opened, closed, now, intervals=True):
        self.visits, self.now, self.intervals = visits, now, intervals
        self.lo, self.hi, self.live = opened, max(opened, min(closed, now)), closed > now
        self.label = {}
        cover = [set(range(v.start, min(v.end, now))) for v in visits]
        inside = set(range(self.lo, self.hi))
        self.cells = [cells & inside for cells in cover]
        pieces = {(i, u) for i, cells in enumerate(self.cells) for u in cells}
        roots = {(i, u) for i, u in pieces if self._above(i, u) is None}
        self._level(self.lo, self.hi, roots, pieces, ())
        self._holes()

    def _above(self, index, instant):
        above = self.visits[index].parent
        while above != -1 and instant not in self.cells[above]:
            above = self.visits[above].parent
        return None if above == -1 else above

    def _level(self, lo, hi, members, pieces, path):
        runs = components(members, lambda i: (self.visits[i].stage,))
        for start, end, run in literal_sweep(lo, hi, runs):
            if run is None:
                for u in range(start, end):
                    self._care(u, path)
                continue
            inner = {(i, u) for i, u in pieces if (self._above(i, u), u) in run[3]}
            self._level(start, end, inner, pieces, (*path, run[2][0]))

    def _care(self, instant, path):
        if path:
            gone = any(v.phase == "away" for v in self.visits if v.stage in path)
            kind = "away" if gone else "stage"
            self.label[instant] = kind, path[-1], "in", path[:-1], ""

    def _holes(self):
        waits = set()
        for index, v in enumerate(self.visits):
            until = min(v.end if v.start == OPEN else v.start, self.now)
            if v.requested != UNKNOWN:
                waits |= {(index, u) for u in range(v.requested, until)}
        runs = components(waits, lambda i: (self.visits[i].stage, self.visits[i].cause.name))
        for lo, hi in stretches(set(range(self.lo, self.hi)) - set(self.label)):
            for start, end, name in self._named(lo, hi):
                self._uncared(start, end, name, runs)

    def _uncared(self, lo, hi, name, runs):
        if name is not None and self._away(name):
            self.label |= {u: ("away", name, "before", (), "") for u in range(lo, hi)}
            return
        for start, end, run in literal_sweep(lo, hi, runs):
            stage, cause = run[2] if run else (name, "unexplained")
            relation = "before" if stage is not None else "next" if self.live else "close"
            kind = "wait" if run else "gap"
            if run and self._away(stage):
                kind = "away"
            elif not self.intervals:
                kind, cause = "between", cause if run else ""
            label = kind, stage or "", relation, (), cause
            self.label |= dict.fromkeys(range(start, end), label)

    def _named(self, lo, hi):
        marks = {}
        for v in self.visits:
            until = max(v.start, min(v.end, self.now))
            if v.start == until <= self.now and lo < v.start <= hi:
                marks.setdefault(v.start, v.stage)
        after = self.label.get(hi)
        following = None
        if after:
            following = (*after[3], after[1])[0]
        names = [*(marks[at] for at in sorted(marks)), following]
        if self.intervals and not any(name and self._away(name) for name in names):
            return [(lo, hi, following)]
        cuts = [lo, *sorted(marks), hi]
        return [(a, b, name) for (a, b), name in zip(pairwise(cuts), names, strict=True)]

    def _away(self, stage):
        return any(v.phase == "away" for v in self.visits if v.stage == stage)


def stretches(cells):
    """The maximal [start, end) of a set of whole numbers, ascending."""
    starts = sorted(u for u in cells if u - 1 not in cells)
    ends = sorted(u + 1 for u in cells if u + 1 not in cells)
    return list(zip(starts, ends, strict=True))


def components(members, key_of):
    """Runs (start, end, key, members): what touches or overlaps under one key is one run."""
    painted = {}
    for index, instant in members:
        painted.setdefault(key_of(index), set()).add(instant)
    return [
        (start, end, key, {(i, u) for i, u in members if key_of(i) == key and start <= u < end})
        for key, cells in painted.items()
        for start, end in stretches(cells)
    ]


def literal_sweep(lo, hi, runs):
    """Rule 4 word for word: at t, of the runs that started before t the one with the largest
    min(end, t), then the earliest start, then the name."""
    t, credited = hi, []
    while t > lo:
        begun = [run for run in runs if run[0] < t]
        best = min(begun, key=lambda run: (-min(run[1], t), run[0], run[2]), default=None)
        end = max(lo, min(best[1], t)) if best else lo
        if end < t:
            credited.append((end, t, None))
        if best and end > lo:
            credited.append((max(lo, best[0]), end, best))
            end = max(lo, best[0])
        t = end
    return credited
