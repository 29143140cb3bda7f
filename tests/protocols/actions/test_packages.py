"""A protocol as one file: lossless, whole or refused, never more than a draft at the other end."""

import json

import pytest
from django.core.exceptions import PermissionDenied
from hypothesis import given

from carepath.frames.protocol import canonical, sha256
from carepath.protocols import actions, policies, queries
from carepath.protocols.actions import packages
from carepath.protocols.models import Protocol, Version
from tests.analysis.protocols import SEPSIS, documents, examples, with_row
from tests.factories import AT, site
from tests.protocols.worlds import active, draft, nora, pia

pytestmark = pytest.mark.django_db


def take_over(raw, by=None, where="south"):
    return actions.take_over(raw=raw, site=site(where), by=by or pia(), at=AT, reason="theirs")


def test_it_comes_over_byte_by_byte_as_a_draft_without_signatures():
    version = active().version
    raw = queries.package(version)
    taken = take_over(raw)
    assert (taken.state, taken.number, taken.content) == ("draft", 1, version.content)
    assert queries.signatures(taken) == []
    assert queries.authors(taken) == {pia().pk}
    there = json.loads(queries.package(taken)) | {"state": "active"}
    here = json.loads(raw) | {"state": "active"}
    assert there == here
    assert queries.package(version) == raw


@examples(50)
@given(document=documents())
def test_every_document_survives(document):
    text = canonical(document)
    version = Version(number=1, content=text, sha256=sha256(text), state="draft")
    version.protocol = Protocol(name="Any")
    name, found = packages.read(queries.package(version))
    assert (name, found) == ("Any", document)
    assert canonical(found) == text


def test_of_a_protocol_that_is_there_it_is_the_next_draft_and_says_what_changes():
    north = draft()
    theirs = draft(with_row(SEPSIS, "doses", "first", amount="7.5"), where=site("south"))
    taken = take_over(queries.package(theirs), where="north")
    assert (taken.protocol, taken.number, taken.parent) == (north.protocol, 2, north)
    assert [text for text, *_ in queries.sentences(north.document, taken.document)] == [
        "dose of Drug A: 5 mg → 7.5 mg"
    ]
    with pytest.raises(policies.NotNow, match="has this content already"):
        take_over(queries.package(theirs), where="north")


def test_who_may_not_author_takes_nothing_over():
    with pytest.raises(PermissionDenied):
        take_over(queries.package(draft()), by=nora())
    assert Protocol.objects.count() == 1


def damaged(**changes):
    return json.dumps(json.loads(queries.package(draft())) | changes).encode()


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (lambda: b"%PDF-1.4", "it is not JSON"),
        (lambda: b"[" * 100_000, "it is not JSON"),
        (lambda: b"[]", "not a package of a protocol"),
        (lambda: damaged(format="other"), "not a package of a protocol"),
        (lambda: damaged(sha256="0" * 64), "altered or cut"),
        (lambda: damaged(document={"schema": "carepath.protocol/1", "x": 1}), "no such field"),
        (lambda: damaged(document=None), "A protocol is a JSON object"),
        (lambda: damaged(name=""), "has no name"),
        (lambda: damaged(name=5), "has no name"),
        (lambda: queries.package(draft()).replace(b'"5"', b'"50"'), "altered or cut"),
        (lambda: b" " * (packages.LARGEST + 1), "larger than 2 MB"),
    ],
)  # fmt: skip
def test_what_is_no_whole_package_is_refused(raw, said):
    content = raw()
    before = Version.objects.count()
    with pytest.raises(policies.NotNow, match=said):
        take_over(content)
    assert Version.objects.count() == before
