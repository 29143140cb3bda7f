"""Controls of the ledger: each holds in one world, and names what is wrong in the other."""

import pytest
from django.db import connection

from carepath.compliance.queries import ledger
from tests.compliance.worlds import named
from tests.factories import AT


@pytest.mark.parametrize("name", named("audit."))
def test_it_holds(name, holds):
    found = holds(name)
    assert found.applies
    assert found.looked_at > 0
    assert found.wrong == ()


@pytest.mark.parametrize("name", named("audit."))
def test_it_breaks_and_names_what_is_wrong(name, breaks):
    found, wrong = breaks(name)
    assert wrong
    assert list(found.wrong) == wrong


@pytest.mark.django_db
def test_an_embedded_database_says_what_it_cannot_promise():
    note = ledger.separated(AT).note
    assert ("whoever runs the portal" in note) == (connection.vendor == "sqlite")
