"""Rules: each fault is found where it is."""

from dataclasses import replace

import pytest

from carepath.analysis.protocol_checks import (
    WARNED,
    Ground,
    checks,
    same_patients,
)
from carepath.frames.protocol import Condition, Rule
from tests.analysis.faults import is_found, more_rules, rule
from tests.analysis.protocols import GROUND, SEPSIS

FAULTS = [
    ("rules", rule("lactate", source=""), "rules", "lactate", "A stage is missing"),
    ("rules", rule("lactate", target=""), "rules", "lactate", "A stage is missing"),
    ("rules", rule("lactate", kind="max_duration", within_s=0), "rules", "lactate", "time is"),
    ("rules", rule("lactate", target="Sepsis flag"), "rules", "lactate", "the same stage"),
    ("contradictions", more_rules(Rule("b", "response", "Sepsis flag", "Antibiotics", 60)),
     "rules", "b", "Another rule sets a different time from “Sepsis flag”"),
    ("contradictions", more_rules(Rule("b", "not_before", "Sepsis flag", "Antibiotics", 3601)),
     "rules", "b", "before another rule allows it"),
    ("contradictions",
     more_rules(Rule("b", "precedence", "A", "B"), Rule("c", "precedence", "B", "A")),
     "rules", "c", "must come before"),
    ("contradictions", rule("lactate", source="Antibiotics", target="Lactate"), "rules", "lactate",
     "The steps do “Lactate” before “Antibiotics”"),
]  # fmt: skip


@pytest.mark.parametrize(("key", "document", "section", "row_id", "said"), FAULTS)
def test_a_fault_is_found_where_it_is(key, document, section, row_id, said):
    assert is_found(key, document, section, row_id, said)


@pytest.mark.parametrize(
    ("one", "two", "same"),
    [
        (("sex", "=", "f"), ("sex", "=", "m"), False),
        (("sex", "=", "f"), ("sex", "≠", "f"), False),
        (("sex", "=", "f"), ("sex", "≠", "m"), True),
        (("sex", "=", "f"), ("age", "≥", "18"), True),
    ],
)
def test_conditions_may_keep_two_protocols_apart(one, two, same):
    first, second = (replace(SEPSIS, conditions=(Condition("c", *c),)) for c in (one, two))
    assert same_patients(first, second) is same


def test_stages_that_never_occur_here_only_warn():
    known = Ground(GROUND.today, GROUND.roles, stages=frozenset({"Sepsis flag", "Lactate"}))
    (result,) = [one for one in checks(SEPSIS, known) if one.state == WARNED]
    assert result.key == "stages"
    assert [problem.words["stage"] for problem in result.problems] == ["Antibiotics"]
