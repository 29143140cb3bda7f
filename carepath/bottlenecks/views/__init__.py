"""Pages of bottlenecks, targets and definitions."""

from carepath.bottlenecks.views.definitions import definition, definitions
from carepath.bottlenecks.views.exports import export_table
from carepath.bottlenecks.views.index import hand_over, index, variant
from carepath.bottlenecks.views.targets import drop_target, set_stages, set_target, targets

__all__ = [
    "definition",
    "definitions",
    "drop_target",
    "export_table",
    "hand_over",
    "index",
    "set_stages",
    "set_target",
    "targets",
    "variant",
]
