from datetime import timedelta

import pytest

from carepath.work import policies
from carepath.work.models import Delivery


def test_poison_begins_at_the_cap():
    assert [n for n in range(8) if policies.is_poison(n)] == [5, 6, 7]


def test_rest_grows_and_ends():
    assert [policies.rest(n).seconds for n in (1, 2, 3, 8, 9, 400)] == [2, 4, 8, 256, 300, 300]
    assert policies.rest(0) == timedelta(seconds=1)


def test_every_state_is_in_every_table():
    states = set(Delivery.State)
    assert set(policies.TRANSITIONS) == set(policies.AUDIT_VERB) == states
    assert {to for ways in policies.TRANSITIONS.values() for to in ways} == set(policies.WAYS)


def test_a_person_moves_a_mail_only_where_the_table_says():
    for state in Delivery.State:
        for to in Delivery.State:
            mail = Delivery(state=state)
            if to in policies.TRANSITIONS[state]:
                policies.check_move(mail, to)
            else:
                with pytest.raises(policies.NotNow):
                    policies.check_move(mail, to)


def test_what_cannot_become_a_mail_is_not_sent_again():
    states = (Delivery.State.QUARANTINED, Delivery.State.CANCELLED)
    found = [policies.moves(Delivery(state=one, reason_code=policies.UNFIT)) for one in states]
    assert found == [(Delivery.State.CANCELLED,), ()]


def test_only_what_does_no_harm_twice_goes_once_more_and_only_once():
    asked = [("ledger.root", 0), ("ledger.root", 1), ("report", 0)]
    assert [policies.goes_once_more(*one) for one in asked] == [True, False, False]


def test_pauses_grow_to_an_hour_and_differ_by_mail():
    waits = [policies.pause(n, "a").total_seconds() for n in range(1, 13)]
    assert all(22 <= waits[0] <= 30 and 2700 <= one <= 3600 for one in waits[7:])
    assert all(later > sooner * 1.3 for sooner, later in zip(waits[:6], waits[1:7], strict=True))
    assert len({policies.pause(5, str(n)) for n in range(20)}) > 10
