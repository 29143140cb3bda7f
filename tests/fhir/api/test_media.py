"""In which forms FHIR comes and goes."""

import io
from types import SimpleNamespace

import pytest
from rest_framework.exceptions import NotAcceptable

from carepath.fhir.api import media
from carepath.formats.fhir import content
from carepath.formats.fhir.faults import Refused


def asked(accept="*/*", kind="", **parameters):
    return SimpleNamespace(
        META={"HTTP_ACCEPT": accept}, content_type=kind, query_params=parameters
    )  # fmt: skip


@pytest.mark.parametrize(
    "accept",
    ["*/*", "application/fhir+json", "application/json", "application/fhir+json; fhirVersion=4.0",
     "text/html, */*;q=0.8", "application/fhir+xml, application/fhir+json",
     "APPLICATION/FHIR+JSON"],
)  # fmt: skip
def test_json_is_given_to_whoever_takes_it(accept):
    renderer, kind = media.Negotiation().select_renderer(asked(accept), [media.Json()])
    assert (renderer.render({"a": []}), kind) == (b'{"a":[]}', "application/fhir+json")


@pytest.mark.parametrize(
    "accept",
    ["application/fhir+xml", "text/turtle", "application/fhir+json; fhirVersion=3.0",
     "application/json;q=0"],
)  # fmt: skip
def test_who_takes_none_of_it_is_told(accept):
    with pytest.raises(NotAcceptable):
        media.Negotiation().select_renderer(asked(accept), [media.Json()])


def test_the_address_may_say_the_form():
    for form in ("json", "application/fhir+json", "application/fhir json"):
        media.Negotiation().select_renderer(asked("text/html", _format=form), [media.Json()])


def test_a_parser_is_chosen_by_the_name_alone():
    choose = media.Negotiation().select_parser
    raw = media.Raw()
    assert choose(asked(kind="application/fhir+json; charset=utf-8"), [raw]) is raw
    assert choose(asked(kind="text/xml"), [raw]) is None
    assert choose(asked(kind=media.FORM), [raw]) is None


def test_no_more_is_read_than_is_taken(monkeypatch):
    monkeypatch.setattr(content, "MOST_BYTES", 4)
    stream = io.BytesIO(b"123456789")
    for length, at in (("9", 0), ("", 5)):
        context = {"request": SimpleNamespace(META={"CONTENT_LENGTH": length})}
        with pytest.raises(Refused) as refusal:
            media.Raw().parse(stream, parser_context=context)
        assert (refusal.value.status, stream.tell()) == (413, at)
