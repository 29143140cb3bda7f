"""One occupancy: board, first page, wall, occupancy over time and downtime pack say the same, at
random instants of a random feed.

CAREPATH_CASES sets how many instants (4 by default).
"""

import csv
import io
import os
import random
from datetime import timedelta

import numpy as np
import pytest

from carepath.capacity import queries as capacity
from carepath.frames.moments import MINUTE, from_us, to_us
from carepath.ingestion import actions as inbox
from carepath.places.models import Unit
from carepath.portal import queries as portal
from carepath.portal.models import Screen
from carepath.reports import queries as reports
from carepath.ui import export
from tests.capacity.actions.test_projecting import feed
from tests.factories import AT, ben
from tests.stories.test_as_known import STEPS, written

pytestmark = pytest.mark.django_db
CASES = int(os.environ.get("CAREPATH_CASES", "4"))
WINDOW = timedelta(hours=6)


def on_board(site, at):
    return {one.unit.code: one.occupied for one in capacity.board(site=site, at=at)}


def on_wall(screen, at):
    return {one.unit.code: one.occupied for one in portal.wall(screen=screen, at=at, page=1).units}


def on_tile(who, site, at):
    tile = next(
        one for one in portal.tiles(portal.Ground(site, who, at, at)) if one.kind.key == "occupied"
    )
    return {label: int(value.split(" / ")[0]) for label, value in tile.said.lines}


def in_pack(site, at):
    """Beds with a visit number in the file of the pack, by unit."""
    beds = reports.pack(site=site, at=at).sheets[0]
    rows = csv.DictReader(io.StringIO("".join(export.csv_lines(beds)).removeprefix("\ufeff")))
    found = {}
    for row in rows:
        found[row["Unit"]] = found.get(row["Unit"], 0) + bool(row["Visit number"])
    return found


def over_time(site, at):
    """What the steps of the occupancy page say at the moment itself."""
    high = at + timedelta(minutes=1)
    return {
        unit.code: int(
            capacity.occupancy(unit=unit, low=at - WINDOW, high=high).occupied.when(
                np.array([to_us(at)])
            )[0]
        )
        for unit in Unit.objects.filter(site=site, each_bed__isnull=False).distinct()
    }


@pytest.mark.parametrize("seed", range(1, 6) if CASES > 4 else [3])
def test_every_page_says_the_same_occupancy(seed):
    dice, source = random.Random(seed), feed()
    raws = written(dice)
    dice.shuffle(raws)
    for raw in raws:
        inbox.receive_hl7(raw=raw, source=source, by="test", at=AT)
    inbox.process_feeds(by="test", at=AT + timedelta(minutes=1))
    who, site = ben(), source.site
    screen = Screen(site=site, units=[])
    seen = set()
    for _case in range(CASES):
        at = from_us(to_us(AT) + dice.randrange(2, STEPS) * MINUTE + dice.randrange(2))
        board = on_board(site, at)
        assert on_wall(screen, at) == on_tile(who, site, at) == in_pack(site, at) == board, at
        assert over_time(site, at) == board, at
        seen.add(tuple(sorted(board.items())))
    assert len(seen) > 1, "the instants differ"
