"""The picture of a huddle: kept as plain values, and whole again."""

import json
from dataclasses import replace

from carepath.frames.huddles import COUNTS, Picture, Shortage, UnitLine, picture_of

TWO = Picture(
    7,
    (UnitLine("W", "Ward", 3, 5, 2, 1), UnitLine("E", "Emergency", 4, 4, 0, 0)),
    longest=90,
    level=3,
)


def test_what_was_kept_is_the_picture_again():
    assert picture_of(json.loads(json.dumps(TWO.content()))) == TWO
    bare = Picture(7, ())
    assert picture_of(bare.content()) == bare
    more = replace(TWO, short=Shortage("Ward", 2, 9, 0.7), silent=("lab",))
    assert picture_of(json.loads(json.dumps(more.content()))) == more
    kept = {key: TWO.content()[key] for key in ("at", "units", "longest", "level")}
    assert picture_of(kept) == TWO, "as it was kept before more was looked at"


def test_the_numbers_of_the_units_add_up():
    assert [TWO.total(name) for name in COUNTS] == [7, 9, 2, 1]
    assert (TWO.occupied, TWO.staffed, TWO.available, TWO.waiting) == (7, 9, 2, 1)
