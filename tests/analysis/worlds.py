"""Small worlds for the maths: journeys in plain form as Spans, and random ones with every trap."""

import numpy as np

from carepath.analysis.segments import Visit
from carepath.frames.moments import OPEN, UNKNOWN
from carepath.frames.spans import POINT, SERVICE, STAY, Spans


def build(journeys, *, stages=None, phases=None, intervals=True, stays=()):
    """Spans of [(visits, opened, closed)], rows put in the order that Spans promises."""
    names = sorted({v.stage for visits, _, _ in journeys for v in visits} | set(stages or ()))
    names = list(stages) if stages else names
    phase = {v.stage: v.phase for visits, _, _ in journeys for v in visits} | (phases or {})
    rows, offsets = [], [0]
    for visits, _, _ in journeys:
        order = sorted(range(len(visits)), key=lambda i: (visits[i].start, visits[i].end, i))
        place = {row: index for index, row in enumerate(order)} | {-1: -1}
        rows += [(visits[i], place[visits[i].parent]) for i in order]
        offsets.append(len(rows))
    column = lambda values, kind: np.array(list(values), kind)  # noqa: E731
    kind = [
        STAY if v.stage in stays else POINT if v.start == v.end != OPEN else SERVICE
        for v, _ in rows
    ]
    n, m = len(rows), len(journeys)
    return Spans(
        stage=column((names.index(v.stage) for v, _ in rows), np.uint16),
        kind=column(kind, np.uint8),
        parent=column((parent for _, parent in rows), np.int32),
        unit=np.full(n, -1, np.int32),
        requested=column((v.requested for v, _ in rows), np.int64),
        start=column((v.start for v, _ in rows), np.int64),
        end=column((v.end for v, _ in rows), np.int64),
        precision=np.ones(n, np.uint8),
        offsets=np.array(offsets, np.int64),
        journey_id=np.arange(m),
        source=np.zeros(m, np.int32),
        opened=column((opened for _, opened, _ in journeys), np.int64),
        closed=column((closed for _, _, closed in journeys), np.int64),
        stages=tuple(names),
        phases=tuple(phase.get(name, "") for name in names),
        intervals=intervals,
    )


def random_journey(rng, *, longest=24, intervals=None, tidy=False):
    """A small random journey: (visits, opened, closed, now, intervals), every trap included."""
    intervals = bool(rng.random() < 0.8) if intervals is None else intervals
    n = int(rng.integers(0, 8))
    phase = {"R": "away"} if rng.random() < 0.4 else {}
    visits = []
    for index in range(n):
        stage = "ABCR"[rng.integers(0, 4)]
        start = int(rng.integers(0, longest))
        end = start + int(rng.choice([0, 1, 2, 4, 8, longest]))
        if not intervals and rng.random() < 0.8:
            end = start
        parent = int(rng.integers(-1, n)) if rng.random() < 0.5 else -1
        if tidy and parent != -1:
            parent = parent if parent < index else -1
            if parent != -1:
                start = min(max(start, visits[parent].start), visits[parent].end)
                end = min(max(end, start), visits[parent].end)
        shape = rng.random()
        requested = start - int(rng.integers(0, 12)) if rng.random() < 0.4 else UNKNOWN
        if shape < 0.08 and not tidy:
            requested, start = start, OPEN
            end = OPEN if rng.random() < 0.5 else requested + int(rng.integers(0, 9))
        elif shape < 0.16 and not tidy:
            end = OPEN
        visits.append(Visit(stage, start, end, requested, parent, phase=phase.get(stage, "")))
    visits = [v if acyclic(visits, i) else v_root(v) for i, v in enumerate(visits)]
    opened = int(rng.integers(0, 6))
    closed = OPEN if rng.random() < 0.3 else opened + int(rng.integers(0, longest))
    now = int(rng.integers(0, longest + 8)) if closed == OPEN or rng.random() < 0.3 else 99
    return visits, opened, closed, now, intervals


def acyclic(visits, index):
    seen, above = {index}, visits[index].parent
    while above != -1:
        if above in seen:
            return False
        seen.add(above)
        above = visits[above].parent
    return True


def v_root(visit):
    fields = visit.stage, visit.start, visit.end, visit.requested
    return Visit(*fields, -1, visit.cause, visit.phase)


def random_flat(rng):
    """A journey whose spans stand one after the other: (visits, opened, closed, now)."""
    visits, t = [], int(rng.integers(0, 4))
    opened = max(0, t - int(rng.integers(-1, 3)))
    away = rng.random() < 0.3
    for _ in range(rng.integers(0, 9)):
        stage = "ABCR"[rng.integers(0, 4)]
        start = t + int(rng.choice([0, 0, 1, 3]))
        end = start + int(rng.choice([0, 1, 2, 5]))
        requested = start - int(rng.integers(0, 7)) if rng.random() < 0.5 else UNKNOWN
        phase = "away" if away and stage == "R" else ""
        visits.append(Visit(stage, start, end, requested, phase=phase))
        t = end
    closed = OPEN if rng.random() < 0.3 else t + int(rng.choice([-2, 0, 0, 3]))
    now = t + int(rng.integers(-5, 5)) if closed == OPEN or rng.random() < 0.2 else t + 99
    return visits, opened, max(opened, closed), now
