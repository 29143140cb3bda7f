"""Sentences that need a decision: few, the most urgent first, each with who decides."""

from datetime import timedelta

import pytest

from carepath.forecasts import actions as forecasts
from carepath.forecasts.models import Recommendation
from carepath.ingestion.models import Silence
from carepath.outcomes.models import Alert
from carepath.places import actions as places
from carepath.places.models import Unit
from carepath.portal import queries
from carepath.portal.queries.decisions import ADVICE, MOST, WARNED, WATCHES
from carepath.portal.queries.frame import address
from tests.capacity.actions.test_projecting import TWO_IN_ONE, feed, send
from tests.capacity.waiting import AT, a_bed, waits
from tests.factories import ben, site
from tests.forecasts.worlds import hospital
from tests.outcomes import worlds

pytestmark = pytest.mark.django_db


def found(who, where, hours):
    return queries.decisions(
        queries.Ground(where, who, AT + timedelta(hours=hours), AT + timedelta(hours=hours))
    )


def test_nothing_to_decide_is_nothing_said():
    assert found(ben(), site(), 1) == []


def test_the_most_urgent_comes_first_and_five_are_enough():
    source, manager = feed(), ben()
    send(source, *TWO_IN_ONE)
    unit = a_bed("B3", source).unit
    places.declare_beds(unit=unit, beds=0, physical=3, by="test", at=AT)
    waits(source, "V8", minute=1)
    Silence.objects.create(source=source, since_at=AT, usual_us=1, found_at=AT)
    said = found(manager, source.site, 25 / 60)
    assert [one.urgency for one in said] == sorted((one.urgency for one in said), reverse=True)
    assert "1 bed is claimed twice" in said[0].text
    assert said[0].url.endswith("unit=W1")
    assert (said[0].owners, said[0].mine) == ("bed manager", True)
    texts = " ".join(one.text for one in said)
    assert "Ward: one patient more waits" in texts
    assert "Nothing came from adt for 25 min" in texts
    assert "1 unit holds more patients than it has staffed beds: W1 1/0." in texts
    silent = next(one for one in said if "Nothing came" in one.text)
    assert (silent.mine, silent.owners) == (False, "system administrator")
    assert len(found(manager, source.site, 6)) <= MOST


def test_a_long_wait_is_told_with_how_long():
    source, manager = feed(), ben()
    waits(source, "V1", minute=0)
    a_bed("B1", source)
    assert not [one for one in found(manager, source.site, 3) if "more than 4 h" in one.text]
    (said,) = [one for one in found(manager, source.site, 5) if "more than 4 h" in one.text]
    assert "the longest 5 h" in said.text
    assert said.mine


def test_versions_on_the_way_are_told_last():
    here, manager = site(), ben()
    ground = queries.Ground(here, manager, AT, AT)
    ground.__dict__["in_flight"] = {"approved": 1, "in_review": 2}
    texts = [one.text for one in queries.decisions(ground)]
    assert texts == [
        "1 version of a protocol is approved and not brought into force.",
        "2 versions of protocols wait for their reviewers.",
    ]


def test_a_downtime_pack_that_is_not_renewed_is_told(tmp_path, settings):
    here, manager = site(), ben()
    settings.DOWNTIME_FOLDER = str(tmp_path)
    assert found(manager, here, 0) == [], "none is asked of this site yet"
    (tmp_path / f"downtime-{here.slug}-20260302T0830Z.html").touch()
    assert found(manager, here, 0) == []
    (said,) = found(manager, here, 0.1)
    assert "pack is 36 min old" in said.text
    assert said.owners == "system administrator"


def test_advice_and_warnings_of_the_forecast_are_told_and_stand_as_a_tile():
    where = hospital()
    unit = Unit.objects.get(code="W2")
    places.declare_beds(unit=unit, beds=2, physical=6, by="test", at=AT)
    forecasts.run_due(by="test", at=AT)
    manager = ben()
    ground = queries.Ground(where, manager, AT + timedelta(minutes=15))
    tile = next(one for one in queries.tiles(ground) if one.kind.key == "forecast")
    assert "Surgery" in tile.said.detail and tile.said.value.endswith("%")
    Recommendation.objects.create(
        site=where, unit=unit, kind="open", beds=1, staffed=2, before=0.72, after=0.05,
        worst_at=AT, made_at=AT, vintage=1,
    )  # fmt: skip
    ground = queries.Ground(where, manager, AT + timedelta(minutes=15))
    said = {one.urgency: one for one in queries.decisions(ground)}
    assert "Surgery, open beds; short otherwise with a chance of 72 %" in said[ADVICE].text
    assert said[ADVICE].mine
    assert WARNED not in said, "advice stands in place of the warning"
    Recommendation.objects.update(kind="hours", about="CT scanner")
    ground = queries.Ground(where, manager, AT + timedelta(minutes=15))
    said = {one.urgency: one for one in queries.decisions(ground)}
    assert "open longer; long waits else, chance 72 %" in said[ADVICE].text
    later = queries.Ground(where, manager, AT + timedelta(hours=9))
    assert not later.outlooks, "too old to go by"


def test_every_button_leads_somewhere():
    for urgency, needs, _watch in WATCHES:
        assert 0 < urgency < 100
        assert needs.words
    pages = (
        "capacity:board",
        "capacity:requests",
        "ingestion:feeds",
        "places:index",
        "forecasts:index",
    )
    for page in (*pages, "work:index", "protocols:index", "protocols:reviews"):
        assert address(page)


def test_an_alert_that_nobody_sees_to_asks_who_may():
    north = worlds.hospital()
    Alert.objects.create(
        site=north, parameter="waiting", rule={}, raised_at=AT, since_at=AT, value=1, worst=1
    )
    manager = ben()
    ground = queries.Ground(north, manager, AT)
    (found,) = [one for one in queries.decisions(ground) if "alert waits" in one.text]
    assert found.text.endswith("see to it: Patients waiting for an inpatient bed.")
    assert found.mine and found.url == "/alerts/?site=north"
    Alert.objects.update(acknowledged_at=AT, acknowledged_by="ben")
    later = queries.decisions(queries.Ground(north, manager, AT))
    assert not any("alert" in one.text for one in later)
