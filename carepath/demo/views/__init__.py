"""The bar that steers the invented hospital, its progress, and looking at it as a persona."""

from carepath.demo.views.bar import anew, arrived, building, happen, jump, now, rate
from carepath.demo.views.pages import frame
from carepath.demo.views.personas import be_yourself, look_as, personas

__all__ = [
    "anew",
    "arrived",
    "be_yourself",
    "building",
    "frame",
    "happen",
    "jump",
    "look_as",
    "now",
    "personas",
    "rate",
]
