"""Rules of correlation: read from JSON, or refused with a sentence."""

import pytest

from carepath.frames.correlation import OUTCOMES, UNMATCHED, Rule, Rules, RulesError, rules_of


def test_rules_go_to_json_and_back():
    rules = Rules(("adt",), (Rule("lab", visit="case"), Rule("x", patient=True, after_min=60)))
    assert rules_of(rules.as_dict()) == rules
    assert set(UNMATCHED) < set(OUTCOMES)


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (None, "no rules"),
        ({"leading": ["a"], "rules": [{"odd": 1}]}, "no rules"),
        ({"leading": []}, "each once"),
        ({"leading": ["a", "a"]}, "each once"),
        ({"leading": ["a"], "rules": [{"source": "a", "visit": "case"}]}, "one rule"),
        ({"leading": ["a"], "rules": [{"source": "b", "visit": "case"}] * 2}, "one rule"),
        ({"leading": ["a"], "rules": [{"source": "b"}]}, "needs"),
        (
            {"leading": ["a"], "rules": [{"source": "b", "patient": True, "after_min": -1}]},
            "Minutes",
        ),
    ],
)
def test_what_cannot_be_is_refused(content, why):
    with pytest.raises(RulesError, match=why):
        rules_of(content)
