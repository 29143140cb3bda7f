"""Pages of journeys."""

from carepath.journeys.views.annotations import annotate, annotations, withdraw_annotation
from carepath.journeys.views.detail import detail, span
from carepath.journeys.views.index import export_list, index
from carepath.journeys.views.known import known
from carepath.journeys.views.notes import add_note, note

__all__ = [
    "add_note",
    "annotate",
    "annotations",
    "detail",
    "export_list",
    "index",
    "known",
    "note",
    "span",
    "withdraw_annotation",
]
