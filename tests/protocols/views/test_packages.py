"""A version as a file, out and in."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from carepath.protocols import queries
from carepath.protocols.models import Version
from tests.factories import site
from tests.protocols.views.pages import signed_in, text, where
from tests.protocols.worlds import draft, nora, pia

pytestmark = pytest.mark.django_db(databases="__all__")


def post(raw, **said):
    file = SimpleUploadedFile("package.json", raw, "application/json")
    client = signed_in(pia())
    return client.post("/protocols/take-over/", {"site": "south", "file": file} | said)


def test_a_version_is_downloaded():
    version = draft()
    answer = signed_in(nora()).get(where("package", version))
    assert answer.content == queries.package(version)
    assert answer["Content-Disposition"].startswith('attachment; filename="protocol-')
    assert version.sha256[:8] in answer["Content-Disposition"]


def test_it_is_taken_over_as_a_draft():
    site("south")
    raw = queries.package(draft())
    answer = post(raw)
    taken = Version.objects.get(protocol__site__slug="south")
    assert answer["Location"] == where("version", taken)
    assert taken.reason == "taken over from a package"


def test_what_is_no_package_is_said_beside_the_file():
    site("south")
    answer = post(b"{}")
    assert answer.status_code == 422
    assert "This file is not a package of a protocol." in text(answer)
    assert not Version.objects.exists()
