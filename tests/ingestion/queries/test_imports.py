from datetime import timedelta

import pytest

from carepath.ingestion import queries
from carepath.ingestion.models import Message
from tests.factories import person, site
from tests.ingestion.worlds import LATER, draft, imported, log, received

pytestmark = pytest.mark.django_db


def test_people_see_the_imports_of_their_sites_newest_first():
    first, second = imported(), draft()
    imported(source="other", at_site=site("south"))
    nora = person("nora", "QUALITY_LEAD", at_site="north")
    assert list(queries.visible(by=nora)) == [second, first]
    assert len(queries.visible(by=person("ada", "QUALITY_LEAD"))) == 3
    assert not queries.visible(by=person("otto"))


def test_uploads_under_way_are_not_shown():
    message = draft()
    Message.objects.filter(pk=message.pk).update(state="receiving")
    assert not queries.visible(by=person("ada", "QUALITY_LEAD"))


def test_totals_count_by_state():
    imported()
    draft()
    received(source="two")
    totals = queries.totals(by=person("ada", "QUALITY_LEAD"))
    assert totals == queries.Totals(imported=1, at_work=1, drafts=1, set_aside=0)


def test_the_oldest_of_each_source_may_be_claimed():
    one, two = received(source="one"), received(source="two")
    received(log(cases=5), source="one")
    assert list(queries.claimable(at=LATER)) == [one, two]


def test_what_rests_or_is_held_may_not_be_claimed():
    one, two = received(source="one"), received(source="two")
    Message.objects.filter(pk=one.pk).update(not_before=LATER + timedelta(seconds=1))
    Message.objects.filter(pk=two.pk).update(
        lease_until=LATER + timedelta(seconds=1), leased_by="elsewhere:1:1"
    )
    assert not queries.claimable(at=LATER)
    assert len(queries.claimable(at=LATER + timedelta(seconds=2))) == 2


def test_an_earlier_or_held_import_of_the_source_blocks():
    first, second = received(), received(log(cases=5))
    assert queries.blocking(second, at=LATER) == first
    assert queries.blocking(first, at=LATER) is None
    Message.objects.filter(pk=second.pk).update(
        lease_until=LATER + timedelta(seconds=1), leased_by="elsewhere:1:1"
    )
    assert queries.blocking(first, at=LATER) == second


def test_an_import_under_way_is_found():
    first = imported()
    assert queries.under_way(first) is None
    second = received(log(cases=5))
    assert queries.under_way(first) == second
    assert queries.under_way(second) is None


def test_only_an_import_that_knew_rows_of_it_stands_on_another():
    first = imported(log(cases=3))
    apart = imported(log(cases=3, first=10), at=LATER)
    assert queries.built_on(first) is None
    leaning = imported(log(cases=4), at=LATER + timedelta(hours=1))
    assert queries.built_on(first) == leaning
    assert queries.built_on(apart) == leaning
    assert queries.built_on(leaning) is None


def test_another_closing_rule_than_before_is_noticed():
    first = imported()
    assert not queries.rule_changed(first)
    assert not queries.rule_changed(received(log(cases=5)))
    assert queries.rule_changed(
        received(log(cases=6), closing_rule="end_stages", end_stages=("Leave",))
    )


def test_many_waiting_imports_are_a_crowd(monkeypatch):
    assert not queries.crowded()
    monkeypatch.setattr("carepath.ingestion.queries.imports.CROWD", 1)
    received()
    assert queries.crowded()


def test_the_same_bytes_are_found_while_they_count():
    first, again = imported(), draft()
    imported(source="elsewhere", at_site=site("south"))
    assert queries.same_file(again) == first
    assert queries.same_file(draft(log(cases=5))) is None
    Message.objects.filter(pk=first.pk).update(state="undone", dedupe_key=None)
    assert queries.same_file(again) is None
