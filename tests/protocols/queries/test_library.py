import pytest

from carepath.protocols import queries
from tests.protocols.worlds import active, draft, nora, somebody

pytestmark = pytest.mark.django_db


def test_each_line_says_what_is_in_force_and_worked_on():
    running = active()
    mine = draft(name="Other")
    page = queries.library(by=nora())
    other, sepsis = page.items
    assert (other.in_force, other.working) == ([], [mine])
    assert (sepsis.in_force, sepsis.working) == ([running], [])
    assert page.after == ""


def test_it_is_paged_and_searched():
    made = [draft(name=f"Protocol {n}") for n in range(51)]
    page = queries.library(by=nora())
    assert len(page.items) == 50
    rest = queries.library(by=nora(), after=page.after)
    assert [line.protocol for line in rest.items] == [made[0].protocol]
    assert len(queries.library(by=nora(), search="protocol 5").items) == 2
    south = somebody("south", "CLINICIAN", at_site="south")
    assert queries.library(by=south).items == []
