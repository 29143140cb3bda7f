"""What is told of a slot: of each unit, from what was known, or why nothing can be."""

from datetime import timedelta

import numpy as np
import pytest

from carepath.analysis import unit_demand
from carepath.forecasts import actions, queries
from carepath.forecasts.actions import telling
from carepath.forecasts.models import Slot, Vintage
from carepath.frames.moments import to_us
from carepath.journeys.models import Journey, Span
from carepath.places import actions as places
from carepath.places.models import Bed, Holiday, Unit
from tests.factories import AT, site
from tests.forecasts.worlds import hospital, with_holidays

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def slot(where, at=AT, job="beds"):
    return Slot(site=where, job=job, slot_at=at)


def test_each_unit_is_told_with_what_stands_behind_it():
    where = hospital(weeks=9)
    rows, read = telling.beds(slot(where), AT + HOUR / 3)
    assert [row.series for row in rows] == ["", "W1", "W2"]
    one = rows[1]
    lying = Span.objects.filter(unit__code="W1", ended_at=None, retracted_at=None)
    assert one.facts["present"] == lying.count()
    assert one.facts["waiting"] == lying.filter(started_at=None).count()
    assert (one.staffed, one.run, one.issued_at) == (13, 1, AT + HOUR / 3)
    assert one.data_until <= AT and not one.facts["short"]
    assert (one.model, one.version) == ("stays-and-arrivals", 2)
    assert read["units"] == 3 and read["spans"] == Span.objects.count()
    demand = queries.Told(one).demand
    assert demand.mean[0] == pytest.approx(one.facts["present"], abs=1.5)


def test_who_leaves_is_told_with_who_stays():
    where = hospital(weeks=9)
    for row in telling.beds(slot(where), AT)[0]:
        kept = queries.Told(row).packed
        assert kept.rows["leaves_by"].tolist()[:3] == [4, 8, 12] and len(kept.leaving.pmf) == 22
        assert len(bytes(row.law)) < 6_000


def test_a_roll_up_has_its_own_law_and_both_wards_add_up():
    where = hospital()
    whole, *parts = (queries.Told(row) for row in telling.beds(slot(where), AT)[0])
    np.testing.assert_allclose(whole.demand.mean, sum(one.demand.mean for one in parts), rtol=0.06)


def test_arrivals_are_told_of_the_site_and_its_departments():
    where = hospital(weeks=9)
    rows, _read = telling.arrivals(slot(where, job="arrivals"), AT)
    assert [(row.series, row.unit_id is None) for row in rows] == [("", True), ("ED", False)]
    mean = queries.Told(rows[0]).packed.rows["mean"]
    assert mean[24 + 3] > 3 * mean[24 + 17]  # noon and two at night
    assert len(queries.Told(rows[0]).packed.rows["dispersion"]) == 3


def test_arrivals_are_told_of_each_acuity_with_them():
    where = hospital(weeks=9)
    rows, _read = telling.arrivals(slot(where, job="arrivals"), AT)
    for row in rows:
        assert row.facts["acuity"] == ["2", "3", "4", "5", "?"]
        assert row.parameters["acuity"] == {"attributes": ["acuity"], "weeks": 26}
        kept = queries.Told(row).packed.rows
        assert len(kept["shares"]) == 5 * 72 and len(kept["spreads"]) == 5 * 3
        assert len(bytes(row.law)) < 3_000
    before = [row.fingerprint for row in rows]
    Journey.objects.filter(attributes__acuity=5).update(attributes={"acuity": 1})
    again = telling.arrivals(slot(where, job="arrivals"), AT)[0]
    assert [row.facts["acuity"][0] for row in again] == ["1", "1"]
    assert not set(before) & {row.fingerprint for row in again}


def test_nothing_that_is_known_later_enters():
    where = hospital(until=AT + 6 * HOUR)
    first = [row.fingerprint for row in telling.beds(slot(where), AT)[0]]
    Span.objects.filter(started_at__gt=AT).update(unit=None)
    assert [row.fingerprint for row in telling.beds(slot(where), AT)[0]] == first


