"""What a person sets for themselves."""

import pytest

from carepath.portal import actions
from tests.factories import AT, nora

pytestmark = pytest.mark.django_db


def test_a_choice_of_colours_stays():
    who = nora()
    actions.choose_theme(theme="dark", by=who, at=AT)
    who.refresh_from_db()
    assert who.theme == "dark"


def test_an_unknown_one_is_refused():
    who = nora()
    with pytest.raises(ValueError, match="theme"):
        actions.choose_theme(theme="pink", by=who, at=AT)


def test_the_tour_is_remembered():
    who = nora(toured_at=None)
    actions.end_tour(by=who, at=AT)
    who.refresh_from_db()
    assert who.toured_at == AT
