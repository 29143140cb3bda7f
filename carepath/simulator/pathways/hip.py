"""Hip fracture: admission to surgery within 36 hours, then days on the ward."""

from carepath.simulator.pathways import theatre, wards
from carepath.simulator.way import Way


def add(way: Way, bed: int) -> None:
    """Add the admission point, surgery, recovery, and the days until home."""
    admission = way.add("hip_admission", upon=bed)
    surgery = theatre.operation(way, admission, priority=2, key="hip_surgery")
    recovery = way.add("recovery", surgery)
    wards.days(way, bed, "HIP", after=recovery)
