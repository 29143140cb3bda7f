"""One visit told by several sources, through their real doors, in any order, is one journey."""

import json
from datetime import timedelta
from itertools import permutations

import pytest

from carepath.analysis.waits import attribute
from carepath.audit.models import Entry
from carepath.frames.correlation import Rule, Rules
from carepath.frames.moments import to_us
from carepath.ingestion import actions, policies
from carepath.ingestion.models import Apart, Correlated, Correlating
from carepath.journeys import actions as journeys
from carepath.journeys import queries as read
from carepath.journeys.models import Journey
from tests.factories import AT, nora, site
from tests.ingestion.identities import merged_visits
from tests.ingestion.messages import adt
from tests.ingestion.worlds import imported
from tests.journeys.frames import event
from tests.journeys.worlds import declared, record

pytestmark = pytest.mark.django_db
LAB = "case,activity,time\nV1,Blood taken,2026-03-02 09:15:00\nV1,Result,2026-03-02 09:40:00\n"
RULES = Rules(
    ("adt", "encounters"),
    (
        Rule("lab", visit="case"),
        Rule("theatre", visit="visit", patient=True, before_min=5, after_min=5),
    ),
)


def hl7(*raws):
    feed = actions.declare_feed(name="adt", site=site(), by="test", at=AT)
    for raw in raws:
        held = actions.receive_hl7(raw=raw, source=feed, by="test", at=AT)
        actions.process(message=held.pk, by="test", at=AT)


def told_by_feed():
    hl7(adt("A01", 1, "W1"), adt("A02", 45, "W2"))
    hl7(adt("A03", 58, "W2"))


def told_by_file():
    imported(LAB, source="lab", timezone="UTC")


def told_by_encounters():
    source = declared("encounters", at_site=site())
    record(source, event("V1", "Seen", 20, 30))


def settle(at=AT):
    for _round in range(9):
        if not actions.correlate_changed(by="test", at=at):
            return
    raise AssertionError("It never settles.")


def rules(content=RULES):
    return actions.save_rules(site=site(), rules=content, reason="first", by="test", at=AT)


def whole():
    (one,) = Journey.objects.filter(joined_to=None, n_spans__gt=0)
    return one


def drawn(journey):
    found = attribute(read.spans_of(journey), 0, to_us(AT + timedelta(days=1)))
    spans = sorted((one.stage.name, one.source.name) for one in read.current_spans(journey))
    return (
        spans,
        [(line.name, line.kind, line.us) for line in found.credits()],
        found.us,
    )


@pytest.mark.parametrize(
    "order", list(permutations((told_by_feed, told_by_file, told_by_encounters)))
)
def test_any_order_ends_in_one_journey_with_one_attribution(order):
    rules()
    for tell in order:
        tell()
        settle()
    journey = whole()
    assert journey.source.name == "adt"
    spans, lines, us = drawn(journey)
    assert [name for name, _source in spans].count("Blood taken") == 1
    assert {source for _name, source in spans} == {"adt", "lab", "encounters"}
    assert sum(line[2] for line in lines) == us == 57 * 60_000_000
    assert {row.outcome for row in Correlated.objects.all()} == {"leads", "number"}


def test_rules_that_come_last_join_what_is_there():
    told_by_file()
    told_by_feed()
    settle()
    assert Journey.objects.filter(joined_to=None).count() == 2
    rules()
    settle()
    assert whole().case_ref == "V1"


def test_an_import_is_undone_as_ever():
    rules()
    told_by_feed()
    message = imported(LAB, source="lab", timezone="UTC")
    settle()
    assert len(read.current_spans(whole())) == 6
    actions.undo(message=message, reason="wrong file", by="test", at=AT)
    actions.process(message=message.pk, by="test", at=AT)
    settle()
    assert len(read.current_spans(whole())) == 4
    imported(LAB, source="lab", timezone="UTC")
    settle()
    assert len(read.current_spans(whole())) == 6


def test_a_merge_takes_the_cases_along_and_a_parting_brings_them_back():
    rules()
    hl7(adt("A01", 1, "W1", visit="V7"), adt("A01", 2, "W2"))
    told_by_file()
    settle()
    case = Journey.objects.get(source__name="lab")
    assert case.joined_to.case_ref == "V1"
    hl7(merged_visits("V1", "V7", 9))
    settle()
    case.refresh_from_db()
    assert case.joined_to.case_ref == "V7"
    link = case.joined_to.source.link_set.get()
    actions.part(link=link, reason="two visits", by="test", at=AT)
    settle()
    case.refresh_from_db()
    assert case.joined_to.case_ref == "V1"


def test_patient_and_time_join_only_what_is_clear():
    rules()
    hl7(adt("A01", 1, "W1"), adt("A03", 55, "W1"))
    patient = "p1^HOSP"
    source = declared("theatre", at_site=site())
    record(source, event("T1", "Operation", 20, 30, patient=patient))
    record(source, event("T2", "Operation", 70, 80, patient=patient))
    numbered = json.dumps({"visit": "V1"})
    record(source, event("T3", "Operation", 90, 95, case_attributes=numbered))
    settle()
    found = {row.journey.case_ref: row.outcome for row in Correlated.objects.all()}
    assert found == {"V1": "leads", "T1": "patient", "T2": "no_visit", "T3": "number"}


def test_a_wrong_join_is_taken_apart_by_a_person_and_stays_so():
    rules()
    told_by_feed()
    told_by_file()
    settle()
    found = Correlated.objects.get(source__name="lab")
    with pytest.raises(policies.NotNow):
        actions.take_apart(found=found, reason="", by="test", at=AT)
    actions.take_apart(found=found, reason="another patient's tube", by="test", at=AT)
    assert Apart.objects.get().reason == "another patient's tube"
    assert Journey.objects.get(source__name="lab").joined_to is None
    rules()
    hl7(adt("A08", 50, "W2"))
    settle()
    assert Journey.objects.get(source__name="lab").joined_to is None
    actions.let_join(found=found, reason="it was right", by="test", at=AT)
    assert Journey.objects.get(source__name="lab").joined_to is not None
    verbs = Entry.objects.filter(verb__startswith="correlation.").order_by("pk")
    assert [entry.verb for entry in verbs] == [
        "correlation.rules", "correlation.apart", "correlation.rules", "correlation.let_join",
    ]  # fmt: skip


def test_what_is_a_part_is_read_with_the_whole_and_shown_at_both_addresses():
    rules()
    told_by_feed()
    told_by_file()
    settle()
    part, by = Journey.objects.get(source__name="lab"), nora()
    assert read.by_trace_id(part.trace_id, by=by) == whole()
    journeys.store_changes(by="test", at=AT)
    spans = read.spans(by=by)
    assert spans.n_journeys == 1
    assert spans.n_spans == 6


def test_a_site_without_rules_is_left_alone():
    told_by_feed()
    settle()
    assert not Correlated.objects.exists()
    assert Correlating.objects.get().change > 0
