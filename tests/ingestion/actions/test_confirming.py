from dataclasses import replace

import pytest

from carepath.audit.models import Entry
from carepath.frames.mapping import Target
from carepath.ingestion import actions
from carepath.ingestion.models import Message
from carepath.ingestion.policies import NotNow
from carepath.journeys.actions import SourceElsewhere
from carepath.journeys.models import Source
from tests.factories import AT, site
from tests.ingestion.worlds import LATER, MAPPING, draft, imported, received

pytestmark = pytest.mark.django_db


def confirmed(message, source="log", mapping=MAPPING):
    return actions.confirm(
        message=message, source=source, mapping=mapping, by="worker:test", at=LATER
    )


def test_a_confirmed_draft_waits_with_its_source_and_mapping():
    message = received(phases={"Leave": "ward"}, targets=(Target("Arrive", "Triage", 600),))
    assert message.state == Message.State.RECEIVED
    assert message.mapping.name == "log"
    source = Source.objects.get(name="log")
    assert source.timezone == "Europe/Amsterdam"
    assert source.targets.get().within_s == 600
    assert source.site.stages.get(name="Leave").phase == "ward"
    assert Entry.objects.filter(verb="import.received").count() == 1


def test_the_same_file_again_is_the_same_import_and_changes_nothing():
    first = imported()
    before = list(Source.objects.values()), first.progress.spans
    again = confirmed(draft())
    assert again.pk == first.pk
    assert (again.state, again.deliveries, again.last_seen_at) == ("processed", 2, LATER)
    assert Message.objects.count() == 1
    assert (list(Source.objects.values()), again.progress.spans) == before


def test_other_phases_or_targets_make_a_new_import_of_the_same_rows():
    first = imported()
    again = imported(targets=(Target("Arrive", "Leave", 60),))
    assert again.pk != first.pk
    assert (again.progress.spans, again.progress.duplicates) == (0, first.progress.spans)


@pytest.mark.parametrize("change", [{"timezone": "UTC"}, {"activity": "case"}])
def test_other_columns_or_times_are_refused_until_the_first_import_is_undone(change):
    first = imported()
    with pytest.raises(NotNow, match=f"import {first.pk}"):
        confirmed(draft(), mapping=replace(MAPPING, **change))


def test_the_same_file_may_go_into_two_sources():
    assert received(source="one").pk != received(source="two").pk


def test_a_source_belongs_to_one_site():
    received(source="log")
    with pytest.raises(SourceElsewhere):
        confirmed(draft(at_site=site("south")))


def test_sending_a_file_again_that_was_set_aside_tries_it_again():
    message = received()
    Message.objects.filter(pk=message.pk).update(state="quarantined", reason_code="poison")
    again = confirmed(draft())
    assert (again.pk, again.state, again.reason_code) == (message.pk, "received", "")


def test_each_draft_is_kept_until_it_is_confirmed():
    message = draft()
    assert Message.objects.get().state == "draft"
    assert confirmed(message).received_at == AT
