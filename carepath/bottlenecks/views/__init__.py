"""Pages of bottlenecks and definitions."""

from carepath.bottlenecks.views.definitions import definition, definitions
from carepath.bottlenecks.views.index import hand_over, index, variant

__all__ = ["definition", "definitions", "hand_over", "index", "variant"]
