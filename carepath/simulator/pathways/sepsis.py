"""Sepsis: flag to antibiotics within an hour, with lactate and cultures."""

from carepath.simulator.way import Way


def add(way: Way, triage: int, stay: int) -> list[int]:
    """Add the flag, lactate and antibiotics; return what the doctor's review waits for."""
    flag = way.add("sepsis_flag", triage)
    way.delay(flag, "flag_delay")
    lactate = way.add("lactate", (flag,), upon=stay, priority=1)
    antibiotics = way.add("antibiotics", flag, priority=1)
    return [lactate, antibiotics]
