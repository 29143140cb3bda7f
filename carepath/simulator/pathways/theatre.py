"""Theatres: urgent operations of inpatients, and planned ones on weekdays."""

from carepath.simulator.pathways import wards
from carepath.simulator.way import After, Way


def operation(way: Way, after: After, *, priority: int, key: str = "surgery") -> int:
    """Add an operation with its anaesthetic inside, and return it."""
    surgery = way.add(key, after, priority=priority)
    whole = way.steps[surgery].take
    first = way.add("anaesthetic", upon=surgery, take=whole // 5)
    knife = way.add("operation", first, take=whole * 3 // 5)
    way.steps[first].parent = way.steps[knife].parent = surgery
    return surgery


def urgent(way: Way, bed: int) -> int:
    """Add an operation some hours after a patient came to the ward; return the recovery."""
    way.facts["operated"] = True
    surgery = operation(way, (), priority=2)
    step = way.steps[surgery]
    way.steps[bed].upon.append(surgery)
    step.needs += 1
    way.delay(surgery, "surgery_delay")
    return way.add("recovery", surgery)


def plan(way: Way) -> None:
    """Build the way of a planned operation: admission, operation, recovery, home or bed."""
    planned = way.parameters.planned
    way.facts |= {"age": int(min(max(way.rng.gauss(58, 16), 18), 95)), "arrival": "planned"}
    arrival = way.add("arrival")
    way.steps[arrival].unit = "THE"
    admission = way.add("theatre_admission", arrival)
    surgery = operation(way, admission, priority=3)
    recovery = way.add("recovery", surgery)
    if way.chance(planned.day_case):
        end = way.add("discharged", recovery)
        way.delay(end, "day_case")
        return
    kind = "SUR" if way.chance(0.7) else "ORT"
    bed = wards.bed(way, kind, recovery)
    wards.days(way, bed, kind)
