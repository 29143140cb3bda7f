"""What a protocol does is seen: its rules on the waterfall, its versions as a graph, its marks on
figures; by keyboard, on a phone, in the dark, and clean for axe."""

from datetime import timedelta

import pytest

from carepath.journeys.models import Journey
from carepath.protocols import actions
from tests.factories import AT
from tests.journeys.frames import event
from tests.protocols import worlds
from tests.protocols.actions.test_following import follow, happens

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True, databases="__all__"),
]
DAY = 24 * 60
PHONE = {"width": 390, "height": 844, "colours": "dark"}


def treated(case, flag, after):
    return [
        event(case, "Sepsis flag", flag, flag),
        event(case, "Antibiotics", flag + after, flag + after + 1),
        event(case, "Discharge", flag + 400, flag + 400),
    ]


@pytest.fixture
def world():
    """Two versions, one after the other; a draft beside them; three weeks of patients."""
    first = worlds.active()
    draft = actions.branch(
        protocol=first.protocol, parent=first.version, by=worlds.pia(), at=AT, reason="another way"
    )
    many = [treated(f"w{n}", n * 60, 20 + n * 9) for n in range(8)]
    happens(*(one for case in many for one in case))
    follow(AT + timedelta(days=6))
    second = worlds.amended(first, at=AT + timedelta(days=7))
    later = [treated(f"x{n}", 8 * DAY + n * 60, 10 + n * 3) for n in range(8)]
    happens(*(one for case in later for one in case))
    follow(AT + timedelta(days=9))
    return first, draft, second


def test_the_rules_stand_on_the_waterfall_and_lead_to_their_verdict(
    tab, world, accessible, picture
):
    journey = Journey.objects.get(case_ref="w7")
    for screen in ({}, PHONE):
        page = tab(worlds.nora(), **screen)
        page.goto(f"/journeys/{journey.trace_id.hex}/")
        row = page.locator("#lanes .pr-lane").first
        row.wait_for()
        page.wait_for_selector("#protocols")
        said = row.inner_text()
        assert "Antibiotics within 1 h after Sepsis flag" in said and "violated" in said
        assert "v1" in page.inner_text("#lanes")
        box, track = (page.locator(one).first.bounding_box() for one in (
            "#lanes .pr-symbol .pr-mark", "#lanes .cp-wf-track"))  # fmt: skip
        assert (
            track["x"] - 10 <= box["x"]
            and box["x"] + box["width"] <= track["x"] + track["width"] + 10
        )
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        accessible(page)
        picture(page, f"waterfall-rules-{screen.get('width', 1440)}")
        row.focus()
        page.keyboard.press("Enter")
        assert "#rule-" in page.url
        page.keyboard.press("z")
        page.wait_for_selector("text=Fold quiet stretches")
        page.locator("#lanes .pr-lane").first.wait_for()


def test_versions_are_a_graph_whose_nodes_lead_to_them(tab, world, accessible, picture):
    first, draft, second = world
    for screen in ({}, PHONE):
        page = tab(worlds.nora(), **screen)
        page.goto(f"/protocols/{first.protocol_id}/")
        assert page.locator(".pr-graph").count() == 3
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        accessible(page)
        picture(page, f"protocol-history-{screen.get('width', 1440)}")
        page.get_by_label(f"Compare from {first.version}").check()
        page.get_by_label(f"Compare to {second.version}").check()
        page.get_by_role("button", name="Compare these two").click()
        page.wait_for_selector("text=dose of Drug A: 5 mg → 7.5 mg")
        accessible(page)
        picture(page, f"protocol-compare-{screen.get('width', 1440)}")
        page.go_back()
        page.locator(".pr-graph a").nth(1).click()
        page.wait_for_url(lambda url: url.endswith(f"/v{draft.number}/"))


def test_what_came_into_force_is_marked_on_the_figures(tab, world, accessible, picture, figures):
    _first, _draft, second = world
    for screen in ({}, PHONE):
        page = tab(worlds.quinn(), **screen)
        page.goto(f"/protocols/adherence/?version={second.version_id}&whom=all")
        figures(page)
        drawn = page.inner_text("#figure-trend")
        assert "v1 in force" in drawn and "v3 in force" in drawn
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        accessible(page)
        picture(page, f"adherence-{screen.get('width', 1440)}")
        page.goto("/bottlenecks/?source=log%20north&whole=1")
        figures(page)
        assert "v3 of “Sepsis” in force" in page.inner_text("#figure-weeks-summary")
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        accessible(page)
        picture(page, f"bottlenecks-weeks-{screen.get('width', 1440)}")
