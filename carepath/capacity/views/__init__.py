"""Pages of capacity."""

from carepath.capacity.views.board import board, say
from carepath.capacity.views.emergency import emergency
from carepath.capacity.views.occupancy import occupancy
from carepath.capacity.views.requests import give_back, requests, reserve

__all__ = ["board", "emergency", "give_back", "occupancy", "requests", "reserve", "say"]
