"""What stands out, in a browser: a hospital with every trouble, and each sentence to its proof."""

import hashlib
import re

import numpy as np
import polars as pl
import pytest

from carepath.frames.columns import EVENTS
from carepath.frames.mapping import Mapping, Target
from carepath.frames.moments import OPEN, UNKNOWN
from carepath.journeys import actions as journeys
from carepath.places.models import Unit
from tests.analysis import queues
from tests.factories import AT, person, site
from tests.stories.test_bottlenecks import settled

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True, databases="__all__"),
]
NAMES = {1: "Emergency department", 2: "CT", 3: "Laboratory", 4: "X-ray", 5: "Lounge"}
NAMES |= {11: "Medicine A", 12: "Medicine B", 13: "Care of the elderly", 14: "Surgery"}


@pytest.fixture
def troubled():
    """Two months of the small hospital, as recorded by an import."""
    spans, _now = queues.hospital(1, a_day=200, troubles=queues.ALL)
    place = site("demo", name="Small hospital", timezone="Europe/London")
    for name in NAMES.values():
        Unit.objects.create(site=place, code=name, name=name)
    source = journeys.declare_source(
        name="small",
        site=place,
        mapping=Mapping(
            case="case",
            activity="stage",
            time="time",
            timezone="Europe/London",
            phases={"Ward care": "ward"},
            targets=(Target("Stroke alert", "CT", 45 * 60),),
        ),
        intervals=True,
        by="import:1",
        at=AT,
    )
    journeys.record(events=events_of(spans), source=source, by="import:1", at=AT)
    journeys.store_changes(by="worker:test", at=AT)
    return source


def events_of(spans):
    """The spans as EVENTS."""

    def moments(column, nothing):
        return [None if value == nothing else value for value in column.tolist()]

    n = spans.n_spans
    return pl.DataFrame(
        {
            "case": [f"P{number}" for number in spans.journey.tolist()],
            "stage": np.array(spans.stages)[spans.stage].tolist(),
            "kind": spans.kind.tolist(),
            "requested": moments(spans.requested, UNKNOWN),
            "started": moments(spans.start, OPEN),
            "ended": moments(spans.end, OPEN),
            "seq": range(n),
            "precision": [2] * n,
            "flags": [0] * n,
            "ref": [hashlib.md5(str(at).encode()).digest() for at in range(n)],
            "unit": [NAMES[code] for code in spans.unit.tolist()],
            **dict.fromkeys(("parent_ref", "role", "patient", "case_attributes", "attributes")),
        },
        schema=EVENTS,
    )


def test_every_sentence_opens_to_what_it_rests_on(troubled, tab, accessible, picture):
    nora = person("nora", "QUALITY_LEAD", at_site="demo")
    for name, width, colours in (("390", 390, "light"), ("dark", 1440, "dark")):
        page = tab(nora, width=width, colours=colours)
        page.goto("/bottlenecks/?source=small")
        settled(page)
        accessible(page)
        picture(page, f"findings-{name}")
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    page = tab(nora)
    page.goto("/bottlenecks/?source=small")
    settled(page)
    picture(page, "findings-1440")
    told = page.inner_text(".bn-findings")
    for words in (
        "Wait for ED doctor, Mondays",
        "Care of the elderly",
        "every day, 21:00–07:00",
        "recorded times are early by",
        "usual are",
        "shorter since",
    ):
        assert words in told
    addresses = page.eval_on_selector_all(
        ".bn-findings a.cp-opens[href*='finding=']", "links => links.map(link => link.href)"
    )
    assert len(addresses) >= 7
    lists = page.eval_on_selector_all(
        ".bn-findings a[href*='asked_'], .bn-findings a[href*='unit=']",
        "links => links.map(link => [link.href, link.innerText])",
    )
    assert len(lists) >= 3
    for address, told in lists:
        page.goto(address)
        n = re.search(r"[\d,]+", told)[0]
        assert page.inner_text(".cp-answer").startswith(f"{n} of "), (address, told)
    for number, address in enumerate(addresses):
        page.goto(address)
        page.wait_for_selector("#value-title")
        picture(page, f"finding-{number}")
        assert page.locator("tbody th a").count() == 10
    accessible(page)
