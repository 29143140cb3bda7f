"""What the frame of every page reads, and the search."""

from carepath.portal.queries.frame import first_page, groups, navigation
from carepath.portal.queries.my_work import Heap, Item, my_work
from carepath.portal.queries.reference import Topic, document, reference
from carepath.portal.queries.search import Hit, Results, search
from carepath.portal.queries.tours import STEP, Tour, tour

__all__ = [
    "STEP",
    "Heap",
    "Hit",
    "Item",
    "Results",
    "Topic",
    "Tour",
    "document",
    "first_page",
    "groups",
    "my_work",
    "navigation",
    "reference",
    "search",
    "tour",
]
