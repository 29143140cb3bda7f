"""Every write about beds."""

from carepath.capacity.actions.projecting import project, project_changed
from carepath.capacity.actions.reserving import NotFree, give_back, reserve
from carepath.capacity.actions.saying import say, say_of

__all__ = [
    "NotFree",
    "give_back",
    "project",
    "project_changed",
    "reserve",
    "say",
    "say_of",
]
