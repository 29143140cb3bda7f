"""From the level over My work to an alert that is answered, and on to a change of rules."""

import pytest
from django.urls import reverse

from carepath.frames.escalation import SHIPPED
from carepath.outcomes import actions, queries
from carepath.outcomes.models import Alert, RuleSet
from carepath.ui import clock
from tests.factories import person
from tests.outcomes import worlds
from tests.outcomes.actions.test_alerts import hold, rule, waiting
from tests.outcomes.queries.test_proofs import shown, told
from tests.outcomes.worlds import DAY, HOUR, MINUTE

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, databases="__all__")]
FITS = "() => document.documentElement.scrollWidth <= innerWidth"


def pressed(now):
    """A small hospital since nine days: who lies, who waits, an alert that is open and one over."""
    north = worlds.hospital(name="North General Hospital")
    hold(north, rule("waiting", 3, 3), rule("boarders", 2, 2), rule("spare", 0, 2, rises=False))
    for number in range(5):
        came = now - (9 - number) * DAY
        who = worlds.arrives(north, came)
        worlds.lies(who, "E", f"E{number % 4}", came, came + 2 * HOUR)
        worlds.lies(who, "W", f"W{number}", came + 2 * HOUR, asked=came + HOUR)
    waiting(north, 2, now - 5 * HOUR)
    for number in range(2):
        who = worlds.arrives(north, now - 7 * HOUR)
        worlds.lies(who, "E", f"E{number}", now - 6 * HOUR)
        worlds.waits(who, "W", now - 3 * HOUR)
    worlds.scored(now - 40 * MINUTE, minutes=40, every=5)
    Alert.objects.create(
        site=north, parameter="ed_waiting", rules="", rule=Alert.objects.first().rule,
        raised_at=now - 2 * DAY, since_at=now - 2 * DAY, value=12, worst=14,
        evidence=Alert.objects.first().evidence, cleared_at=now - 2 * DAY + 5 * HOUR,
    )  # fmt: skip
    return north


def told_before(north, now):
    """Levels told over twenty days, and how good they were."""
    for day in range(20):
        at, level = now - DAY * day - HOUR, 3 if day < 5 else 1
        shown(north, at - HOUR, at, level)
        told(north, at, [0.1, 0.1, 0.4, 0.4] if day < 4 else [0.8, 0.2, 0, 0], now=2)
        told(north, at, [0.2, 0.6, 0.2, 0], now=1, hours=24)
    for hours in (8, 24):
        queries.proof_of_levels(site=north, hours=hours, at=now).save()


def test_from_the_level_to_a_signed_change_of_rules(tab, accessible, picture, figures):
    north = pressed(clock.now())
    hana, hugo, ben = (
        person("hana", "HOSPITAL_ADMINISTRATOR", first_name="Hana"),
        person("hugo", "HOSPITAL_ADMINISTRATOR", first_name="Hugo"),
        person("ben", "BED_MANAGER", first_name="Ben"),
    )
    actions.propose_rules(
        site=north, rules=SHIPPED, by=hana, at=clock.now(), reason="the sample set again"
    )
    page = tab(ben)
    page.goto(reverse("outcomes:escalation"))
    page.wait_for_selector("[data-drawn]")
    figures(page)
    told_before(north, clock.now())
    page.goto(reverse("outcomes:level_proofs"))
    page.wait_for_selector("text=8 hours ahead, in 20 days")
    page.set_viewport_size({"width": 390, "height": 844})
    page.emulate_media(color_scheme="dark")
    page.wait_for_function(FITS, timeout=8_000)
    accessible(page)
    picture(page, "escalation-proof")
    page.set_viewport_size({"width": 1440, "height": 900})
    page.click("text=My work")
    page.wait_for_selector("#heap-alerts")
    page.wait_for_selector(".cp-work .cp-badge")
    page.click("section:has(#heap-alerts) ul a >> nth=0")
    page.wait_for_selector("text=The numbers when it was raised")
    page.click("text=I see to it")
    page.click("button[value=yes]")
    page.wait_for_selector("text=useful, says")
    assert Alert.objects.filter(useful=True, acknowledged_by__contains="Ben").count() == 1

    second = tab(hugo, proved=True)
    second.goto(reverse("outcomes:rules"))
    second.click(".ou-part > summary >> nth=0")
    second.goto(reverse("outcomes:rule_set", args=[RuleSet.objects.get(state="proposed").pk]))
    second.wait_for_selector("[data-drawn]")
    figures(second)
    picture(second, "escalation-rule-set")
