"""The change under way, as triggers and history read it."""

from datetime import UTC, datetime
from uuid import uuid4

import pytest
from django.test import RequestFactory
from django.urls import resolve
from simple_history.models import HistoricalRecords

from carepath.audit import context
from tests.factories import AT, nora


def an_act(**fields):
    return context.Act("user:1", "Nora", AT, "why", uuid4(), {}, **fields)


def test_outside_a_door_nothing_is_under_way():
    assert (context.current(), context.governing(), context.change_id()) == (None, None, None)


def test_an_operational_act_inside_a_governed_one_leaves_the_governed_one_open():
    outer, inner = an_act(), an_act()
    with context.under_way(outer, governs=True) as before:
        assert before is None
        with context.under_way(inner, governs=False) as before:
            assert before is context.governing() is outer
            assert context.current() is inner
            assert context.change_id() == inner.change_id
        assert context.current() is outer
    assert context.governing() is None


def test_an_act_ends_with_its_fault():
    with pytest.raises(ZeroDivisionError), context.under_way(an_act(), governs=True):
        raise ZeroDivisionError
    assert context.governing() is None


def test_facts_are_text_by_column():
    facts = an_act(authenticated="session", origin="audit:index").facts()
    assert set(facts) == set(context.FACTS)
    assert facts["at_us"] == str(context.microseconds(AT))
    assert facts["origin"] == "audit:index"


@pytest.mark.parametrize("us", [0, 1, 1_772_442_000_000_001])
def test_microseconds_lead_back_to_the_moment(us):
    assert context.microseconds(context.moment(us)) == us


def test_the_year_the_count_begins():
    assert context.moment(0) == datetime(1970, 1, 1, tzinfo=UTC)


@pytest.mark.django_db
def test_the_proof_is_told_by_the_request():
    assert context.proof_and_origin("import:5") == ("process", "import:5")
    user = nora()
    assert context.proof_and_origin(user) == ("", "")
    request = RequestFactory().get("/audit/")
    HistoricalRecords.context.request = request
    try:
        request.resolver_match = None
        assert context.proof_and_origin(user) == ("session", "")
        request.resolver_match = resolve("/audit/")
        user.token_scopes = ["SEE"]
        assert context.proof_and_origin(user) == ("token", "audit:index")
    finally:
        del HistoricalRecords.context.request
