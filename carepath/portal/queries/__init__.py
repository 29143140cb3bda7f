"""What the frame of every page reads, and the search."""

from carepath.portal.queries.frame import first_page, groups, navigation
from carepath.portal.queries.reference import Topic, document, reference
from carepath.portal.queries.search import Hit, Results, search
from carepath.portal.queries.tours import STEP, Tour, tour

__all__ = [
    "STEP",
    "Hit",
    "Results",
    "Topic",
    "Tour",
    "document",
    "first_page",
    "groups",
    "navigation",
    "reference",
    "search",
    "tour",
]
