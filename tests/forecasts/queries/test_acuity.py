"""What is said of acuity, journey by journey, counted again from the rows themselves."""

from collections import Counter
from datetime import timedelta

import numpy as np
import pytest

from carepath.forecasts import actions, queries
from carepath.frames.moments import to_us
from carepath.journeys.models import Journey
from carepath.places.models import Unit
from tests.factories import AT
from tests.forecasts.worlds import hospital

pytestmark = pytest.mark.django_db
H = timedelta(hours=1)


def known(until=AT, weeks=3):
    where = hospital(weeks=weeks, until=until)
    return where, queries.read(site=where, now=to_us(until))


def written(rows):
    """Labels as the rows have them: 2, 2.0 and "2" are one; none is '?'."""
    return Counter(
        "?" if (level := row.attributes.get("acuity")) is None else str(int(level)) for row in rows
    )


def test_everyone_who_came_is_in_a_group(django_assert_num_queries):
    _where, read = known()
    assert len(read.openings.at)
    ed = Unit.objects.get(code="ED")
    with django_assert_num_queries(2):
        found = queries.by_acuity(read, [None, ed])
    assert found.attributes == ("acuity",)
    site, department = found.groups
    assert site.labels == department.labels == ("2", "3", "4", "5", "?")
    hours = site.counts.shape[1]
    rows = Journey.objects.filter(opened_at__gte=AT - hours * H, opened_at__lt=AT)
    counted = dict(zip(site.labels, site.counts.sum(1).astype(int).tolist(), strict=True))
    assert counted == written(rows) and sum(counted.values()) == rows.count()


def test_a_part_speaks_for_a_journey_that_says_nothing():
    _where, read = known(weeks=1)
    whole, part, other = Journey.objects.order_by("pk")[20:23]
    Journey.objects.filter(pk=whole.pk).update(attributes={})
    Journey.objects.filter(pk=part.pk).update(
        attributes={"Triage": "U1", "acuity": "  "}, joined_to=whole
    )
    Journey.objects.filter(pk=other.pk).update(attributes={"acuity": 9, "Triage": "U2"})
    said = queries.labels(read, ("acuity", "Triage"), read.since)
    assert (said[whole.pk], said[other.pk]) == ("U1", "9") and part.pk not in said


def test_where_nobody_says_a_level_nothing_is_parted():
    where, read = known(weeks=1)
    Journey.objects.update(attributes={"age": 4})
    assert queries.by_acuity(read, [None]) == queries.ByAcuity((), (None,))
    actions.run_due(by="test", at=AT)
    (site, _ed) = queries.latest(site=where, job="arrivals", known_at=AT)
    assert queries.groups_of(queries.Told(site)) == []


def test_what_was_told_of_groups_adds_up_and_what_came_too():
    where, read = known(until=AT + 5 * H)
    actions.run_due(by="test", at=AT)
    for row in queries.latest(site=where, job="arrivals", known_at=AT):
        told = queries.Told(row)
        groups = queries.groups_of(told)
        assert [one.group for one in groups] == ["2", "3", "4", "5", "?"]
        total = sum(one.mean for one in groups)
        np.testing.assert_allclose(total, told.mean, rtol=0, atol=1e-9)
        came = [queries.arrived_of(read, row, one.group, AT, AT + 4 * H) for one in groups]
        assert np.sum(came, axis=0).tolist() == queries.arrived(read, row.unit_id, AT, AT + 4 * H)
        three = groups[1]
        assert three.mean[:24].sum() > 1.5 * groups[0].mean[:24].sum() > 0
        assert three.spread(8) >= 0 and queries.width_of(told) == 1
        assert queries.width_of(groups[-1]) == 8
        mean, quantiles = queries.by_window(groups[-1], 72, 8)
        assert quantiles.shape == (9, 9) and mean.sum() == pytest.approx(groups[-1].mean.sum())
        night = queries.tonight(three)
        assert night.low <= night.mean <= night.high


def test_a_level_that_was_no_group_then_counts_as_one_of_the_others():
    where, read = known(until=AT + 5 * H)
    actions.run_due(by="test", at=AT)
    (row, _ed) = queries.latest(site=where, job="arrivals", known_at=AT)
    late = Journey.objects.filter(opened_at__gte=AT, opened_at__lt=AT + 4 * H)
    late.update(attributes={"acuity": "new"})
    assert sum(queries.arrived_of(read, row, "+", AT, AT + 4 * H)) == late.count() > 0
    assert not sum(queries.arrived_of(read, row, "?", AT, AT + 4 * H))
