"""One journey as a waterfall: a line per span, its waits before it, quiet stretches folded."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

import numpy as np

from carepath.analysis import waits
from carepath.figures import waterfall
from carepath.figures.waterfall import Fold, Scale
from carepath.frames.moments import SECOND, to_us
from carepath.frames.spans import AWAY, DEPARTMENT, POINT, PRECISIONS, STAY, WARD
from carepath.journeys.models import Span
from carepath.journeys.queries import scales
from carepath.journeys.queries.pages import Part, parts
from carepath.journeys.queries.traces import Trace

CARE, IN_PLACE, WAIT = "care", "stay", "wait"
TOGETHER = 1.0
"""Folded stretches less than this percent apart share one label."""
THINNEST = 0.3
"""Percent of the width below which no bar is drawn thinner."""


@dataclass(frozen=True, slots=True)
class Line:
    """One span as drawn: bars and a tick in percent; moments and lengths in microseconds.

    `us` is how long it took (so far, if it runs), None for a point or a wait; `waited` the declared
    wait before it, `gap` the time before it that nothing covers; `opens` = the first of all,
    `first` = the first of its stage, `inside` = something of it lies on the scale. `usual` is where
    comparable journeys first reach this stage.
    """

    span: Span
    depth: int
    at: int
    us: int | None
    waited: int | None
    gap: int
    bars: tuple[Part, ...]
    tick: float | None
    running: bool
    waiting: bool
    first: bool
    inside: bool
    opens: bool = False
    usual: float | None = None
    usual_us: int | None = None

    @property
    def precision(self) -> str:
        return PRECISIONS[self.span.precision]

    @property
    def too_long(self) -> bool:
        """Return whether it lasts longer than is plausible for its stage."""
        longest_s = self.span.stage.longest_s
        return None not in (self.us, longest_s) and self.us > longest_s * SECOND


@dataclass(frozen=True, slots=True)
class Break:
    """A folded stretch, and what the patient was in meanwhile: a stage's name, or a phase."""

    x: float
    width: float
    us: int
    where: str


@dataclass(frozen=True, slots=True)
class Meanwhile:
    """Folded stretches side by side in which the patient was in the same stage or phase."""

    x: float
    width: float
    where: str


@dataclass(frozen=True, slots=True)
class Busy:
    """A stretch between folds on the minimap: percent of the true scale, microseconds from lo."""

    x: float
    width: float
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Waterfall:
    """All that is drawn of a journey between `start` and `end` (microseconds UTC).

    `hidden` lines lie outside the window; `ticks` are moments and `after` times since the opening,
    with their places on the scale. `kinds` are the kinds of time that are drawn.
    """

    start: int
    end: int
    opened: int
    until: int
    lines: list[Line]
    breaks: list[Break]
    meanwhile: list[Meanwhile]
    ticks: list[tuple[int, float]]
    after: list[tuple[int, float]]
    busy: list[Busy]
    parts: tuple[Part, ...]
    kinds: frozenset[str]
    straight: bool
    zoomed: bool
    hidden: int

    @property
    def points(self) -> bool:
        """Return whether any event is drawn as a tick."""
        return any(line.tick is not None for line in self.lines)


@dataclass(frozen=True, slots=True)
class _Timed:
    """A span with its moments in microseconds, None where not known or not yet."""

    span: Span
    requested: int | None
    start: int | None
    end: int | None

    @property
    def known(self) -> list[int]:
        return [at for at in (self.requested, self.start, self.end) if at is not None]


def drawn(
    trace: Trace,
    *,
    now: datetime,
    zone: ZoneInfo,
    straight: bool = False,
    window: tuple[int, int] | None = None,
    usual: Mapping[int, int] | None = None,
) -> Waterfall:
    """Return the waterfall of a journey, or of a window of it (microseconds since its opening).

    `usual` holds, by stage id, after how long comparable journeys first reach the stage.
    """
    at, lo = to_us(now), trace.attribution.opened
    hi = max(trace.attribution.until, lo)
    timed = [_timed(span) for span in trace.spans]
    moments = np.array([moment for one in timed for moment in one.known if moment <= at], np.int64)
    scale = scales.between(lo, hi, moments, straight=straight, window=window)
    start, end = scales.cut(lo, hi, window)
    lines = list(_lines(trace, timed, scale, min(at, hi)))
    zoomed = (start, end) != (lo, hi)
    shown = [line for line in lines if line.inside or not zoomed]
    breaks = [Break(f.x, f.width, f.end - f.start, _where(f, timed, at)) for f in scale.folds]
    return Waterfall(
        start=start,
        end=end,
        opened=lo,
        until=hi,
        lines=_compared(shown, scale, lo, usual or {}),
        breaks=breaks,
        meanwhile=_meanwhile(breaks),
        ticks=[(tick, scale.x(tick)) for tick in waterfall.ticks(scale, zone=zone)],
        after=[(tick - lo, scale.x(tick)) for tick in waterfall.ticks(scale, origin=lo)],
        busy=_busy(waterfall.folded(lo, hi, moments)),
        parts=parts(trace.attribution),
        kinds=frozenset(bar.kind for line in shown for bar in line.bars),
        straight=straight,
        zoomed=zoomed,
        hidden=len(lines) - len(shown),
    )


def _timed(span: Span) -> _Timed:
    moments = span.requested_at, span.started_at, span.ended_at
    return _Timed(span, *(None if moment is None else to_us(moment) for moment in moments))


