"""Pages of capacity."""

from carepath.capacity.views.board import board, say
from carepath.capacity.views.constraints import constraints
from carepath.capacity.views.emergency import emergency
from carepath.capacity.views.equipment import equipment
from carepath.capacity.views.exports import export_units
from carepath.capacity.views.flags import flag, take_down
from carepath.capacity.views.intensive import intensive
from carepath.capacity.views.measures import measures
from carepath.capacity.views.moves import arrive, leave, moves, settle, swap, undo
from carepath.capacity.views.occupancy import occupancy
from carepath.capacity.views.queues import queues
from carepath.capacity.views.requests import give_back, requests, reserve
from carepath.capacity.views.stays import stays
from carepath.capacity.views.transfers import transfers

__all__ = [
    "arrive",
    "board",
    "constraints",
    "emergency",
    "equipment",
    "export_units",
    "flag",
    "give_back",
    "intensive",
    "leave",
    "measures",
    "moves",
    "occupancy",
    "queues",
    "requests",
    "reserve",
    "say",
    "settle",
    "stays",
    "swap",
    "take_down",
    "transfers",
    "undo",
]
