"""Beds and what is done in them: assessment unit, wards, intensive care, and the way home."""

from carepath.frames.moments import DAY, HOUR, MINUTE
from carepath.simulator.pathways import bloods
from carepath.simulator.stages import STAGES
from carepath.simulator.way import After, Way

ROUND = (8.5, 11.5)
"""Hours in which ward rounds come by."""


def bed(
    way: Way, unit: str, after: int, leaves: int = -1, key: str = "ward_stay", priority: int = 3
) -> int:
    """Add the request for a bed and the stay in it; return the stay."""
    return way.bed(key, unit, after, leaves, priority)


def assessment(way: Way, stay: int, age: int, clerked: bool = False) -> None:
    """Add the assessment unit: clerking, tests, the consultant, then home or a ward."""
    stays = way.parameters.stays
    if clerked:
        review = way.add("post_take", upon=stay)
    else:
        clerking = _clerking(way, stay)
        result = bloods.add(way, clerking, by="phlebotomist")
        review = way.add("post_take", (clerking, result))
    step = way.steps[review]
    way.delay(review, "amu_hours")
    if way.chance(stays.home_from_amu):
        step.clock = (-1, 8 * HOUR, 21 * HOUR, int(way.rng.random() * 2 * HOUR))
        leave(way, stay, review)
        return
    decision = way.add("to_ward", review)
    unit = "MEA" if way.chance(0.5) else "MEB"
    if age >= stays.elderly:
        unit = "ELD"
    ward = bed(way, unit, decision, stay)
    days(way, ward, "MED")


def days(way: Way, stay: int, kind: str, after: int = -1) -> None:
    """Add the days on a ward until home, death, or intensive care and back."""
    stays = way.parameters.stays
    nights = _nights(way, kind)
    last: After = _clerking(way, stay)
    if after >= 0:
        last = (last, after)
    if kind != "HIP" and way.chance(stays.to_icu):
        _worsens(way, stay, last, kind)
        return
    if way.chance(stays.dies[kind]):
        _dies(way, stay, last, nights)
        return
    for _ in range(nights - 1):
        last = _day(way, last)
    leave(way, stay, _round(way, last))


def intensive(way: Way, stay: int, kind: str) -> None:
    """Add the time in intensive care, then a ward, or death."""
    stays = way.parameters.stays
    ready = way.add("to_ward", upon=stay)
    if way.chance(stays.dies_in_icu):
        way.steps[ready].stage = STAGES["worse"]
        way.delay(ready, "dying_hours")
        _death(way, stay, ready)
        return
    way.delay(ready, "icu_hours")
    way.steps[ready].clock = (-1, 9 * HOUR, 20 * HOUR, int(way.rng.random() * 2 * HOUR))
    unit = {"SUR": "SUR", "ORT": "ORT", "HIP": "ORT", "STR": "STR"}.get(kind)
    unit = unit or ("MEA" if way.chance(0.5) else "MEB")
    ward = bed(way, unit, ready, stay, priority=2)
    last = _clerking(way, ward)
    for _ in range(_nights(way, kind if kind in way.parameters.nights else "MED") - 1):
        last = _day(way, last)
    leave(way, ward, _round(way, last))


def leave(way: Way, stay: int, after: int) -> None:
    """Add what has to be done before somebody goes home, and the end."""
    stays = way.parameters.stays
    fit = way.add("fit", after)
    letter = way.add("letter", fit)
    medicines = way.add("medicines", fit)
    done = (letter, medicines)
    if way.chance(stays.needs_care):
        care = way.add("care_package", fit)
        way.facts["care"] = True
        done = (*done, care)
    if way.chance(stays.needs_transport):
        ride = way.add("transport", done)
        done = (ride,)
    end = way.add("discharged", done)
    way.ends(end, stay)
    if way.visit.depth < 2 and way.chance(stays.returns):
        low, high = stays.returns_days
        way.returns_after = int(way.rng.uniform(low, high) * DAY)


def already_in(way: Way) -> None:
    """Build the way of somebody who is in a bed when the hospital's record begins."""
    unit, nights = way.visit.detail.split()
    way.facts |= {"age": int(min(max(way.rng.gauss(70, 15), 18), 99)), "arrival": "already in"}
    key = {"AMU": "amu_stay", "ICU": "icu_stay"}.get(unit, "ward_stay")
    stay = way.add(key)
    way.steps[stay].wanted = unit
    way.clean(stay)
    if unit == "ICU":
        intensive(way, stay, "MED")
        return
    if unit == "AMU":
        assessment(way, stay, way.facts["age"], clerked=True)
        return
    last = way.add("round", upon=stay)
    way.steps[last].clock = (1, _clock(way, ROUND), 0, 0)
    for _ in range(int(nights)):
        last = _day(way, last)
    leave(way, stay, last)


def _clerking(way: Way, stay: int) -> int:
    clerking = way.add("clerking", upon=stay)
    way.delay(clerking, "settling")
    return clerking


def _nights(way: Way, kind: str) -> int:
    drawn = way.parameters.nights[kind].draw(way.rng)
    return max(1, (drawn + MINUTE // 2) // MINUTE)


def _clock(way: Way, hours: tuple[float, float]) -> int:
    low, high = hours
    return int((low + way.rng.random() * (high - low)) * HOUR)


def _round(way: Way, after: After) -> int:
    """Add the next day's ward round."""
    step = way.add("round", after)
    way.steps[step].clock = (1, _clock(way, ROUND), 0, 0)
    return step


def _day(way: Way, after: After) -> int:
    """Add one more day: the round and what it asks for; return the day's last step."""
    stays = way.parameters.stays
    last = _round(way, after)
    if way.chance(stays.ward_blood):
        last = bloods.add(way, last, priority=4, by="phlebotomist")
    for key, share in (
        ("xray", stays.ward_xray),
        ("ct", stays.ward_ct),
        ("ultrasound", stays.ward_ultrasound),
    ):
        if way.chance(share):
            last = way.add(key, last, priority=4)
    if way.chance(stays.ward_physio):
        last = way.add("physio", last)
        way.steps[last].clock = (0, _clock(way, (12.5, 16.5)), 0, 0)
    return last


def _worsens(way: Way, stay: int, last: After, kind: str) -> None:
    """Add a turn for the worse, the rapid response, and intensive care."""
    worse = way.add("worse", last)
    way.delay(worse, "dying_hours")
    rapid = way.add("rapid", worse, priority=1)
    icu = bed(way, "ICU", rapid, stay, key="icu_stay", priority=1)
    intensive(way, icu, kind)


def _dies(way: Way, stay: int, last: After, nights: int) -> None:
    for _ in range(max(0, nights - 2)):
        last = _day(way, last)
    worse = way.add("worse", last)
    way.delay(worse, "dying_hours")
    _death(way, stay, worse)


def _death(way: Way, stay: int, worse: int) -> None:
    end = way.add("died", worse)
    way.delay(end, "dying_hours")
    way.ends(end, stay)
