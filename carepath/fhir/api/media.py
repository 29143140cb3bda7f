"""In which form FHIR comes and goes: JSON, in UTF-8, of at most so many bytes."""

from typing import IO, Any

from rest_framework.exceptions import NotAcceptable
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.parsers import BaseParser, FormParser
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request

from carepath.formats.fhir import content
from carepath.formats.fhir.capability import MEDIA_TYPE
from carepath.formats.fhir.faults import FAULTS, refused

TAKEN = {MEDIA_TYPE, "application/json", "text/json", "json"}
_ANY = {"*/*", "application/*"}
FORM = "application/x-www-form-urlencoded"


class Raw(BaseParser):
    """Leaves the body as the bytes it came in; none is read beyond what is taken."""

    media_type = MEDIA_TYPE

    def parse(self, stream: IO[bytes], media_type: Any = None, parser_context: Any = None) -> bytes:
        length = str(parser_context["request"].META.get("CONTENT_LENGTH") or "0")
        raw = b"" if _is_over(length) else stream.read(content.MOST_BYTES + 1)
        if _is_over(length) or len(raw) > content.MOST_BYTES:
            raise refused("too-long", "", FAULTS["fhir_too_big"], status=413)
        return raw


def _is_over(length: str) -> bool:
    return length.isdecimal() and int(length) > content.MOST_BYTES


class Json(BaseRenderer):
    """Writes content as FHIR's JSON."""

    media_type, format, charset = MEDIA_TYPE, "json", "utf-8"

    def render(self, data: Any, accepted_media_type: Any = None, context: Any = None) -> bytes:
        return b"" if data is None else content.write(data).encode()


class Negotiation(BaseContentNegotiation):
    """One form goes out; a form in is chosen by its name alone, whatever parameters follow."""

    def select_parser(self, request: Request, parsers: list[BaseParser]) -> BaseParser | None:
        kind = _essence(request.content_type or "")
        wanted = FormParser if kind == FORM else Raw
        found = [one for one in parsers if isinstance(one, wanted)]
        return found[0] if found and kind in {*TAKEN, FORM} else None

    def select_renderer(
        self, request: Request, renderers: list[BaseRenderer], format_suffix: Any = None
    ) -> tuple[BaseRenderer, str]:
        wanted = request.query_params.get("_format") or request.META.get("HTTP_ACCEPT", "*/*")
        if not any(_is_given(one) for one in wanted.split(",")):
            raise NotAcceptable
        return renderers[0], MEDIA_TYPE


def _is_given(accepted: str) -> bool:
    told = accepted.replace(" ", "+") if "fhir" in accepted.partition(";")[0] else accepted
    kind, parameters = _essence(told.strip("+")), accepted.replace(" ", "").split(";")[1:]
    refuses = "q=0" in parameters or any(
        one.startswith("fhirVersion=") and not one.startswith("fhirVersion=4.0")
        for one in parameters
    )
    return not refuses and kind in {*TAKEN, *_ANY}


def _essence(media_type: str) -> str:
    return media_type.partition(";")[0].strip().lower()
