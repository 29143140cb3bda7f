"""Pages of capacity."""

from carepath.capacity.views.board import board, say
from carepath.capacity.views.emergency import emergency
from carepath.capacity.views.intensive import intensive
from carepath.capacity.views.occupancy import occupancy
from carepath.capacity.views.requests import give_back, requests, reserve
from carepath.capacity.views.stays import stays
from carepath.capacity.views.transfers import transfers

__all__ = [
    "board",
    "emergency",
    "give_back",
    "intensive",
    "occupancy",
    "requests",
    "reserve",
    "say",
    "stays",
    "transfers",
]
