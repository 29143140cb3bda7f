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
from carepath.portal.views.screens import revoke_screen, screens
from carepath.portal.views.wall import wall

__all__ = [
    "docs",
    "favicon",
    "home",
    "my_work",
    "now",
    "revoke_screen",
    "screens",
    "search",
    "theme",
    "tour",
    "wall",
    "work_count",
]
