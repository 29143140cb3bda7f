"""What the frame of every page reads, and the search."""

from carepath.portal.queries.frame import first_page, groups, navigation
from carepath.portal.queries.reference import Topic, document, reference
from carepath.portal.queries.search import Hit, Results, search

__all__ = [
    "Hit",
    "Results",
    "Topic",
    "document",
    "first_page",
    "groups",
    "navigation",
    "reference",
    "search",
]
