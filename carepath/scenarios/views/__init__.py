"""Pages of what-if."""

from carepath.scenarios.views.asking import cancel, new
from carepath.scenarios.views.compared import compare
from carepath.scenarios.views.exports import export_table
from carepath.scenarios.views.index import index
from carepath.scenarios.views.scenario import scenario

__all__ = ["cancel", "compare", "export_table", "index", "new", "scenario"]
