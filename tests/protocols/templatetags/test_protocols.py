import re
from datetime import UTC, datetime

import pytest

from carepath.analysis.conformance import VERDICTS
from carepath.analysis.protocol_checks import FAILED, PASSED, WARNED, Problem
from carepath.figures.branches import Row
from carepath.frames.approvals import RISKS
from carepath.frames.moments import to_us
from carepath.frames.protocol import Rule
from carepath.protocols.models import Version
from carepath.protocols.queries import Entry, Mark, Verdict
from carepath.protocols.templatetags import protocols as tags
from tests.analysis.protocols import SEPSIS


@pytest.mark.parametrize("what", [*Version.State, *VERDICTS, *RISKS, PASSED, WARNED, FAILED])
def test_everything_that_is_a_badge_has_an_icon_and_a_word(what):
    shown = tags.badge(what)
    assert "<svg" in shown and shown.count("cp-badge") == 1
    word = shown.rsplit("</svg>", 1)[1].removesuffix("</span>")
    assert word and "_" not in word


def mark(verdict, **places):
    found = Verdict(Rule("r"), verdict, None, None, None, None)
    return Mark(found, **{"x": 40.0, "side": "inside", "bar": None, "met": None} | places)


def test_each_verdict_has_a_symbol_of_its_own_shape():
    drawn = {one: tags.lane(mark(one)) for one in VERDICTS}
    bare = {re.sub(r"pr-mark-\w+", "", svg) for svg in drawn.values()}
    assert len(bare) == len(VERDICTS)
    assert all('x="40.000%"' in svg for svg in drawn.values())


def test_what_lies_outside_is_drawn_at_the_edge_with_an_arrow():
    assert "pr-lane-arrow" not in tags.lane(mark("violated"))
    for side, x in (("later", 100.0), ("earlier", 0.0)):
        assert "pr-lane-arrow" in tags.lane(mark("violated", side=side, x=x))
    assert 'x="99.000%"' in tags.lane(mark("violated", side="later", x=100.0))


def test_the_time_to_a_deadline_and_the_moment_it_was_met_are_drawn():
    drawn = tags.lane(mark("satisfied", bar=(10.0, 30.0), met=20.0))
    assert '<rect class="pr-lane-bar" x="10.000%" width="30.000%"' in drawn
    assert 'x1="20.000%"' in drawn
    assert tags.lane(mark("vacuous", x=None)) == ""


def test_a_moment_on_the_waterfall_has_no_year():
    us = to_us(datetime(2026, 11, 26, 0, 34, tzinfo=UTC))
    assert tags.day_and_time(us, "Europe/Amsterdam") == "26 Nov 01:34"


def test_time_since_the_opening():
    assert tags.after(3 * 3_600_000_000, 2 * 3_600_000_000) == "+1 h"


def test_a_verdict_in_words():
    assert tags.verdict_word("not yet decidable") == "not yet decidable"


def test_where_a_problem_is():
    assert tags.where(Problem("steps", "treat", ""), SEPSIS) == "step “Give antibiotics”"
    assert tags.where(Problem("review_on", "", ""), SEPSIS) == "review day"
    assert tags.step_name(SEPSIS, "flag") == "Raise the flag"


def test_comments_at_a_place():
    assert tags.comments_at({"a": [1]}, "a") == [1]
    assert tags.comments_at({}, "a") == []


ALONE = Row(1, 0, (), (), ())


def entry(state="draft", row=ALONE):
    version = Version(pk=1, protocol_id=7, number=4, state=state)
    return Entry(version, row, (), (), 0)


def test_each_state_has_a_node_of_its_own_shape_that_leads_to_its_version():
    drawn = {state: tags.branch(entry(state), 1) for state in Version.State}
    assert len(set(drawn.values())) == len(Version.State)
    assert all('href="/protocols/7/v4/"' in svg for svg in drawn.values())


def test_lines_of_a_branch_and_of_what_was_rebased():
    row = Row(1, 0, through=((2, False),), into=((0, False),), out=((0, False), (1, True)))
    drawn = tags.branch(entry(row=row), 3)
    assert drawn.count("pr-line-earlier") == 2
    assert '<line class="pr-line" x1="50" y1="0" x2="50" y2="100%"/>' in drawn
    assert 'width="64"' in drawn
