"""The door, the first page, the search, the API's reference, the tour and the switch of colours."""

from carepath.portal.views.now import now
from carepath.portal.views.pages import (
    docs,
    favicon,
    home,
    my_work,
    search,
    theme,
    tour,
    work_count,
)

__all__ = [
    "docs",
    "favicon",
    "home",
    "my_work",
    "now",
    "search",
    "theme",
    "tour",
    "work_count",
]
