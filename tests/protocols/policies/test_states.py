"""The table of states: what a version may become, and that no way leads around approval."""

import pytest

from carepath.protocols import policies
from carepath.protocols.models import Version
from carepath.protocols.policies import AGREED, AUDIT_VERB, TRANSITIONS

State = Version.State


def test_every_state_is_in_every_table():
    assert set(TRANSITIONS) == set(AUDIT_VERB) == set(State)
    assert {to for ways in TRANSITIONS.values() for to in ways} <= set(State)
    assert all(policies.state_name(state) for state in State)


@pytest.mark.parametrize(
    ("state", "ways"),
    [
        ("draft", {"in_review", "withdrawn"}),
        ("in_review", {"draft", "approved"}),
        ("approved", {"active", "withdrawn"}),
        ("active", {"amended", "rolled_back", "retired"}),
        ("amended", {"active"}),
        ("withdrawn", set()),
        ("rolled_back", set()),
        ("retired", set()),
    ],
)
def test_the_table_is_the_one_people_agreed_on(state, ways):
    assert TRANSITIONS[state] == ways


def test_no_way_leads_to_active_but_through_approved():
    known, waiting = set(), ["draft"]
    while waiting:
        state = waiting.pop()
        if state in known or state == "approved":
            continue
        known.add(state)
        waiting += TRANSITIONS[state]
    assert "active" not in known
    assert not known & AGREED


def test_a_check_as_a_question():
    draft = Version(number=1, sha256="0" * 64, state="draft")
    assert policies.allowed(policies.check_move, draft, "in_review")
    assert not policies.allowed(policies.check_move, draft, "active")
