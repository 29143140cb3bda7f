"""The replay of a draft runs in the background, is kept with its content, and may block."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import transaction

from carepath.journeys import queries as journeys
from carepath.protocols import actions, policies, queries
from carepath.protocols.actions import replays
from carepath.protocols.models import Replay
from tests.analysis.protocols import SEPSIS, with_row
from tests.factories import AT, site
from tests.protocols.actions.test_following import happens
from tests.protocols.queries.test_adherence import treated
from tests.protocols.worlds import (
    LOOSE,
    active,
    administrators,
    again,
    approve,
    ask,
    decided,
    draft,
    in_review,
    nora,
    pia,
    quinn,
)

pytestmark = pytest.mark.django_db
TIGHTER = with_row(SEPSIS, "rules", "within-hour", within_s=1800)


NOON = AT + timedelta(hours=3)


def run(at=NOON):
    return actions.run_replays(by="worker:sweep", at=at)


def state(version):
    return queries.replay_check(again(version)).state


def save(version, document):
    return actions.save(
        version=version, edition=again(version).edition, document=document, by=pia(), at=AT,
        reason="x",
    )  # fmt: skip


def branch(running, document):
    return actions.branch(
        protocol=running.protocol, parent=running.version, by=pia(), at=AT, reason="x",
        document=document,
    )  # fmt: skip


def go(version):
    return actions.activate(
        version=version, site=site("north"), starts_at=None, under_way="finish", by=pia(), at=AT,
        edition=version.edition, sha256=version.sha256, proved_at=AT, reason="go",
    )  # fmt: skip


def test_it_is_kept_with_its_content_its_time_and_what_it_read():
    version = draft()
    happens(*treated("a", 5, 50))
    assert state(version) == "stale"
    assert run() == 1
    assert run() == 0
    row = queries.shown_replay(version)
    assert (row.sha256, row.against, row.ran_at, row.site) == (
        version.sha256, "", NOON, site("north"),
    )  # fmt: skip
    assert (row.result["n"], row.result["read"], row.result["before"]) == (1, 1, None)
    assert row.result["change"] == journeys.latest_change()
    assert row.result["lines"][0]["counts"]["satisfied"] == 1
    assert state(version) == "passed"


def test_it_says_what_would_have_changed_against_the_version_in_force():
    running = active()
    happens(*treated("a", 5, 50), *treated("b", 5, 20))
    version = branch(running, TIGHTER)
    run()
    found = queries.shown_replay(version).result
    assert found["before"] == {"n": 2, "title": running.version.title, "gained": 0, "lost": 0}
    first, second = found["lines"]
    assert (first["counts"]["satisfied"], first["before"]["satisfied"]) == (1, 2)
    assert (first["changed"], second["changed"]) == (1, 0)


def test_a_saved_draft_makes_it_stale_until_the_next_round():
    version = draft()
    run()
    save(version, TIGHTER)
    assert state(version) == "stale"
    assert queries.shown_replay(version).sha256 == version.sha256, "the old one is still shown"
    run()
    assert state(version) == "passed"
    assert queries.shown_replay(version).sha256 == again(version).sha256
    save(version, SEPSIS)
    assert state(version) == "passed", "this content was read before"


def test_another_version_in_force_makes_it_stale():
    running = active()
    mine, other = (
        branch(running, TIGHTER),
        branch(running, with_row(TIGHTER, "steps", "flag", notes="x")),
    )
    run()
    assert (state(mine), state(other)) == ("passed", "passed")
    version = ask(other)
    for person in (nora(), quinn()):
        version = approve(version, person)
    go(version)
    assert state(mine) == "stale"
    run()
    assert state(mine) == "passed"
    assert state(other) == "passed", "what is in force itself needs no other run"


def test_a_required_check_that_has_not_run_or_failed_blocks_activation(monkeypatch):
    administrators()
    version = in_review()
    for person in (nora(), quinn()):
        version = approve(version, person)
    with pytest.raises(policies.NotNow, match="Required checks fail: Replay over the last quarter"):
        go(version)

    def broken(*args, **kwargs):
        raise ValueError("nothing to read")

    monkeypatch.setattr(replays.queries, "outcome", broken)
    assert run() == 0
    assert state(version) == "stale", "it is tried again"
    for minutes in range(2, 60, 2):
        run(at=NOON + timedelta(minutes=minutes))
    assert state(version) == "failed"
    with pytest.raises(policies.NotNow, match="Replay over the last quarter"):
        go(version)
    monkeypatch.undo()
    Replay.objects.update(state="received", attempts=0, not_before=None)
    run()
    assert go(version)


def test_a_draft_that_would_lose_every_patient_fails():
    running = active()
    happens(*treated("a", 5, 50))
    version = branch(running, with_row(SEPSIS, "steps", "flag", notes="x"))
    save(version, replace(SEPSIS, stage="Sepsis flagg"))
    run()
    found = queries.replay_check(again(version))
    assert found.state == "failed"
    assert found.problems[0].words == {"n": "1"}


def test_where_the_policy_does_not_ask_for_it_it_only_warns():
    decided(LOOSE)
    version = draft()
    found = queries.replay_check(version)
    assert (found.required, found.state) == (False, "stale")
    policies.check_checks([found])


def test_what_was_saved_meanwhile_is_left_to_the_next_run():
    version = draft()
    save(version, TIGHTER)
    assert run() == 1
    assert set(Replay.objects.values_list("state", flat=True)) == {"left", "done"}


def test_a_version_from_before_is_asked_about_by_the_sweep():
    version = draft()
    Replay.objects.all().delete()
    assert run() == 1
    assert queries.shown_replay(version) is not None


def test_counts_alone_are_kept_of_every_site():
    version = draft()
    replays.ask_replay(version, at=AT)
    replays.ask_replays(version.protocol, at=AT)
    assert Replay.objects.count() == 1


def test_a_world_made_in_one_transaction_is_replayed_at_once():
    version = draft()
    happens(*treated("a", 5, 50))
    with transaction.atomic():
        actions.replay_now(version, at=NOON)
    assert state(version) == "passed"
    assert queries.shown_replay(version).result["n"] == 1
    assert run() == 0
