"""Each address of FHIR, and what it answers; anything else is refused as not-supported."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from rest_framework.exceptions import MethodNotAllowed, Throttled
from rest_framework.parsers import FormParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from carepath.audit import access
from carepath.fhir import policies, queries
from carepath.fhir.api import answers, media
from carepath.formats.fhir import bundles, capability, content
from carepath.formats.fhir.faults import refused
from carepath.formats.fhir.types import RESOURCES
from carepath.ingestion import actions
from carepath.ingestion import queries as inbox
from carepath.ingestion.models import Resource
from carepath.journeys.actions import SourceElsewhere
from carepath.journeys.models import Source
from carepath.ui import clock
from carepath.work import tasks as work

WRITES = ("POST", "PUT")


class Door(APIView):
    """What all doors share: form in and out, faults as OperationOutcome, no answer unasked."""

    schema = None
    http_method_names = ["get", "head", "post", "put", "patch", "delete"]
    parser_classes = [media.Raw]
    renderer_classes = [media.Json]
    content_negotiation_class = media.Negotiation
    interactions: dict[str, tuple[str, str]] = {}
    """Method to (level, code) of the interactions it answers, as CapabilityStatement names them."""

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Refuse what is not offered before anything else, and writers while others wait."""
        if not hasattr(self, request.method.lower()):
            raise MethodNotAllowed(request.method)
        super().initial(request, *args, **kwargs)
        if (kind := kwargs.get("kind")) is not None and kind not in RESOURCES:
            raise refused("not-supported", "", "this type is not read", status=404)
        source = queries.feed() if request.method in WRITES else None
        if source is not None and queries.is_behind(source, at=clock.now()):
            raise Throttled(policies.COME_AGAIN_S)

    def get_exception_handler(self) -> Any:
        return answers.failed


class Metadata(Door):
    """What the door can do."""

    policy = {"GET": policies.PUBLIC}
    interactions = {"GET": ("system", "")}

    def get(self, request: Request) -> Response:
        search = {kind: queries.parameters(kind) for kind in RESOURCES}
        address = answers.address_of(request).rstrip("/")
        said = capability.statement(_interactions(), search, address=address, at=clock.now())
        return Response(said)


class Base(Door):
    """Bundles: a transaction, all or nothing; a batch, entry by entry."""

    policy = {"POST": policies.MAY}
    interactions = {"POST": ("system", "transaction batch")}

    def post(self, request: Request) -> Response:
        received = _received(request, bundles.Request("POST"))
        return Response(answers.bundle_of(request, received))


class OfType(Door):
    """All resources of a type: search, and create."""

    policy = {"GET": policies.MAY, "POST": policies.MAY}
    interactions = {"GET": ("type", "search-type"), "POST": ("type", "create")}

    def get(self, request: Request, kind: str) -> Response:
        return _searched(request, kind, request.query_params.dict())

    def post(self, request: Request, kind: str) -> HttpResponse:
        condition = request.META.get("HTTP_IF_NONE_EXIST", "")
        return _kept(request, bundles.Request("POST", kind, if_none_exist=condition))


class Search(Door):
    """The same search with its parameters in the body, so that no identifier is in an address."""

    policy = {"POST": policies.MAY}
    parser_classes = [FormParser]
    interactions = {"POST": ("type", "search-type")}

    def post(self, request: Request, kind: str) -> Response:
        return _searched(request, kind, request.query_params.dict() | request.data.dict())


class OfOne(Door):
    """One resource: read, and update or create under its id."""

    policy = {"GET": policies.MAY, "PUT": policies.MAY}
    interactions = {"GET": ("type", "read"), "PUT": ("type", "update")}

    def get(self, request: Request, kind: str, ident: str) -> HttpResponse:
        return _shown(request, kind, ident)

    def put(self, request: Request, kind: str, ident: str) -> HttpResponse:
        condition = request.META.get("HTTP_IF_MATCH", "")
        return _kept(request, bundles.Request("PUT", kind, ident, if_match=condition))


class OfVersion(Door):
    """One version of a resource, as it was told then."""

    policy = {"GET": policies.MAY}
    interactions = {"GET": ("type", "vread")}

    def get(self, request: Request, kind: str, ident: str, version: int) -> HttpResponse:
        return _shown(request, kind, ident, version)


class Nothing(Door):
    """Any other address below the door."""

    policy = {"GET": policies.MAY, "POST": policies.MAY, "PUT": policies.MAY}

    def get(self, request: Request, rest: str = "") -> Response:
        raise refused("not-supported", "", "this is not offered", status=404)

    post = put = get


DOORS = (Base, OfType, Search, OfOne, OfVersion)


def _interactions() -> dict[str, set[str]]:
    """Return level -> codes of what the doors answer."""
    found: dict[str, set[str]] = {"system": set(), "type": set()}
    for door in DOORS:
        for method, (level, codes) in door.interactions.items():
            if hasattr(door, method.lower()):
                found[level] |= set(codes.split())
    return found


def _received(request: Request, asked: bundles.Request) -> actions.Received:
    raw = request.data if isinstance(request.data, bytes) else b""
    source = _feed(request)
    found = actions.receive_fhir(
        raw=raw, request=asked, source=source, by=request.user, at=clock.now()
    )
    work.wake()
    return found


def _feed(request: Request) -> Source:
    """Return the feed that resources come into, declared with the first; PermissionDenied."""
    if queries.feed() is not None:
        found = queries.feed_of(request.user)
        if found is None:
            raise PermissionDenied(str(_NOT_THERE))
        return found
    try:
        site = queries.site_for(request.user)
        return actions.declare_feed(name=queries.name(), site=site, by=request.user, at=clock.now())
    except (inbox.NoSite, SourceElsewhere) as error:
        raise PermissionDenied(str(error)) from error


_NOT_THERE = "You may not import at the site of this door."


def _kept(request: Request, asked: bundles.Request) -> HttpResponse:
    one = _received(request, asked).outcomes[0]
    if not one.is_new:
        _log(request, f"fhir:{one.row.pk}", 1)
    return answers.kept(request, one)


def _shown(request: Request, kind: str, ident: str, version: int | None = None) -> HttpResponse:
    source = queries.feed_of(request.user)
    row = None if source is None else inbox.resource(source, kind, ident, version)
    if row is None:
        raise Http404
    _log(request, f"fhir:{row.pk}", 1)
    return answers.shown(row)


def _searched(request: Request, kind: str, asked: dict[str, str]) -> Response:
    queries.check_parameters(kind, asked)
    page = queries.page(queries.feed_of(request.user), kind, asked)
    _log(request, f"fhir:{kind}", len(page.rows))
    answer = Response(_set(request, kind, asked, page))
    answer["Cache-Control"] = "no-store"
    return answer


def _set(request: Request, kind: str, asked: dict[str, str], page: queries.Page) -> dict[str, Any]:
    """Return a page of what was found, with the address of the next."""
    said: dict[str, Any] = {"resourceType": "Bundle", "type": "searchset", "total": page.total}
    if page.after:
        turned = queries.turned(asked, page.after)
        url = answers.address_of(request, f"{kind}?{turned}")
        said["link"] = [{"relation": "next", "url": url}]
    if page.rows:
        said["entry"] = [_entry(request, row) for row in page.rows]
    return said


def _entry(request: Request, row: Resource) -> dict[str, Any]:
    return {
        "fullUrl": answers.address_of(request, f"{row.kind}/{row.ident}"),
        "resource": content.read(row.content.encode()),
        "search": {"mode": "match"},
    }


def _log(request: Request, resource: str, count: int) -> None:
    access.log_read(request, resource=resource, count=count)
