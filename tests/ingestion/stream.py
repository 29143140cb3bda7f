"""A day of a hospital as HL7 v2: seeded visits whose messages interleave as real ones do."""

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

UNITS = ("ED", "MED", "SUR", "ICU", "MAT", "PED")
AT_ONCE = 400
"""Visits under way at a time."""


def messages(n: int, *, seed: int, begins: datetime, pace_s: float = 5.0) -> list[bytes]:
    """Return n messages of visits, each visit's own in order, `pace_s` apart on its clock."""
    dice = random.Random(seed)
    numbers = iter(range(1, n + 1))
    under_way = [_visit(next(numbers), dice) for _one in range(min(AT_ONCE, n))]
    found = []
    while len(found) < n:
        place = dice.randrange(len(under_way))
        step = next(under_way[place], None)
        if step is None:
            under_way[place] = _visit(next(numbers), dice)
            continue
        at = begins + timedelta(seconds=pace_s * len(found))
        found.append(_message(*step, at=at, control=f"{seed}-{len(found)}"))
    return found


def _visit(number: int, dice: random.Random) -> Iterator[tuple[str, int, str, str]]:
    """Yield (trigger, number of the visit, unit, bed) of a visit from arrival to discharge."""
    unit, bed = "ED", f"B{number % 40}"
    yield "A04", number, unit, bed
    if dice.random() < 0.5:
        yield "A08", number, unit, bed
    unit = dice.choice(UNITS[1:])
    yield "A01", number, unit, bed
    for _move in range(dice.choice((0, 1, 1, 2, 3))):
        unit, bed = dice.choice(UNITS[1:]), f"B{dice.randrange(40)}"
        yield "A02", number, unit, bed
        if dice.random() < 0.1:
            yield "A21", number, unit, bed
            yield "A22", number, unit, bed
    if dice.random() < 0.3:
        yield "A16", number, unit, bed
    yield "A03", number, unit, bed
    if dice.random() < 0.05:
        yield "A13", number, unit, bed
        yield "A03", number, unit, bed


def _message(
    trigger: str, number: int, unit: str, bed: str, *, at: datetime, control: str
) -> bytes:
    moment = f"{at.astimezone(UTC):%Y%m%d%H%M%S}+0000"
    person, kind = f"{number:07}^^^HOSP^MR", "O" if unit == "ED" else "I"
    place = f"{unit}^R{number % 9}^{bed}"
    lines = [
        f"MSH|^~\\&|ADT|HOSP|CP|CP|{moment}||ADT^{trigger}|{control}|P|2.5||||||UNICODE UTF-8",
        f"EVN|{trigger}|{moment}|||clerk^Clerk^C|{moment}",
        f"PID|1||{person}||Made^Up^{number}||19{number % 90 + 10}0101|F|||1 Road^^Town^^1000",
        "NK1|1|Next^Of Kin|SPO^Spouse|1 Road^^Town^^1000|555-0100",
        f"PV1|1|{kind}|{place}|||||||MED||||7|||||V{number:07}",
        "AL1|1|DA|1605^acetaminophen|MO|rash",
        "DG1|1||I10^Hypertension^I10|||A",
        "IN1|1|PLAN^Plan|INS|Insurer|||||||||||1",
    ]
    return "\r".join(lines).encode()
