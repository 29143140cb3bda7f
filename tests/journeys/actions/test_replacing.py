"""Replacing: these events are all there is of a case, whatever was there before."""

import pytest

from carepath.journeys import actions as journeys
from carepath.journeys.models import Journey, Span
from tests.factories import AT
from tests.journeys.actions.test_record import a_source
from tests.journeys.frames import event, frame, us

pytestmark = pytest.mark.django_db


def replaced(source, *events, opened=0, closed=None):
    return journeys.replace(
        events=frame(*events), case="A", source=source, opened=us(opened), closed=us(closed),
        by="test", at=AT,
    )  # fmt: skip


def stages():
    return list(Span.objects.filter(retracted_at=None).values_list("stage__name", flat=True))


def test_what_is_not_among_them_is_taken_back_and_may_return():
    source = a_source()
    ward, bed = event("A", "Ward", 0, 30), event("A", "Bed", 30, 60)
    journey = replaced(source, ward, bed)
    assert (stages(), journey.n_spans) == (["Ward", "Bed"], 2)
    journey = replaced(source, ward)
    assert (stages(), journey.n_spans) == (["Ward"], 1)
    journey = replaced(source, ward, bed)
    assert (stages(), journey.n_spans) == (["Ward", "Bed"], 2)
    assert Span.objects.count() == 2


def test_recorded_bounds_win():
    source = a_source()
    journey = replaced(source, event("A", "Ward", 10, 30), opened=0)
    assert journey.opened_at < AT.replace(minute=10)
    journey = replaced(source, event("A", "Ward", 10, 30), opened=0, closed=90)
    assert (journey.closed_at - AT).total_seconds() == 90 * 60
    assert journey.closed_by == Journey.ClosedBy.RECORDED


def test_the_same_again_changes_nothing():
    source = a_source()
    first = replaced(source, event("A", "Ward", 0, 30))
    again = replaced(source, event("A", "Ward", 0, 30))
    assert (again.pk, again.change) == (first.pk, first.change)


def test_a_case_of_which_nothing_is_left_stays_without_spans():
    source = a_source()
    assert replaced(source) is None
    replaced(source, event("A", "Ward", 0, 30))
    assert replaced(source).n_spans == 0


def test_other_cases_are_left_alone():
    source = a_source()
    journeys.record(events=frame(event("B", "Ward", 0, 5)), source=source, by="test", at=AT)
    replaced(source, event("A", "Bed", 0, 30))
    assert sorted(stages()) == ["Bed", "Ward"]
