"""The flow of journeys for programs."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import NotFound, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from carepath.accounts.permissions import Permission
from carepath.bottlenecks import queries
from carepath.bottlenecks.api import documents, inputs, outputs
from carepath.frames.moments import to_us
from carepath.ui import clock
from carepath.ui.rowpages import RowPages


def asked(form: type[serializers.Serializer]) -> Callable:
    """Decorate a view's method: it takes what was asked, checked, and the log it is about."""

    def decorate(method: Callable) -> Callable:
        @wraps(method)
        def answered(view: APIView, request: Request) -> Response:
            question = form(data=request.query_params)
            question.is_valid(raise_exception=True)
            try:
                return method(view, request, question.validated_data, _log(request, question))
            except queries.NotThere as error:
                raise _refusal(error) from error

        return answered

    return decorate


def _log(request: Request, question: serializers.Serializer) -> queries.Log:
    first, last = question.validated_data.get("period", (None, None))
    return queries.log(
        by=request.user,
        source=question.validated_data["source"],
        first=first,
        last=last,
        now=to_us(clock.now()),
    )


def _refusal(error: queries.NotThere) -> Exception:
    if error.field == "source":
        return NotFound(f"source: {error}")
    return ValidationError({error.field: [str(error)]})


class Summary(APIView):
    """How much there is and how long closed journeys took."""

    policy = Permission.SEE

    @extend_schema(parameters=[inputs.AboutInput], responses=outputs.SummaryOutput)
    @asked(inputs.AboutInput)
    def get(self, request: Request, question: dict[str, Any], log: queries.Log) -> Response:
        """Return journeys, spans, stages, variants and the lengths of closed journeys."""
        return Response(documents.summary(log))


class Edges(APIView):
    """Hand-overs."""

    policy = Permission.SEE
    pagination_class = RowPages

    @extend_schema(parameters=[inputs.AboutInput], responses=outputs.EdgeOutput(many=True))
    @asked(inputs.AboutInput)
    def get(self, request: Request, question: dict[str, Any], log: queries.Log) -> Response:
        """Return every hand-over with count and times, most frequent first."""
        pages, rows = RowPages(), documents.edges(log)
        start, stop = pages.window(request)
        return pages.answer(request, rows[start:stop], len(rows))


class Variants(APIView):
    """Ways through."""

    policy = Permission.SEE
    pagination_class = RowPages

    @extend_schema(parameters=[inputs.VariantsInput], responses=outputs.VariantOutput(many=True))
    @asked(inputs.VariantsInput)
    def get(self, request: Request, question: dict[str, Any], log: queries.Log) -> Response:
        """Return the variants of closed journeys, most frequent first."""
        pages = RowPages()
        start, stop = pages.window(request)
        rows, total = documents.variants(log, folded=question["folded"], start=start, stop=stop)
        return pages.answer(request, rows, total)


PAGES = [
    OpenApiParameter("cursor", description=_("Of the list of targets: where its page begins.")),
    OpenApiParameter("limit", int, description=_("Of the list of targets: rows a page.")),
]


class Milestones(APIView):
    """Time between two milestones."""

    policy = Permission.SEE

    @extend_schema(parameters=[inputs.MilestonesInput, *PAGES], responses=outputs.MilestoneOutput)
    @asked(inputs.MilestonesInput)
    def get(self, request: Request, question: dict[str, Any], log: queries.Log) -> Response:
        """Return what became of the way from one stage to another; without them, each target."""
        if "from" in question:
            return Response(documents.milestone(log, **pair_of(question)))
        pages, rows = RowPages(), documents.declared(log)
        start, stop = pages.window(request)
        return pages.answer(request, rows[start:stop], len(rows))


def pair_of(question: dict[str, Any]) -> dict[str, Any]:
    """Return the checked question as arguments of `documents.milestone`."""
    return {
        "source": question["from"],
        "target": question["to"],
        "within_s": question.get("within_s"),
        "group": question.get("by", ""),
    }
