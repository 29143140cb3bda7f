"""Controls are run each hour, each kept as evidence, one that breaks stops no other."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from carepath.compliance import actions
from carepath.compliance.models import Run
from carepath.compliance.queries import CONTROLS, Found
from tests.factories import AT, ada

pytestmark = pytest.mark.django_db
SOME = CONTROLS["access.sign-out"]


def finding(found):
    return replace(SOME, look=lambda _at: found)


def outcome(found):
    return actions.run([finding(found)], by="worker:controls", at=AT)[0].outcome


def test_all_are_run_once_an_hour():
    assert actions.run_due(by="worker:sweep", at=AT) == len(CONTROLS)
    assert actions.run_due(by="worker:sweep", at=AT + timedelta(minutes=59)) == 0
    assert actions.run_due(by="worker:sweep", at=AT + timedelta(minutes=60)) == len(CONTROLS)
    assert Run.objects.filter(control=SOME.id).count() == 2


def test_what_was_found_is_kept():
    (run,) = actions.run([finding(Found(3, ("a.B:1",), "why"))], by=ada(), at=AT)
    run.refresh_from_db()
    assert (run.outcome, run.looked_at, run.wrong, run.note) == ("failed", 3, ["a.B:1"], "why")
    assert run.ran_by.startswith("user:")


def test_outcomes():
    assert outcome(Found(3)) == "passed"
    assert outcome(Found(0, applies=False)) == "not applicable"


def test_one_that_breaks_is_said_and_stops_no_other(caplog):
    def breaks(_at):
        raise ZeroDivisionError

    done = actions.run([replace(SOME, look=breaks), SOME], by="worker:controls", at=AT)
    assert [run.outcome for run in done] == ["could not be run", "passed"]
    assert SOME.id in caplog.text


def test_nothing_wrong_stands_beside_passed():
    with pytest.raises(IntegrityError), transaction.atomic():
        Run.objects.create(
            control="x", ran_at=AT, ran_by="t", outcome="passed", looked_at=1, wrong=["a"]
        )
