"""Bloods: sample, analysis, result."""

from carepath.simulator.way import After, Way


def add(way: Way, after: After = (), upon: int = -1, priority: int = 3, by: str = "") -> int:
    """Add blood sample, analysis and result, and return the result."""
    sample = way.add("blood", after, upon=upon, priority=priority)
    if by:
        way.steps[sample].station = by
    analysis = way.add("lab", sample, priority=priority)
    return way.add("result", analysis)
