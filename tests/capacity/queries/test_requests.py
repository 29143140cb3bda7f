"""Who waits, where they are, and what fits."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from carepath.capacity import actions, queries
from carepath.capacity.models import Request
from carepath.journeys.models import Journey
from carepath.places import actions as places
from carepath.places.models import Bed
from tests.capacity.actions.test_projecting import feed, send
from tests.capacity.waiting import a_bed, waits
from tests.factories import AT, ben
from tests.ingestion.messages import adt

pytestmark = pytest.mark.django_db
LATER = AT + timedelta(hours=1)


def page(source, **more):
    return queries.requests(site=source.site, at=LATER, **more)


def test_the_longest_wait_is_first_and_says_where_the_patient_is():
    source = feed()
    waits(source, "V1", minute=20)
    waits(source, "V2", minute=5)
    found = page(source).items
    assert [one.request.journey.case_ref for one in found] == ["V2", "V1"]
    assert {one.source.code for one in found} == {"ED"}


def test_men_and_women_are_not_put_together_and_reasons_are_counted():
    source = feed()
    a_bed("B1", source, room="R1")
    a_bed("B2", source, room="R1")
    a_bed("B3", source, room="R2")
    send(source, adt("A01", 1, "W1", visit="V9", bed="B1", room="R1"))
    Journey.objects.filter(case_ref="V9").update(attributes={"sex": "M"})
    waits(source, "V1", sex="F")
    (one,) = page(source).items
    assert [bed.label for bed in one.fit.beds] == ["R2 B3"]
    reasons = dict(one.fit.others)
    assert (reasons["other_unit"], reasons["other_sex"], reasons["occupied"]) == (1, 1, 1)


@pytest.mark.parametrize(
    ("kept_for", "said", "fits"),
    [
        (("Surgery", "Surgery"), "", 2),
        (("Surgery", "Surgery"), "Cardiology", 0),
        (("Surgery", "Cardiology"), "", 0),
        (("Surgery", ""), "", 1),
    ],
)
def test_who_asks_for_a_unit_of_one_specialty_needs_that_one(kept_for, said, fits):
    source = feed()
    waits(source, "V1")
    Journey.objects.filter(case_ref="V1").update(attributes={"specialty": said} if said else {})
    for n, specialty in enumerate(kept_for):
        Bed.objects.filter(pk=a_bed(f"B{n}", source).pk).update(specialty=specialty)
    (one,) = page(source).items
    assert len(one.fit.beds) == fits
    first = Bed.objects.get(code="B0")
    assert bool(queries.why_not(one.request, first, at=LATER)) == (fits < 2)


def test_what_is_kept_is_shown_and_no_longer_offered():
    source = feed()
    request, bed = waits(source), a_bed("B1", source)
    kept = actions.reserve(request=request, bed=bed, by=ben(), at=AT)
    (one,) = page(source).items
    assert (one.reserved, one.fit.beds) == (kept, ())
    assert queries.reserved(site=source.site) == {bed.pk: kept}


def test_a_request_that_was_met_is_over_and_one_that_was_taken_back_is_gone():
    source = feed()
    request = waits(source)
    request.span.started_at = AT + timedelta(minutes=30)
    request.span.save(update_fields=["started_at"])
    actions.project([request.journey_id])
    assert Request.objects.get().ended_at == request.span.started_at
    assert not page(source).items
    earlier = queries.requests(site=source.site, at=AT + timedelta(minutes=29), past=True)
    assert [one.request.span for one in earlier.items] == [request.span]
    request.span.retracted_at = LATER
    request.span.save(update_fields=["retracted_at"])
    actions.project([request.journey_id])
    assert not Request.objects.exists()


def test_pages_of_what_was_known_hold_each_request_once():
    source = feed()
    wanted = [waits(source, f"V{n}", minute=n // 2).journey.case_ref for n in range(23)]
    first = page(source, known_at=LATER)
    second = page(source, known_at=LATER, after=first.after)
    seen = [one.request.journey.case_ref for one in [*first.items, *second.items]]
    assert (seen, second.after) == (wanted, "")
    assert not page(source, known_at=AT - timedelta(minutes=1)).items


def test_a_request_is_made_from_a_stay_that_was_asked_for():
    source = feed()
    request = waits(source)
    Request.objects.all().delete()
    actions.project([request.journey_id])
    found = Request.objects.get()
    assert (found.span_id, found.unit.code, found.asked_at) == (
        request.span_id, "W1", request.asked_at,
    )  # fmt: skip
    actions.project([request.journey_id])
    assert Request.objects.get() == found


def test_questions_do_not_grow_with_requests():
    source, asked = feed(), []
    for n in range(1, 4):
        waits(source, f"V{n}")
        a_bed(f"B{n}", source)
        with CaptureQueriesContext(connection) as found:
            page(source)
        asked.append(len(found))
    assert asked[0] == asked[-1]


def test_pages_hold_each_request_once():
    source = feed()
    wanted = [waits(source, f"V{n}", minute=n // 2).journey.case_ref for n in range(23)]
    first = page(source)
    second = page(source, after=first.after)
    seen = [one.request.journey.case_ref for one in [*first.items, *second.items]]
    assert seen == wanted
    assert second.after == ""


def test_a_free_bed_that_nobody_staffs_is_not_offered():
    source = feed()
    request, bed = waits(source), a_bed("B1", source)
    assert [one.bed for one in page(source).items[0].fit.beds] == [bed.pk]
    places.declare_beds(unit=bed.unit, beds=0, physical=1, by="test", at=AT)
    (one,) = page(source).items
    assert one.fit.beds == ()
    assert dict(one.fit.others)["not_staffed"] == 1
    with pytest.raises(actions.NotFree, match="staff"):
        actions.reserve(request=request, bed=bed, by=ben(), at=LATER)
