"""What the frame of every page reads, and the search."""

from carepath.portal.queries.decisions import Decision, decisions
from carepath.portal.queries.frame import first_page, groups, navigation
from carepath.portal.queries.ground import Ground
from carepath.portal.queries.my_work import Heap, Item, my_work
from carepath.portal.queries.reference import Topic, document, reference
from carepath.portal.queries.screens import (
    FEW,
    Wall,
    WallUnit,
    screen_of,
    screens,
    sites_for_screens,
    wall,
)
from carepath.portal.queries.search import Hit, Results, search
from carepath.portal.queries.short import short
from carepath.portal.queries.tiles import AT_FIRST, Tile, left_out, tiles
from carepath.portal.queries.tours import STEP, Tour, tour

__all__ = [
    "AT_FIRST",
    "FEW",
    "STEP",
    "Decision",
    "Ground",
    "Heap",
    "Hit",
    "Item",
    "Results",
    "Tile",
    "Topic",
    "Tour",
    "Wall",
    "WallUnit",
    "decisions",
    "document",
    "first_page",
    "groups",
    "my_work",
    "navigation",
    "reference",
    "screen_of",
    "screens",
    "search",
    "short",
    "sites_for_screens",
    "left_out",
    "tiles",
    "tour",
    "wall",
]
