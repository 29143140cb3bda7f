"""Hip fracture: admission to surgery within 36 hours, then days on the ward."""

from carepath.frames.moments import HOUR
from carepath.simulator.pathways import theatre, wards
from carepath.simulator.way import Way

LISTS = (8 * HOUR, 20 * HOUR)
"""Trauma lists are held in the day."""


def add(way: Way, bed: int) -> None:
    """Add the admission point, surgery, recovery, and the days until home."""
    admission = way.add("hip_admission", upon=bed)
    length = way.timings["hip_surgery_length"].draw(way.rng)
    surgery = theatre.operation(way, admission, priority=2, take=length)
    way.hold(surgery, "hip_surgery")
    recovery = way.add("recovery", surgery)
    wards.days(way, bed, "HIP", after=recovery)
