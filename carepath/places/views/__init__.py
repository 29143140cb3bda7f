"""Pages of places."""

from carepath.places.views.index import (
    add_beds,
    add_staff,
    confirm_beds,
    index,
    set_beds,
    set_staff,
)

__all__ = ["add_beds", "add_staff", "confirm_beds", "index", "set_beds", "set_staff"]
