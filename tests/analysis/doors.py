"""A log of completions: a door, a doctor some hours later, a ward, home, and back."""

from carepath.analysis import milestones
from carepath.analysis.segments import Visit
from carepath.frames.moments import DAY, HOUR, MINUTE
from tests.analysis.worlds import build


def world(n=30, wait=2 * HOUR, home=90 * DAY):
    """n journeys, one a day: door, doctor after `wait` (an hour more for each other one), bed."""
    journeys = []
    for number in range(n):
        opened = number * DAY
        doctor = opened + wait + number % 2 * HOUR
        back = doctor + HOUR + home
        at = [opened, doctor, doctor + HOUR, back, back + MINUTE]
        names = ["door", "doctor", "bed", "return", "scan"]
        visits = [Visit(name, t, t) for name, t in zip(names, at, strict=True)]
        journeys.append((visits, opened, at[-1]))
    return build(journeys, phases={"bed": "ward", "return": "away"}, intervals=False)


def pair(spans, source, target, within=None):
    return milestones.between(spans, source, target, 1000 * DAY, within)
