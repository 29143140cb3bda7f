"""Every write about beds."""

from carepath.capacity.actions.flagging import put_up, take_down
from carepath.capacity.actions.moving import CannotMove, arrive, leave, settle, swap, undo
from carepath.capacity.actions.projecting import project, project_changed
from carepath.capacity.actions.reserving import NotFree, give_back, reserve
from carepath.capacity.actions.saying import say, say_of

__all__ = [
    "CannotMove",
    "NotFree",
    "arrive",
    "give_back",
    "leave",
    "project",
    "project_changed",
    "put_up",
    "reserve",
    "say",
    "say_of",
    "settle",
    "swap",
    "take_down",
    "undo",
]
