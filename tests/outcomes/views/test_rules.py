"""Rules are proposed on one page, seen in effect on the next, and signed by a second person."""

import pytest
from django.test import Client
from django.urls import reverse

from carepath.frames.escalation import SHIPPED
from carepath.outcomes import queries
from carepath.outcomes.models import RuleSet
from tests.factories import person
from tests.outcomes.queries.test_pressures import busy
from tests.outcomes.worlds import AT, DAY
from tests.test_access import signed_in

pytestmark = pytest.mark.django_db(databases="__all__")


def typed(client, **changed):
    """The form as the page gives it, with some fields typed anew."""
    form = client.get(reverse("outcomes:rules")).context["form"]
    values = {name: form[name].value() for name in form.fields}
    return {name: "" if one is None else one for name, one in (values | changed).items()}


def test_from_a_proposal_to_rules_in_force():
    north = busy()
    one, two = (person(name, "HOSPITAL_ADMINISTRATOR") for name in ("hana", "hugo"))
    hana, hugo = signed_in(one), signed_in(two)
    propose = reverse("outcomes:propose_rules")
    assert hana.post(propose, typed(hana, reason="as it is")).status_code == 422
    wrong = typed(hana, reason="x", bands_spare="0; x", cut_0="30")
    answer = hana.post(propose, wrong)
    assert answer.status_code == 422 and "Write bands like this" in answer.content.decode()
    values = typed(
        hana, reason="our own", bands_silent_feeds="", bands_spare="8; 3: 0", cut_0="9",
        card_0="Rest.", alert_spare_raise_at="", alert_occupancy_raise_at="98",
        alert_ed_within_4h_day_raise_at="80", quiet_to="5",
    )  # fmt: skip
    answer = hana.post(propose, values, follow=True)
    row = RuleSet.objects.get()
    shown = answer.content.decode()
    assert answer.status_code == 200 and "Nothing changes until a second person" in shown
    assert "8; 3: 0" in shown and "Sign and bring into force" not in shown
    found = row.rules
    assert "silent_feeds" not in found.bands and found.cuts == (9, 22, 33)
    assert found.cards == (type(found.cards[0])("Rest.", "BED_MANAGER"), *SHIPPED.cards[1:])
    alerts = {alert.parameter: alert for alert in found.alerts}
    assert "spare" not in alerts and not alerts["ed_within_4h_day"].rises
    assert (alerts["occupancy"].clear_at, alerts["occupancy"].hold_min) == (98, 30)
    assert found.quiet == (22, 5)

    part = hugo.get(reverse("outcomes:replay", args=[row.pk])).content.decode()
    assert "Changes of the level" in part and "Alerts raised" in part
    confirm = reverse("outcomes:confirm_rules", args=[row.pk])
    hugo.post(confirm, {"reason": "read"})
    assert queries.standard(north).row is None
    hugo.post(confirm, {"reason": "read", "meaning": "confirmed"})
    assert queries.standard(north).row == row
    shown = hugo.get(reverse("outcomes:rules")).content.decode()
    assert row.name in shown and "in force" in shown


def test_a_proposal_is_taken_back_and_nobody_else_sees_the_buttons(django_assert_max_num_queries):
    busy()
    hana = signed_in(person("hana", "HOSPITAL_ADMINISTRATOR"))
    hana.post(
        reverse("outcomes:propose_rules"), typed(hana, reason="our own", cut_0="9"), follow=True
    )
    row = RuleSet.objects.get()
    ben = Client()
    ben.force_login(person("ben", "BED_MANAGER"))
    shown = ben.get(reverse("outcomes:rule_set", args=[row.pk])).content.decode()
    assert "Take back" not in shown and "Decline" not in shown
    decline = reverse("outcomes:decline_rules", args=[row.pk])
    assert ben.post(decline, {"reason": "no"}).status_code == 403
    hana.post(decline, {"reason": ""})
    assert RuleSet.objects.get().state == "proposed"
    hana.post(decline, {"reason": "wrong"})
    hana.post(decline, {"reason": "again"})
    assert RuleSet.objects.get().state == "declined"
    with django_assert_max_num_queries(25):
        assert "declined" in ben.get(reverse("outcomes:rules")).content.decode()


def test_a_replay_is_of_the_same_days_for_both():
    north = busy()
    old, new = queries.replay(site=north, each=[SHIPPED, SHIPPED], at=AT)
    assert old.level.tolist() == new.level.tolist() and len(old.at) == 28 * 288 + 1
    assert sum(old.spent.hours) == pytest.approx((28 * 288 + 1) / 12)
    assert old.at[0] == round((AT - 28 * DAY).timestamp()) * 1_000_000
