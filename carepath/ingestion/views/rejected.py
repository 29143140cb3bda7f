"""Rows that could not be used: the list, and the table to mend and send again."""

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render

from carepath.accounts import policies as rights
from carepath.accounts.permissions import Permission
from carepath.audit import access
from carepath.ingestion import queries
from carepath.ingestion.models import Message

_SIZE = 100


def _found(request: HttpRequest, pk: int) -> Message:
    found = queries.visible(by=request.user, permission=Permission.IMPORT)
    message = get_object_or_404(found, pk=pk)
    request.site = message.site
    return message


@rights.requires(Permission.IMPORT)
@access.reads_patients("rejected rows")
def rejects(request: HttpRequest, pk: int) -> HttpResponse:
    """The rejected rows of an import in the order of the file."""
    message = _found(request, pk)
    after = request.GET.get("after", "")
    rows = queries.rejects(message)
    if after.isdecimal() and int(after) < 2**63:
        rows = rows.filter(row__gt=int(after))
    page = list(rows[: _SIZE + 1])
    request.patients_shown = len(page[:_SIZE])
    about = {
        "message": message,
        "columns": queries.columns(message),
        "rows": [
            (reject, reject.detail or queries.sentence(reject.reason), queries.cells_of(reject))
            for reject in page[:_SIZE]
        ],
        "after": page[_SIZE - 1].row if len(page) > _SIZE else "",
    }
    return render(request, "ingestion/rejects.html", about)


@rights.requires(Permission.IMPORT)
@access.reads_patients("rejected rows")
def rejects_csv(request: HttpRequest, pk: int) -> StreamingHttpResponse:
    """The same as a table to mend and send again."""
    message = _found(request, pk)
    request.patients_shown = message.progress.rows_rejected
    answer = StreamingHttpResponse(queries.repair_lines(message), content_type="text/csv")
    mark = "invented-" if message.site.synthetic else ""
    answer["Content-Disposition"] = f'attachment; filename="{mark}import-{pk}-rejected.csv"'
    answer["X-Content-Type-Options"] = "nosniff"
    return answer