def _nested(timed: Sequence[_Timed]) -> Iterator[tuple[int, _Timed]]:
    """Yield each span with its depth: a parent before its children, siblings in order of time."""
    place = {bytes(one.span.source_ref): index for index, one in enumerate(timed)}
    children: dict[int | None, list[int]] = {}
    for index, one in enumerate(timed):
        above = place.get(bytes(one.span.parent_ref)) if one.span.parent_ref else None
        children.setdefault(above if above != index else None, []).append(index)
    stack = [(0, index) for index in reversed(children.get(None, []))]
    seen = set()
    while stack:
        depth, index = stack.pop()
        seen.add(index)
        yield depth, timed[index]
        stack += [(depth + 1, below) for below in reversed(children.get(index, []))]
    # Spans that name each other as parents hang from nothing: they are shown, not lost.
    yield from ((0, one) for index, one in enumerate(timed) if index not in seen)


def _lines(trace: Trace, timed: Sequence[_Timed], scale: Scale, until: int) -> Iterator[Line]:
    before: dict[tuple[int, str], list[waits.Segment]] = {}
    for part in trace.attribution.segments:
        if part.relation == waits.BEFORE and part.kind != waits.WAIT:
            before.setdefault((part.end, part.name), []).append(part)
    reached: set[int] = set()
    for depth, one in _nested(timed):
        # A gap lies before the start, or before the request where that was waited for.
        ends = (moment for moment in (one.start, one.requested) if moment is not None)
        gaps = [gap for end in ends for gap in before.pop((end, one.span.stage.name), [])]
        first = one.span.stage_id not in reached
        line = _line(one, depth, gaps, scale, until, first)
        yield line if reached else replace(line, opens=True)
        reached.add(one.span.stage_id)


def _line(
    one: _Timed, depth: int, gaps: Sequence[waits.Segment], scale: Scale, until: int, first: bool
) -> Line:
    span, start = one.span, one.start
    waiting = start is None and one.end is None
    point = start is not None and start == one.end
    # What has no end runs to now, or to the close of a journey that was closed meanwhile.
    end = max(until, start or until) if one.end is None else one.end
    asked = end if start is None else start
    gone = [_bar(gap.kind, gap.start, gap.end, scale) for gap in gaps]
    bars = []
    if one.requested is not None:
        bars.append(_bar(WAIT, one.requested, asked, scale))
    if start is not None and not point:
        kind = waits.AWAY if span.stage.phase == AWAY else IN_PLACE if span.kind == STAY else CARE
        bars.append(_bar(kind, start, end, scale, thinnest=THINNEST))
    ticks = point and scale.start <= start <= scale.end
    return Line(
        span=span,
        depth=depth,
        at=one.requested if start is None else start,
        us=None if start is None or point else max(0, end - start),
        waited=None if one.requested is None else max(0, asked - one.requested),
        gap=sum(part.us for part in gaps),
        bars=tuple(bar for bar in gone + bars if bar is not None),
        tick=scale.x(start) if ticks else None,
        running=start is not None and one.end is None and span.kind != POINT,
        waiting=waiting,
        first=first,
        inside=ticks or any(bar is not None for bar in bars),
    )


def _bar(kind: str, start: int, end: int, scale: Scale, *, thinnest: float = 0.0) -> Part | None:
    """Return the bar of a stretch; None where nothing of it lies on the scale."""
    if end < start or end < scale.start or start > scale.end:
        return None
    left, right = scale.x(start), scale.x(end)
    if right - left < thinnest:
        left = min(left, 100 - thinnest)
        right = left + thinnest
    return Part(kind, round(left, 3), round(right - left, 3)) if right > left else None


def _compared(lines: list[Line], scale: Scale, opened: int, usual: Mapping[int, int]) -> list[Line]:
    """Return the lines; the first of each stage with the place where it usually comes."""
    if not usual:
        return lines
    marked = []
    for line in lines:
        us = usual.get(line.span.stage_id) if line.first else None
        inside = us is not None and scale.start <= opened + us <= scale.end
        place = scale.x(opened + us) if inside else None
        marked.append(replace(line, usual=place, usual_us=us))
    return marked


def _where(fold: Fold, timed: Sequence[_Timed], now: int) -> str:
    """Return the innermost stage around a fold, else the phase the patient was in."""
    begun = [one for one in timed if one.start is not None and one.start <= fold.start]
    around = [one for one in begun if (now if one.end is None else one.end) >= fold.end]
    if around:
        return str(max(around, key=lambda one: one.start).span.stage)
    if any(one.start == fold.end and one.span.stage.phase == AWAY for one in timed):
        return AWAY
    # A stage of the department says little of where a patient is: bloods are taken on wards too.
    # What brought the patient to a ward, or back to the hospital, does.
    telling = [one for one in begun if one.span.stage.phase in (WARD, AWAY)]
    last = max(telling, key=lambda one: one.start, default=None)
    return WARD if last is not None and last.span.stage.phase == WARD else DEPARTMENT


def _meanwhile(breaks: Sequence[Break]) -> list[Meanwhile]:
    found: list[Meanwhile] = []
    for piece in breaks:
        last = found[-1] if found else None
        if last and last.where == piece.where and piece.x - last.x - last.width < TOGETHER:
            found[-1] = Meanwhile(last.x, piece.x + piece.width - last.x, last.where)
        else:
            found.append(Meanwhile(piece.x, piece.width, piece.where))
    return found


def _busy(scale: Scale) -> list[Busy]:
    """Return the stretches between folds, as pieces of the true scale."""
    length = (scale.end - scale.start) or 1
    cuts = [scale.start, *(cut for f in scale.folds for cut in (f.start, f.end)), scale.end]
    return [
        Busy(
            x=round((start - scale.start) * 100 / length, 3),
            width=round((end - start) * 100 / length, 3),
            start=start - scale.start,
            end=end - scale.start,
        )
        for start, end in zip(cuts[::2], cuts[1::2], strict=True)
        if start < end
    ]
