"""Limits are set by who may, with a reason; they hold from the next forecast on."""

from dataclasses import replace

import pytest
from django.core.exceptions import PermissionDenied

from carepath.audit.models import Entry
from carepath.forecasts import actions, policies, queries
from carepath.forecasts.models import AdviceLimits, Recommendation, Vintage
from tests.factories import AT, ben, person
from tests.forecasts.advice import HOUR, run, short_of_beds

pytestmark = pytest.mark.django_db


@pytest.fixture
def hana():
    return person("hana", "HOSPITAL_ADMINISTRATOR")


def set_limits(where, by, reason="winter", **changes):
    limits = replace(queries.limits_held(where).limits, **changes)
    return actions.set_limits(site=where, limits=limits, by=by, at=AT, reason=reason)


def test_each_version_is_kept_with_who_and_why(hana):
    where = short_of_beds()
    assert queries.limits_held(where).name == ""
    first = set_limits(where, hana, raises=0.3)
    second = set_limits(where, hana, "less", cool_h=3)
    held = queries.limits_held(where)
    assert held.row == second and (held.limits.raises, held.limits.cool_h) == (0.3, 3)
    assert held.rule.raises == 0.3
    first.refresh_from_db()
    assert (first.state, first.number, second.number) == ("replaced", 1, 2)
    said = Entry.objects.filter(verb="advice.limited").order_by("pk").last()
    assert (said.why, said.detail["limits"], said.detail["before"]) == (
        "less", second.name, first.name,
    )  # fmt: skip


def test_what_may_not_be_is_refused_and_changes_nothing(hana):
    where = short_of_beds()
    with pytest.raises(PermissionDenied):
        set_limits(where, ben(), raises=0.3)
    for wrong, said in (
        ({"raises": 0.01}, "cleared at or below"), ({"reverse_h": 1}, "within a day"),
        ({"most": {"NONE": 1}}, "no beds here"), ({}, "holds here already"),
        ({"raises": 0.3, "reason": " "}, "Say why"),
    ):  # fmt: skip
        with pytest.raises(policies.NotNow, match=said):
            set_limits(where, hana, **wrong)
    assert not AdviceLimits.objects.exists()


def test_advice_keeps_to_them_and_names_them(hana):
    where = short_of_beds()
    held = set_limits(where, hana, most={"W2": 1}, staff=0.5, cost=40)
    run(0)
    run(1)
    row = Recommendation.objects.get()
    assert (row.beds, row.limits) == (1, held.name)
    assert (row.bed_hours, row.staff_hours, row.cost) == (24, 12, 960)
    assert row.removed == pytest.approx(row.lacks_before - row.lacks_after)
    assert row.worth == pytest.approx(row.removed / 24)
    assert 0.5 < row.before_low < row.before_high <= 1 and row.after_low < row.after_high
    set_limits(where, hana, most={"W2": 0})
    row.delete()
    run(2)
    assert not Recommendation.objects.exists()


def test_a_warning_is_raised_by_the_limits_in_force(hana):
    where = short_of_beds()
    set_limits(where, hana, raises=0.999999, clears=0.999999, runs=3)
    told = []
    for hours in range(3):
        run(hours)
        row = Vintage.objects.filter(series="W1", job="beds").latest("pk")
        assert row.parameters["raises"] == 0.999999
        warned = Vintage.objects.filter(series="W2", job="beds").latest("pk")
        told.append(warned.facts["warning"]["stands"])
        assert not row.facts["warning"]["stands"]
    assert not any(told[:2])  # it must hold for three forecasts
    assert AT + HOUR > AT
