import pytest

from carepath.ingestion import policies
from carepath.ingestion.models import Link, Message, Parting, Silence
from tests.factories import AT

State = Message.State


def test_every_state_has_its_successors_and_its_word_in_the_ledger():
    assert set(policies.TRANSITIONS) == set(State)
    assert set(policies.AUDIT_VERB) == set(State)
    assert set().union(*policies.TRANSITIONS.values()) <= set(State)


def test_an_end_state_has_no_successor():
    assert all(not policies.TRANSITIONS[state] for state in policies.FREED)


@pytest.mark.parametrize("state", State)
def test_a_move_is_refused_unless_it_stands_in_the_table(state):
    message = Message(pk=7, state=state)
    for to in State:
        if to in policies.TRANSITIONS[state]:
            policies.check_move(message, to)
        else:
            with pytest.raises(policies.NotNow, match="Import 7"):
                policies.check_move(message, to)


@pytest.mark.parametrize("state", State)
def test_only_what_waits_can_be_cancelled(state):
    message = Message(pk=7, state=state)
    if state in (State.DRAFT, State.RECEIVED):
        policies.check_cancel(message)
    else:
        with pytest.raises(policies.NotNow, match="nothing to cancel"):
            policies.check_cancel(message)


def test_a_refused_cancel_of_a_finished_import_points_to_undo():
    with pytest.raises(policies.NotNow, match="You may undo it"):
        policies.check_cancel(Message(pk=7, state=State.PROCESSED))


@pytest.mark.parametrize("state", State)
def test_only_what_ended_can_be_undone(state):
    message = Message(pk=7, state=state)
    if state in (State.PROCESSED, State.QUARANTINED):
        policies.check_undo(message, under_way=None, built_on=None)
    else:
        with pytest.raises(policies.NotNow, match="nothing to undo"):
            policies.check_undo(message, under_way=None, built_on=None)


def test_an_import_under_way_or_built_on_this_one_stops_an_undo():
    message = Message(pk=7, state=State.PROCESSED)
    with pytest.raises(policies.NotNow, match="Import 8 .* under way"):
        policies.check_undo(message, under_way=Message(pk=8), built_on=None)
    with pytest.raises(policies.NotNow, match="Undo import 9 first"):
        policies.check_undo(message, under_way=None, built_on=Message(pk=9))


def test_only_what_was_set_aside_can_be_tried_again():
    policies.check_retry(Message(pk=7, state=State.QUARANTINED), built_on=None)
    with pytest.raises(policies.NotNow, match="nothing to try again"):
        policies.check_retry(Message(pk=7, state=State.PROCESSED), built_on=None)
    with pytest.raises(policies.NotNow, match="Undo both"):
        policies.check_retry(Message(pk=7, state=State.QUARANTINED), built_on=Message(pk=8))


def test_a_silence_is_known_once_and_with_a_reason():
    policies.check_settle(Silence(), reason="planned")
    for silence, reason in ((Silence(), ""), (Silence(ended_at=AT), "planned")):
        with pytest.raises(policies.NotNow):
            policies.check_settle(silence, reason=reason)


def test_taking_back_needs_a_reason_and_something_that_counts():
    policies.check_part(Link(), reason="two patients", parted=None)
    policies.check_join_again(reason="one patient", parted=Parting())
    for reason, parted in (("", None), ("two patients", Parting())):
        with pytest.raises(policies.NotNow):
            policies.check_part(Link(), reason=reason, parted=parted)
    for reason, parted in ((" x ", Parting()), ("one patient", None)):
        with pytest.raises(policies.NotNow):
            policies.check_join_again(reason=reason, parted=parted)
