"""An Encounter as events of its visit, and the visit they make."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from carepath.analysis import visit_events, visits
from carepath.formats import adt, hl7v2
from carepath.formats.fhir import content, encounters
from carepath.frames import adt as shapes
from carepath.frames.moments import HOUR, MINUTE, to_us
from tests.formats.fhir.resources import at, encounter, place, told
from tests.ingestion.messages import adt as message

ZONE = ZoneInfo("Europe/Amsterdam")
NINE = to_us(datetime.fromisoformat("2026-03-02T09:00:00+00:00"))


def events(said):
    return encounters.admissions(said, visit="V1", patient="p1^HOSP", zone=ZONE)


def visit(*said):
    return visits.fold([one for each in said for one in events(each)])


def lasted(stretches, name):
    return [
        (
            getattr(one, name),
            (one.since - NINE) // MINUTE,
            one.until and (one.until - NINE) // MINUTE,
        )
        for one in stretches
    ]


def stays(found):
    return [(one.unit, since, until) for one, since, until in lasted(found.stays, "place")]


def test_the_emergency_example_of_hl7(shared):
    file = shared / "data/fhir/hl7-r4-examples/encounter-example-emerg.json"
    found = visit(content.read(file.read_bytes()))
    begin = to_us(datetime.fromisoformat("2017-02-01T07:15:00+10:00"))
    assert (found.status, found.opened, found.closed) == ("in progress", begin, None)

    def shape(stretches, name):
        return [
            (getattr(one, name), one.until and (one.until - one.since) // MINUTE)
            for one in stretches
        ]

    assert shape(found.statuses, "name") == [
        ("arrived", 20), ("triaged", 70), ("in progress", 210), ("on leave", 30),
        ("in progress", None),
    ]  # fmt: skip
    assert shape(found.classes, "name") == [("E", 132), ("I", None)]
    assert [(one.unit, last) for one, last in shape(found.stays, "place")] == [
        ("Emergency Waiting Room", 90), ("Emergency", 42), ("Ward 1, Room 42, Bed 1", 168),
        ("Ward 1, Room 42, Bed 1", None),
    ]  # fmt: skip
    assert shape(found.leaves, "name") == [("leave", 30)]
    assert found.doubts == ()


def test_the_bed_is_reserved_while_the_patient_is_away(shared):
    file = shared / "data/fhir/hl7-r4-examples/encounter-example-emerg.json"
    said = content.read(file.read_bytes())
    until = to_us(datetime.fromisoformat("2017-02-01T12:20:00+10:00"))
    found = visits.fold([one for one in events(said) if one.occurred < until])
    assert (found.status, found.reserved.unit) == ("on leave", "Ward 1, Room 42, Bed 1")
    assert all(one.until is not None for one in found.stays)


@pytest.mark.parametrize(
    "name", ["f001-heart", "f002-lung", "f003-abscess", "f201-20130404", "f202-20130128", "xcda"]
)
def test_what_names_no_moment_makes_none_up(shared, name):
    said = content.read(
        (shared / f"data/fhir/hl7-r4-examples/encounter-example-{name}.json").read_bytes()
    )
    assert events(said) == []


def test_days_stay_days(shared):
    said = content.read(
        (shared / "data/fhir/hl7-r4-examples/encounter-example-f203-20130311.json").read_bytes()
    )
    found = visit(said)
    assert (found.closed - found.opened) // HOUR == 9 * 24  # its type says: stay for nine days
    rows = visit_events.events(found, case="V1", patient="p")
    assert set(rows["precision"]) == {3}
    assert "part of" not in found.attributes  # it says that it is part of itself


def test_days_say_nothing_where_hours_are_told():
    days = encounter(period={"start": "2026-03-02", "end": "2026-03-03"})
    found = visit(days, encounter("finished", 0, 60))
    assert (found.opened, found.closed, found.precision) == (NINE, NINE + 60 * MINUTE, 1)


def test_a_finished_one_with_a_place_that_has_no_times_was_there_all_the_time():
    found = visit(encounter("finished", 0, 90, location=[{"location": {"display": "W1"}}]))
    assert stays(found) == [("W1", 0, 90)]
    assert (found.status, found.doubts) == ("finished", ())


def test_an_open_one_is_open_and_its_end_only_expected():
    found = visit(encounter("in-progress", 0, 90))
    assert (found.closed, found.discharge_expected) == (None, NINE + 90 * MINUTE)


def test_a_finished_one_without_an_end_ends_with_what_is_known_last():
    found = visit(encounter("finished", 0, location=[place("W1", 5, 50)]))
    assert (found.status, found.closed) == ("finished", NINE + 50 * MINUTE)


def test_the_end_is_that_of_the_history_where_the_period_has_none():
    said = encounter("finished", 0, statusHistory=[told("in-progress", 0), told("finished", 70)])
    assert visit(said).closed == NINE + 70 * MINUTE


def test_the_status_now_follows_the_last_of_the_history():
    found = visit(encounter("in-progress", 0, statusHistory=[told("arrived", 0, 15)]))
    assert lasted(found.statuses, "name") == [("arrived", 0, 15), ("in progress", 15, None)]


def test_a_leave_without_a_time_is_no_leave():
    found = visit(encounter("onleave", 0))
    assert (found.status, found.leaves) == ("in progress", ())


def test_the_class_now_follows_the_last_of_the_history():
    history = [{"class": {"code": "EMER"}, "period": {"start": at(0), "end": at(30)}}]
    found = visit(encounter("in-progress", 0, classHistory=history))
    assert lasted(found.classes, "name") == [("E", 0, 30), ("I", 30, None)]


def test_places_that_overlap_are_the_later_one_and_then_the_earlier_again():
    said = encounter("in-progress", 0, location=[place("W1", 0), place("Imaging", 20, 40)])
    assert stays(visit(said)) == [("W1", 0, 20), ("Imaging", 20, 40), ("W1", 40, None)]


def test_a_planned_place_is_reserved_and_no_stay():
    found = visit(encounter("planned", 60, location=[place("W1", 60, status="planned")]))
    assert (found.status, found.reserved.unit, found.opened) == ("planned", "W1", None)
    assert visit_events.events(found, case="V1", patient="p").is_empty()


@pytest.mark.parametrize(
    ("status", "word"), [("entered-in-error", "entered in error"), ("cancelled", "cancelled")]
)
def test_what_never_was_has_no_events_in_a_journey(status, word):
    found = visit(encounter(status, 0, 60))
    assert (found.status, found.opened, found.stays) == (word, None, ())
    assert visit_events.events(found, case="V1", patient="p").is_empty()


def test_one_given_up_after_the_patient_came_was_there_until_then():
    found = visit(encounter("cancelled", 0, 45, statusHistory=[told("arrived", 0, 45)]))
    assert (found.status, found.closed) == ("finished", NINE + 45 * MINUTE)


def test_what_is_said_of_it_are_codes_and_no_text():
    stay = {"admitSource": {"coding": [{"code": "emd"}], "text": "by her sister"}}
    length = {"value": 56, "unit": "minutes"}
    said = encounter("finished", 0, 56, hospitalization=stay, length=length)
    said |= {"partOf": {"reference": "Encounter/e0"}, "priority": {"coding": [{"code": "UR"}]}}
    assert visit(said).attributes == {
        "priority": "UR", "admit source": "emd", "length": "56 min", "part of": "Encounter/e0"
    }  # fmt: skip


def test_the_number_of_the_visit():
    def named(*several):
        return encounters.visit_of(encounter(identifier=list(several)), "e1")

    number = {"value": "v1", "type": {"coding": [{"code": "VN"}]}}
    assert named({"value": "x", "use": "official"}, number) == "v1"
    assert named({"value": "x"}, {"value": "y", "use": "official"}) == "y"
    assert named({"value": "x", "use": "temp"}) == "Encounter/e1"
    assert named({"system": "http://example.org"}) == "Encounter/e1"


def test_units_of_time_by_code_or_word():
    assert encounters.unit_of({"code": "min"}) == "min"
    assert encounters.unit_of({"unit": "minutes"}) == "min"
    assert encounters.unit_of({"value": 5}) is None


# -- one visit, told by messages of HL7 v2 and by an Encounter ------------------------------------


def of_message(*raws):
    return [one for raw in raws for one in adt.admissions(hl7v2.parse(raw), ZONE)]


MESSAGES = of_message(
    message("A04", 0, "ED", bed=""), message("A01", 10, "W1"), message("A02", 20, "W2"),
    message("A03", 50, "W2"),
)  # fmt: skip
SAME = encounter(
    "finished", 0, 50,
    statusHistory=[told("arrived", 0, 10), told("in-progress", 10, 50)],
    location=[place("ED", 0, 10, "completed"), place("W1", 10, 20), place("W2", 20, 50)],
    classHistory=[{"class": {"code": "IMP"}, "period": {"start": at(0)}}],
)  # fmt: skip


def test_what_both_tell_takes_effect_once_in_any_order():
    alone = visits.fold(MESSAGES)
    both = visits.fold([*events(SAME), *MESSAGES])
    assert both == visits.fold([*MESSAGES, *events(SAME)])
    assert stays(both) == stays(alone) == [("ED", 0, 10), ("W1", 10, 20), ("W2", 20, 50)]
    assert lasted(both.classes, "name") == lasted(alone.classes, "name")
    assert (both.status, both.opened, both.closed) == (alone.status, alone.opened, alone.closed)
    assert both.doubts == alone.doubts == ()
    assert both.stays[1].place.bed == "B1"  # the message names the bed, the Encounter does not


def test_an_encounter_taken_back_leaves_what_the_messages_told():
    gone = encounter("entered-in-error", 0, 50)
    assert stays(visits.fold([*MESSAGES, *events(gone)])) == stays(visits.fold(MESSAGES))


def test_who_is_in_care_does_not_arrive_again():
    late = encounter("arrived", 45)
    found = visits.fold([*MESSAGES[:2], *events(late)])
    assert found.status == shapes.IN_PROGRESS


def test_what_an_encounter_says_after_the_discharge_is_a_doubt():
    found = visits.fold([*MESSAGES, *events(encounter("in-progress", 120))])
    assert (found.status, found.doubts) == ("finished", ("Encounter after the discharge",))
