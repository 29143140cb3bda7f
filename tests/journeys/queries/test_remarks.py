"""What people said: in order, and only to who may see it."""

from datetime import timedelta
from uuid import uuid4

import pytest

from carepath.accounts.permissions import Permission
from carepath.frames.moments import OPEN, UNKNOWN, to_us
from carepath.journeys import actions, queries
from carepath.journeys.models import Annotation, Journey, JourneyLink, Patient
from carepath.places.models import Unit
from tests.factories import AT, nora, otto, person, site
from tests.journeys.worlds import ward

pytestmark = pytest.mark.django_db


def noted(text, starts, ends, by, at_site=None, **more):
    return actions.annotate(
        site=at_site or site(),
        unit=None,
        starts_at=AT + timedelta(days=starts),
        ends_at=AT + timedelta(days=ends),
        text=text,
        by=by,
        at=AT,
        **more,
    )


def test_notes_come_oldest_first_with_all_their_versions():
    who, source = nora(), ward(1)
    journey = Journey.objects.get(source=source)
    second = actions.write_note(journey=journey, text="b", by=who, at=AT + timedelta(hours=1))
    actions.write_note(journey=journey, text="a", by=who, at=AT)
    actions.edit_note(note=second, version=1, text="c", by=who, at=AT + timedelta(hours=2))
    assert [note.text for note in queries.notes(journey)] == ["a", "c"]
    versions = [(number, text) for number, _at, _who, text in queries.versions(second)]
    assert versions == [(2, "c"), (1, "b")]


def test_links_show_both_ends_and_the_same_patient():
    who = nora()
    ward(3)
    first, second, third = Journey.objects.order_by("opened_at")
    JourneyLink.objects.create(earlier=first, later=second, kind=JourneyLink.Kind.READMISSION)
    patient = Patient.objects.create(key=uuid4())
    Journey.objects.filter(pk__in=[first.pk, third.pk]).update(patient=patient)
    first.refresh_from_db()
    found = [(link.journey, link.kind, link.later) for link in queries.links(first, by=who)]
    assert found == [(second, "readmission", True), (third, "same_patient", True)]
    assert [link.later for link in queries.links(second, by=who)] == [False]
    assert queries.links(first, by=otto()) == []


def test_annotations_are_those_of_ones_sites_newest_first():
    who = person("north", "CLINICIAN", at_site="north")
    noted("old", 0, 1, who)
    noted("new", 5, 6, who)
    noted("elsewhere", 5, 6, who, site("south"))
    assert [found.text for found in queries.annotations(by=who)] == ["new", "old"]
    assert [found.text for found in queries.annotations(by=otto())] == []


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [(None, None, ["old", "new"]), (2, 9, ["new"]), (0, 1, ["old"]), (2, 4, [])],
)
def test_a_source_has_the_annotations_that_touch_its_period(first, last, expected):
    source = ward(1)
    who = nora()
    noted("old", 0, 1, who)
    noted("new", 5, 6, who)
    bounds = None
    if first is not None:
        bounds = tuple(to_us(AT + timedelta(days=day, hours=1)) for day in (first, last))
    assert sorted(found.text for found in queries.annotations_of(source, bounds)) == sorted(
        expected
    )
    assert len(queries.annotations_of(source, (UNKNOWN, OPEN))) == 2


def test_what_concerns_some_stages_comes_with_what_concerns_all():
    source, who = ward(1), nora()
    noted("all", 1, 1, who)
    noted("doctor", 2, 2, who, stages={"Doctor", "Triage"})
    noted("bed", 3, 3, who, stages=["Bed"])
    assert [one.text for one in queries.annotations_of(source, None)] == ["bed", "doctor", "all"]
    near = queries.annotations_of(source, None, stages=["Doctor"])
    assert [one.text for one in near] == ["doctor", "all"]


def test_markers_are_on_the_sources_clock_oldest_first():
    source, who = ward(1), nora()
    noted("later", 5, 6, who)
    noted("first", 1, 1, who, kind=Annotation.Kind.BEGAN)
    found = queries.markers(source, None)
    assert [(one.text, one.kind) for one in found] == [("first", "began"), ("later", "note")]
    assert found[0].starts_at == found[0].ends_at
    assert str(found[0].starts_at.tzinfo) == source.timezone


def test_sites_with_a_right_come_with_their_units(django_assert_num_queries):
    Unit.objects.create(site=site(), code="w4", name="Ward 4")
    site("south")
    who = person("north", "CLINICIAN", at_site="north")
    found = queries.sites_where(Permission.ANNOTATE, by=who)
    assert [(one.slug, [unit.code for unit in one.units.all()]) for one in found] == [
        ("north", ["w4"])
    ]
    assert queries.sites_where(Permission.ANNOTATE, by=otto()) == []
