"""Stroke: alert to CT within an hour, and thrombolysis for some."""

from carepath.simulator.way import Way


def add(way: Way, triage: int, stay: int, doctor: int) -> list[int]:
    """Add the alert, the CT and thrombolysis; return what the doctor's review waits for."""
    alert = way.add("stroke_alert", triage)
    scan = way.add("ct", alert, priority=0)
    way.hold(scan, "stroke_ct")
    if way.chance(way.parameters.stays.thrombolysed):
        return [way.add("thrombolysis", (scan, doctor), priority=1)]
    return [scan]
