import json

import pytest

from carepath.protocols import queries
from tests.protocols.worlds import draft

pytestmark = pytest.mark.django_db


def test_a_package_says_what_it_is_and_proves_it():
    version = draft()
    found = json.loads(queries.package(version))
    assert found["format"] == "carepath.package/1"
    assert (found["name"], found["number"], found["sha256"]) == ("Sepsis", 1, version.sha256)
    assert found["document"] == json.loads(version.content)
