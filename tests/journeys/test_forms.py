"""What people type: read on the hospital's clock, refused with the name of the field."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from carepath.journeys.forms import (
    AnnotationForm,
    CohortForm,
    ListForm,
    NoteForm,
    WrongFilter,
    civil,
)
from carepath.journeys.queries.cohorts import query_of
from carepath.places.models import Unit
from tests.factories import site

AMSTERDAM = ZoneInfo("Europe/Amsterdam")


def form(kind=CohortForm, **values):
    return kind(values, source="log", zone=AMSTERDAM)


def fields(**values):
    return [fault.field for fault in form(**values).faults]


def test_an_empty_address_asks_for_everything():
    cohort = form().cohort()
    assert (cohort.source, cohort.period.bounds, cohort.stage) == ("log", None, "")


def test_every_field_is_read():
    values = {
        "stage": "ER Triage", "from_stage": "A", "to_stage": " B", "wait_s": "60",
        "variant": "00ff", "ms_from": "C", "ms_to": "D", "beyond_s": "3600", "longer_s": "5",
        "up_to_s": "0", "weekday": "0", "hour": "23", "state": "open", "found": "3F-2a",
        "from": "2026-03-01", "unit": "CT", "asked_days": "4,0,4", "asked_hours": "21-7",
    }  # fmt: skip
    cohort = form(**values).cohort()
    assert (cohort.unit, cohort.asked_days, cohort.asked_hours) == ("CT", (0, 4), (21, 7))
    assert form(**query_of(cohort)).cohort() == cohort
    assert (cohort.to_stage, cohort.up_to_s, cohort.weekday, cohort.found) == (" B", 0, 0, "3f2a")
    assert cohort.period.first == date(2026, 3, 1)


@pytest.mark.parametrize(
    ("typed", "seconds", "shown"),
    [
        ("90 min", 5_400, "90 min"),
        ("1 h 30 min", 5_400, "1 h 30 min"),
        ("2D", 172_800, "2D"),
        ("5400", 5_400, "1 h 30 min"),
        ("90061", 90_061, "1 d 1 h 1 min 1 s"),
        ("0", 0, "0 s"),
        ("", None, ""),
    ],
)
def test_a_time_is_written_as_people_do_and_a_link_shows_it_so(typed, seconds, shown):
    asked = form(up_to_s=typed)
    assert asked.cohort().up_to_s == seconds
    assert (asked["up_to_s"].value() or "") == shown
    assert form(up_to_s=shown).cohort().up_to_s == seconds


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"wait_s": "90 minutes"}, "wait_s"),
        ({"wait_s": "999999 d"}, "wait_s"),
        ({"longer_s": "a while"}, "longer_s"),
        ({"longer_s": "-1"}, "longer_s"),
        ({"beyond_s": "9" * 15}, "beyond_s"),
        ({"state": "lost"}, "state"),
        ({"found": "xyz"}, "found"),
        ({"hour": "24"}, "hour"),
        ({"from": "yesterday"}, "from"),
        ({"from": "2026-03-02", "to": "2026-03-01"}, "to"),
        ({"variant": "the usual"}, "variant"),
        ({"asked_days": "7"}, "asked_days"),
        ({"asked_days": "0,"}, "asked_days"),
        ({"asked_hours": "8"}, "asked_hours"),
        ({"asked_hours": "24-8"}, "asked_hours"),
        ({"asked_hours": "8-25"}, "asked_hours"),
        ({"unit": "x" * 81}, "unit"),
        ({"found": "0" * 37}, "found"),
        ({"stage": "x" * 201}, "stage"),
    ],
)
def test_what_cannot_be_read_is_named_and_nothing_is_left_out(values, field):
    given = {"stage": "Triage"} | values
    assert fields(**given) == [field]
    with pytest.raises(WrongFilter) as refused:
        form(**given).cohort()
    (fault,) = refused.value.faults
    assert fault.typed == values[field]
    assert str(refused.value) == f"{fault.label}: {fault.sentence}"


@pytest.mark.parametrize(
    ("values", "faults"),
    [
        ({"from_stage": "A"}, ["to_stage"]),
        ({"ms_to": "B", "beyond_s": "60"}, ["ms_from"]),
        ({"wait_s": "60"}, ["from_stage", "to_stage"]),
        ({"from_stage": "A" * 201, "to_stage": "B"}, ["from_stage"]),
        ({"from_stage": "A", "to_stage": "B", "wait_s": "0"}, []),
    ],
)
def test_half_of_a_pair_is_a_fault(values, faults):
    assert fields(**values) == faults


def test_a_stage_that_is_not_there_is_a_fault_of_each_field_that_names_it():
    asked = form(stage="Triage", ms_from="Tirage", ms_to="Bed")
    asked.refuse({"Tirage"})
    assert [fault.field for fault in asked.faults] == ["ms_from"]


def test_the_list_also_has_an_order_and_a_page():
    assert form(ListForm).order == "opened"
    assert form(ListForm, sort="-length", after="-5_7").order == "-length"
    wrong = form(ListForm, sort="colour", after="12")
    assert [fault.field for fault in wrong.faults] == ["sort", "after"]
    assert "opened, length, spans" in wrong.faults[0].sentence


def test_the_narrowing_goes_into_another_address():
    asked = form(ListForm, stage="A", hour="", sort="length", after="1_2", **{"from": "2026-03-01"})
    assert asked.narrowing == {"stage": "A", "from": "2026-03-01"}


def test_what_no_control_shows_is_carried_along():
    asked = form(ListForm, hour="0", variant="", sort="spans", stage="A", wait_s="60")
    assert [field.html_name for field in asked.carried] == ["hour", "sort"]
    assert asked.asks_for_more
    assert not form(ListForm, stage="A").asks_for_more


def test_an_empty_note_is_refused():
    assert "Write something" in str(NoteForm({"text": " "}).errors)
    assert NoteForm({"text": "x" * 4001}).errors
    assert NoteForm({"text": "A porter came late.", "version": "2"}).is_valid()


@pytest.mark.django_db
class TestAnnotation:
    def form(self, **values):
        self.unit = Unit.objects.create(site=site(), code="w4", name="Ward 4")
        place = f"{site().pk}-{self.unit.pk}"
        given = {"text": "strike", "place": place, "starts": "2026-07-01T08:00"}
        return AnnotationForm(given | {"ends": "2026-07-01T10:00"} | values, sites=[site()])

    def test_times_are_on_the_sites_clock(self):
        form = self.form()
        assert form.is_valid(), form.errors
        assert form.cleaned_data["starts"] == datetime(2026, 7, 1, 6, 0, tzinfo=UTC)
        assert form.cleaned_data["unit"] == self.unit

    @pytest.mark.parametrize("ends", ["2026-07-01T07:00", "2046-07-01T07:00"])
    def test_the_end_must_not_come_first_nor_in_another_decade(self, ends):
        assert list(self.form(ends=ends).errors) == ["ends"]

    def test_a_place_of_another_site_is_refused(self):
        assert list(self.form(place="999").errors) == ["place"]


def test_what_was_typed_keeps_its_wall_clock():
    typed = datetime(2026, 1, 1, 9, 0, tzinfo=UTC)
    assert civil(typed, AMSTERDAM) == datetime(2026, 1, 1, 8, 0, tzinfo=UTC)
