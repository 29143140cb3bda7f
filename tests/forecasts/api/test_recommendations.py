"""Recommendations for programs: their kinds and chances, and how good what they rest on was."""

import pytest

from carepath.forecasts import queries
from carepath.forecasts.models import Recommendation
from carepath.places.models import Equipment, Unit
from tests.factories import AT, person
from tests.forecasts.advice import proven_queue
from tests.forecasts.programs import ask, signed_in
from tests.forecasts.queries.test_recommendations import advised

pytestmark = pytest.mark.django_db(databases="__all__")


def test_recommendations_say_their_kind_and_chances_a_page_at_a_time(
    where, django_assert_max_num_queries
):
    unit = Unit.objects.get(code="W2")
    for n in range(3):
        advised(unit, state="lapsed", decided_at=AT, about="", limits=f"v{n}")
    row = advised(unit, 0.4, about="discharges", inputs={"by": 3})
    Recommendation.objects.filter(pk=row.pk).update(kind="sooner", beds=2)
    ben = signed_in()
    with django_assert_max_num_queries(20):
        found = ben.get("/api/v1/recommendations/").json()
    assert [one["limits"] for one in found["results"]] == ["", "v2", "v1", "v0"]
    first = found["results"][0]
    assert (first["kind"], first["unit"], first["number"]) == ("sooner", "W2", 2)
    assert (first["about"], first["before"], first["after"]) == ("discharges", 0.4, 0.05)
    assert first["giver"] is None and "inputs" not in first and "reason" not in first
    only = ben.get("/api/v1/recommendations/", {"kind": "sooner"}).json()["results"]
    assert [one["id"] for one in only] == [row.pk]
    assert ask(person("out", "BED_MANAGER", at_site="south")).status_code in (403, 404)


def test_what_advice_rests_on_is_told_with_its_score_and_what_came(where):
    unit = Unit.objects.get(code="ED")
    row = Equipment.objects.create(site=where, unit=unit, kind="Room", number=3, stage="ED")
    proven_queue(row, skill=False)
    found = signed_in().get("/api/v1/recommendations/proofs/").json()
    assert [(one["kind"], one["series"]) for one in found["results"]] == [
        ("sooner", "W1"), ("sooner", "W2"), ("hours", str(row.pk)),
    ]  # fmt: skip
    first, *_others, hours = found["results"]
    kept = queries.judged(site=where, job="beds")["W1"].result["today"]
    assert (first["score"], first["skill"]) == (kept["rps"], kept["skill"])
    assert first["rules"] == kept["baselines"] and not hours["skill"]
    assert hours["name"] == "Room, Emergency" and hours["score"] == hours["brier"] == 0.05
    assert hours["rules"] == {"climatology": 0.04, "persistence": 0.06}
    assert (hours["told"], hours["came"]) == (0.04, pytest.approx(13 / 320))
    assert hours["bins"][1] == {"low": 0.1, "high": 0.3, "n": 20, "told": 0.2, "came": 4}
    assert found["site"] == "north"
