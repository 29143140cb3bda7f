import pytest

from carepath.protocols.forms import ActivateForm, ApproveForm, NewProtocolForm, ReviewForm
from tests.factories import site
from tests.protocols.worlds import nora, quinn

pytestmark = pytest.mark.django_db


def test_only_people_who_can_review_can_be_chosen():
    form = ReviewForm({"reviewers": [str(nora().pk)], "reason": "x"}, people=[nora()])
    assert form.is_valid() and form.cleaned_data["reviewers"] == [nora()]
    wrong = ReviewForm({"reviewers": [str(quinn().pk)], "reason": "x"}, people=[nora()])
    assert not wrong.is_valid()


def test_a_meaning_is_chosen_never_given():
    signed = {"edition": "1", "sha256": "0" * 64, "reason": "read"}
    assert ApproveForm(signed).errors["meaning"] == ["This field is required."]
    assert ApproveForm(signed | {"meaning": "approved"}).is_valid()


def test_sites_are_those_one_may_act_at():
    north = site("north")
    assert NewProtocolForm(sites=[north]).fields["site"].choices == [("north", "North")]
    form = ActivateForm({"site": "south"}, sites=[north])
    assert "site" in form.errors
