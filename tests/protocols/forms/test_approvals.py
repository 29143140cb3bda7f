"""A policy as it is typed: what holds stands in the form, and what comes back is a policy."""

from carepath.frames.approvals import RISKS, SHIPPED, Need
from carepath.places.models import Site
from carepath.protocols import forms

NORTH = Site(slug="north", name="North")


def typed(rules=SHIPPED, **changes):
    """What a browser sends for a policy."""
    found = {"site": "north", "reason": "x", "checks": sorted(rules.checks)}
    for name, need in zip(RISKS, rules.needs, strict=True):
        found[f"{name}_people"] = need.approvers
        for key, group in zip(("one", "two"), need.groups, strict=False):
            found[f"{name}_{key}"] = sorted(group)
    return found | changes


def form(data=None, **options):
    return forms.PolicyForm(data, sites=[NORTH], rules=SHIPPED, **{"everywhere": False} | options)


def test_what_is_typed_is_a_policy():
    found = form(typed())
    assert found.is_valid(), found.errors
    assert found.rules == SHIPPED
    other = form(typed(dose_people=4, dose_two=[]))
    assert other.is_valid()
    assert other.rules.needs[3] == Need(4, SHIPPED.needs[3].groups[:1])


def test_it_begins_with_what_holds():
    lines = form().lines()
    assert [(name, people.initial) for name, people, _groups in lines] == [
        ("wording", 1), ("care", 2), ("limit", 2), ("dose", 2),
    ]  # fmt: skip
    assert lines[3][2][1].initial == ["PROTOCOL_OWNER", "QUALITY_LEAD"]


def test_what_is_no_policy_names_its_field():
    for field, value in (
        ("dose_people", "many"), ("dose_people", "9"), ("care_one", ["BED_MANAGER"]),
        ("site", "south"), ("site", "nowhere"), ("checks", ["other"]), ("reason", ""),
    ):  # fmt: skip
        found = form(typed(**{field: value}))
        assert set(found.errors) == {field}
    assert form(typed(site=""), everywhere=True).is_valid()


def test_a_signature_has_a_meaning():
    assert not forms.ConfirmPolicyForm({"reason": "x"}).is_valid()
    assert forms.ConfirmPolicyForm({"reason": "x", "meaning": "confirmed"}).is_valid()