@pytest.mark.parametrize("job", ["beds", "arrivals"])
def test_a_vintage_is_made_again_bit_for_bit_from_what_is_stored(job):
    hospital(weeks=9, until=AT + 3 * HOUR)
    for hours in range(3):
        actions.run_due(by="test", at=AT + hours * HOUR)
    stored = Vintage.objects.filter(job=job).select_related("slot__site").order_by("pk")
    assert {row.slot_at for row in stored} == {AT, AT + HOUR, AT + 2 * HOUR}
    for one in {row.slot for row in stored}:
        tell = {"beds": telling.beds, "arrivals": telling.arrivals}[job]
        again = {row.series: row for row in tell(one, AT + 9 * HOUR)[0]}
        for row in stored.filter(slot=one):
            new = again.pop(row.series)
            assert (bytes(new.law), new.fingerprint) == (bytes(row.law), row.fingerprint)
            assert (new.facts, new.parameters, new.staffed) == (
                row.facts, row.parameters, row.staffed,
            )  # fmt: skip
        assert not again


def test_holidays_that_were_known_are_applied_and_named_in_what_is_told():
    where = with_holidays(ahead=(-14, 1))
    hospital(weeks=9)
    (site_row, *_rest), _read = telling.arrivals(slot(where, job="arrivals"), AT)
    ward = telling.beds(slot(where), AT)[0][1]
    for row in (site_row, ward):
        assert row.parameters["holidays"] == [
            ["2026-02-16", "Spring Day"], ["2026-03-03", "Spring Day"],
        ]  # fmt: skip
        (said,) = row.facts["holidays"]
        assert (said["day"], said["name"]) == ("2026-03-03", "Spring Day")
        assert (said["alike"], said["others"], said["begun"]) == (1, 0, False)
    assert site_row.facts["holidays"][0]["factor"] != 1


def test_a_holiday_entered_or_taken_back_later_changes_what_is_told_later_alone():
    where, told = with_holidays(ahead=(1,)), {}
    hospital(weeks=9)
    tellers = {"beds": telling.beds, "arrivals": telling.arrivals}

    def now(job, at=AT):
        rows, _read = tellers[job](slot(where, at, job), at)
        return [(bytes(row.law), row.fingerprint, row.facts, row.parameters) for row in rows]

    for job in tellers:
        told[job] = now(job), now(job, AT + 2 * HOUR)
    row, said = Holiday.objects.get(), {"by": "test", "reason": "not here"}
    places.drop_holiday(row=row, at=AT + HOUR, **said)
    past = {"day": AT.date() - 7 * HOUR * 24, "name": "Spring Day"}
    places.add_holiday(site=where, at=AT + HOUR, **past, **said)
    for job, (then, later) in told.items():
        assert now(job) == then
        assert now(job, AT + 2 * HOUR) != later
        assert now(job, AT + 2 * HOUR)[0][2]["holidays"] == []
        assert now(job, AT + 2 * HOUR)[0][3]["holidays"] == [["2026-02-23", "Spring Day"]]


def test_a_warning_is_carried_on_from_run_to_run():
    where = hospital()
    for code, beds in (("W1", 3), ("W2", 6)):
        unit = Unit.objects.get(code=code)
        places.declare_beds(unit=unit, beds=beds, physical=20, by="test", at=AT)
    for hours in range(3):
        actions.run_due(by="test", at=AT + hours * HOUR)
    rows = Vintage.objects.filter(job="beds", series="W1").order_by("slot_at")
    said = [row.facts["warning"] for row in rows]
    assert [one["stands"] for one in said] == [False, True, True]
    zone = queries.read(site=where, now=to_us(AT)).zone
    first = int(unit_demand.clock_hours(np.array([to_us(AT)]), zone)[0])
    assert said[1]["named"][0] == first // 8 + 1
    later = telling.beds(slot(where, AT + 12 * HOUR), AT + 12 * HOUR)[0]
    assert not later[1].facts["warning"]["stands"]  # nobody looked for nine hours


def test_why_nothing_can_be_told():
    with pytest.raises(telling.NothingToTell, match="Nothing was known"):
        telling.beds(slot(site("empty")), AT)
    where = hospital(weeks=1)
    with pytest.raises(telling.NothingToTell, match="Nothing has come in for a day"):
        telling.beds(slot(where, AT + 40 * HOUR), AT)
    Bed.objects.all().delete()
    with pytest.raises(telling.NothingToTell, match="No unit"):
        telling.beds(slot(where), AT)
    with pytest.raises(telling.NothingToTell, match="Less than a day"):
        telling.arrivals(slot(where, AT - 6 * 24 * HOUR - 9 * HOUR, "arrivals"), AT)
