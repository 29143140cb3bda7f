import pytest

from carepath.analysis.conformance import VERDICTS
from carepath.analysis.protocol_checks import FAILED, PASSED, WARNED, Problem
from carepath.analysis.protocol_diff import RISKS
from carepath.protocols.models import Version
from carepath.protocols.templatetags import protocols as tags
from tests.analysis.protocols import SEPSIS


@pytest.mark.parametrize("what", [*Version.State, *VERDICTS, *RISKS, PASSED, WARNED, FAILED])
def test_everything_that_is_a_badge_has_an_icon_and_a_word(what):
    shown = tags.badge(what)
    assert "<svg" in shown and shown.count("cp-badge") == 1
    word = shown.rsplit("</svg>", 1)[1].removesuffix("</span>")
    assert word and "_" not in word


def test_a_verdict_in_words():
    assert tags.verdict_word("not yet decidable") == "not yet decidable"


def test_where_a_problem_is():
    assert tags.where(Problem("steps", "treat", ""), SEPSIS) == "step “Give antibiotics”"
    assert tags.where(Problem("review_on", "", ""), SEPSIS) == "review day"
    assert tags.step_name(SEPSIS, "flag") == "Raise the flag"


def test_comments_at_a_place():
    assert tags.comments_at({"a": [1]}, "a") == [1]
    assert tags.comments_at({}, "a") == []
