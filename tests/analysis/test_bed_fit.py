"""Which beds fit: nothing is offered that breaks a need, and nothing that fits is left out."""

import random
from dataclasses import replace

import pytest

from carepath.analysis.bed_fit import fit, why_not
from carepath.frames.bed_needs import WHY_NOT, Need, Offered

BED = Offered(1, 7, "ward", "", False, (), False, True, 0, "B1")
NEED = Need(7, "ward")


@pytest.mark.parametrize(
    ("need", "bed", "reason"),
    [
        ({}, {}, ""),
        ({}, {"unit": 8}, "other_unit"),
        ({"unit": None}, {"unit": 8}, ""),
        ({"care": "high"}, {}, "less_care"),
        ({}, {"care": "intensive"}, ""),
        ({"care": "emergency"}, {"care": "intensive"}, "less_care"),
        ({}, {"care": "day"}, "less_care"),
        ({}, {"specialty": "heart"}, "other_specialty"),
        ({"specialty": "heart"}, {"specialty": "heart"}, ""),
        ({"specialty": "heart"}, {}, ""),
        ({"isolate": True}, {}, "no_side_room"),
        ({"isolate": True}, {"side_room": True}, ""),
        ({"sex": "F"}, {"others": ("M",)}, "other_sex"),
        ({"sex": "F"}, {"others": ("F", "F")}, ""),
        ({"sex": "F"}, {"others": ("F", "M")}, "other_sex"),
        ({"sex": "F"}, {"others": ("",)}, "sex_unknown"),
        ({}, {"others": ("F",)}, "sex_unknown"),
        ({}, {"reserved": True}, "reserved"),
        ({}, {"usable": False}, "not_usable"),
        ({}, {"free": None}, "occupied"),
        ({}, {"free": None, "staffed": False}, "occupied"),
        ({}, {"staffed": False}, "not_staffed"),
    ],
)
def test_each_reason(need, bed, reason):
    assert why_not(replace(NEED, **need), replace(BED, **bed)) == reason


def test_soonest_first_and_side_rooms_kept_for_who_needs_one():
    later = replace(BED, bed=2, free=9, label="A")
    side = replace(BED, bed=3, side_room=True, label="A")
    assert [one.bed for one in fit(NEED, [later, side, BED]).beds] == [1, 3, 2]
    assert [one.bed for one in fit(replace(NEED, isolate=True), [later, side, BED]).beds] == [3]


def a_bed(draw, number):
    return Offered(
        number,
        draw.choice([7, 7, 7, 8]),
        draw.choice(["ward", "ward", "high", "intensive", "day", "emergency"]),
        draw.choice(["", "", "heart", "bone"]),
        draw.random() < 0.3,
        tuple(draw.choice(["F", "M", "F", ""]) for _ in range(draw.choice([0, 0, 1, 2]))),
        draw.random() < 0.2,
        draw.random() < 0.8,
        draw.choice([None, 0, 0, 5, 60]),
        f"B{number % 7}",
        draw.random() < 0.9,
    )


def a_need(draw):
    return Need(
        draw.choice([7, 7, 8, None]),
        draw.choice(["ward", "ward", "high", "intensive", "emergency"]),
        draw.choice(["", "heart", "bone"]),
        draw.choice(["F", "M", ""]),
        draw.random() < 0.2,
    )


def brute_force(need, beds):
    """All that may be offered, by rules written out on their own."""
    can_replace = {
        "ward": {"ward", "high", "intensive"},
        "high": {"high", "intensive"},
        "intensive": {"intensive"},
        "emergency": {"emergency"},
    }
    found = set()
    for bed in beds:
        place_ok = need.unit in (None, bed.unit) and bed.care in can_replace[need.care]
        kept_ok = bed.specialty in ("", need.specialty)
        alone = bed.side_room or not bed.others
        company_ok = alone or (need.sex != "" and all(sex == need.sex for sex in bed.others))
        room_ok = bed.side_room if need.isolate else True
        ready = bed.usable and bed.staffed and not bed.reserved and bed.free is not None
        if place_ok and kept_ok and company_ok and room_ok and ready:
            found.add(bed.bed)
    return found


def test_five_hundred_requests_are_offered_what_brute_force_finds():
    draw = random.Random(20261125)
    offered = 0
    for _ in range(500):
        need, beds = a_need(draw), [a_bed(draw, n) for n in range(40)]
        found = fit(need, beds)
        assert {one.bed for one in found.beds} == brute_force(need, beds)
        assert len(found.beds) + sum(n for _code, n in found.others) == len(beds)
        assert {code for code, _n in found.others} <= set(WHY_NOT)
        offered += len(found.beds)
    assert offered > 500
