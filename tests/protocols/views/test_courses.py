"""One journey's protocols: on its own page, drawn on its waterfall, excused with a reason."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from carepath.journeys.models import Journey
from carepath.protocols import actions
from tests.factories import AT
from tests.journeys.frames import event
from tests.protocols.actions.test_following import follow, happens
from tests.protocols.deviations import confirm
from tests.protocols.views.pages import signed_in, text
from tests.protocols.views.test_adherence import page, pinned
from tests.protocols.worlds import active, amended, nora

pytestmark = pytest.mark.django_db(databases="__all__")
HTMX = {"HX-Request": "true"}


def journey_page(case, who=None):
    trace = Journey.objects.get(case_ref=case).trace_id.hex
    return signed_in(who or nora()).get(f"/protocols/journeys/{trace}/")


def test_a_journey_shows_the_version_it_follows_and_each_verdict():
    pinned()
    shown = text(journey_page("late"))
    assert "Sepsis v1" in shown
    assert "violated" in shown and "Antibiotics within 1 h after Sepsis flag" in shown
    assert "It follows no protocol." in text(journey_page("before"))


def test_its_own_page_asks_for_them():
    pinned()
    trace = Journey.objects.get(case_ref="late").trace_id.hex
    shown = text(signed_in(nora()).get(f"/journeys/{trace}/"))
    assert f'hx-get="/protocols/journeys/{trace}/"' in shown
    part = signed_in(nora()).get(f"/protocols/journeys/{trace}/", headers={"HX-Request": "true"})
    assert "<html" not in text(part) and "violated" in text(part)


def test_an_override_excuses_a_violation_and_leaves_both_shares():
    running = pinned()
    journey = Journey.objects.get(case_ref="late")
    asked = actions.ask_override(
        journey=journey, protocol=running.protocol, place="rules/within-hour", emergency=False,
        by=nora(), at=AT, reason="known allergy",
    )  # fmt: skip
    assert page(version=running.version_id).context["line"].counts["excused"] == 0
    confirm(asked)
    shown = text(journey_page("late"))
    assert "known allergy" in shown and "excused" in shown and "Noor" in shown
    line = page(version=running.version_id).context["line"]
    assert line.counts["excused"] == 1
    assert line.judged.of_triggered.k == line.judged.of_triggered.n - line.judged.count(4)


def lanes(case, **query):
    """The rules of a journey as the waterfall asks for them."""
    trace = Journey.objects.get(case_ref=case).trace_id.hex
    url = f"/protocols/journeys/{trace}/"
    return signed_in(nora()).get(url, query | {"part": "lanes"}, headers=HTMX)


def test_the_waterfall_asks_for_the_rules_with_its_own_scale_and_window():
    pinned()
    trace = Journey.objects.get(case_ref="late").trace_id.hex
    shown = text(signed_in(nora()).get(f"/journeys/{trace}/?scale=true&window=0-600"))
    (url,) = re.findall(r'id="lanes" hx-get="([^"]+)" hx-trigger="load"', shown)
    assert url.startswith(f"/protocols/journeys/{trace}/?")
    assert {"scale=true", "window=0-600", "part=lanes"} == set(url.split("?")[1].split("&amp;"))


def test_each_rule_is_a_row_with_its_words_deadline_verdict_and_version():
    running = pinned()
    shown = text(lanes("late"))
    assert "<html" not in shown
    assert str(running.version) in shown and "followed since" in shown
    assert "Antibiotics within 1 h after Sepsis flag" in shown
    row = shown[shown.index("Antibiotics within 1 h") :].split("</li>")[0]
    assert "pr-mark-broken" in row and "violated" in row and "happened" in row
    assert "due" in row and "+1 h" in row
    assert 'aria-hidden="true"' in row
    assert "pr-mark-kept" in text(lanes("in time"))
    assert "never happened" in text(lanes("open"))


def test_a_deadline_outside_the_window_is_said_in_words():
    pinned()
    assert "its moment lies after what is drawn" in text(lanes("late", window="0-60"))
    assert "its moment lies before what is drawn" in text(lanes("late", window="4500-5100"))


def test_a_journey_that_follows_nothing_draws_nothing():
    pinned()
    shown = text(lanes("before"))
    assert 'id="lanes"></div>' in shown


def test_the_rules_cost_the_same_number_of_questions_however_many_there_are():
    def asked(case):
        client, trace = signed_in(nora()), Journey.objects.get(case_ref=case).trace_id.hex
        with CaptureQueriesContext(connection) as found:
            client.get(f"/protocols/journeys/{trace}/", {"part": "lanes"}, headers=HTMX)
        return len(found)

    running = pinned()
    asked("late")
    one = asked("late")
    for name in ("Other", "Third"):
        active(name=name)
    amended(running)
    happens(*(event("late", "Sepsis flag", 100 + n, 100 + n) for n in range(30)))
    happens(event("many", "Sepsis flag", 5, 5))
    follow()
    assert Journey.objects.get(case_ref="many").assignments.count() == 3
    assert asked("many") <= one
