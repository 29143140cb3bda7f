"""Rows of history say by themselves who, when, why, and of which change they tell."""

import pytest
from simple_history.utils import bulk_create_with_history

from carepath.accounts.models import Grant, Proposal
from carepath.audit import actions, history, register
from carepath.audit.models import Change
from carepath.journeys.models import Stage
from tests.factories import AT, otto, site

pytestmark = pytest.mark.django_db


def test_every_governed_model_has_a_history_that_names_its_change():
    for model in register.models_of("governed"):
        if register.is_kept(model):
            continue
        assert issubclass(model.history.model, history.Witness), model


def test_a_change_is_told_by_who_when_and_why():
    user = otto()
    with actions.acting_as(user, at=AT, why="a reason") as act:
        grant = Grant.objects.create(user=user, role="AUDITOR", granted_at=AT, granted_by="x")
    told = grant.history.get()
    assert (told.history_user, told.history_date) == (user, AT)
    assert told.history_change_reason == "a reason"
    assert told.change_id == act.change_id == Change.objects.get().change_id
    assert not hasattr(grant, "_history_date")


def test_a_worker_is_no_person_and_what_is_set_by_hand_counts():
    user = otto()
    with actions.acting_as("import:1", at=AT, why="x" * 300):
        proposal = Proposal(user=user, role="AUDITOR", why="x", proposed_at=AT, proposed_by=user)
        proposal.save()
        proposal._history_user, proposal._change_reason = user, "by hand"
        proposal.why = "y"
        proposal.save()
    last, first = proposal.history.all()
    assert (first.history_user, first.history_change_reason) == (None, "x" * 100)
    assert (last.history_user, last.history_change_reason) == (user, "by hand")


def test_many_rows_at_once_tell_of_their_change_too():
    with actions.recording_as("import:1", at=AT) as act:
        bulk_create_with_history([Stage(site=site(), name=n) for n in "ab"], Stage)
    assert set(Stage.history.values_list("change_id", flat=True)) == {act.change_id}


def test_outside_a_door_it_is_as_it_was():
    stage = Stage.objects.create(site=site(), name="a")
    assert stage.history.get().change_id is None
