"""The tiles of the first page as somebody sees them."""

from datetime import timedelta

from carepath.portal import queries
from tests.capacity.waiting import AT


def shown(who, where, hours=0.9):
    """Return the tiles that stand there, by key."""
    ground = queries.Ground(where, who, AT + timedelta(hours=hours), AT + timedelta(hours=hours))
    return {one.kind.key: one for one in queries.tiles(ground)}
