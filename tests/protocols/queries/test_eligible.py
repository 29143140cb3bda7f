import json
from dataclasses import replace

import pytest

from carepath.frames.moments import OPEN, to_us
from carepath.frames.protocol import Condition
from carepath.journeys import queries as journeys
from carepath.protocols import queries
from tests.analysis.protocols import SEPSIS
from tests.factories import AT
from tests.journeys.frames import event
from tests.protocols.actions.test_following import LATER, happens
from tests.protocols.worlds import nora

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("condition", "who"),
    [
        (None, {"old", "young", "unknown"}),
        (Condition("c", "age", "≥", "18"), {"old"}),
        (Condition("c", "age", "≤", "18"), {"young"}),
        (Condition("c", "age", "=", "47"), {"old"}),
        (Condition("c", "age", "≠", "47"), {"young"}),
        (Condition("c", "sex", "=", "f"), set()),
        (Condition("c", "age", "≥", "grown up"), set()),
    ],
)
def test_a_stage_and_conditions_decide_who_is_eligible(condition, who):
    from carepath.journeys.models import Journey

    ages = {"old": "47", "young": "9"}
    happens(*(
        event(case, "Sepsis flag", 5, 5, case_attributes=json.dumps({"age": age}))
        for case, age in ages.items()
    ), event("unknown", "Sepsis flag", 5, 5), event("other", "Triage", 5, 6))  # fmt: skip
    document = replace(SEPSIS, conditions=(condition,) if condition else ())
    spans = journeys.spans(by=nora())
    found = queries.eligible_since(document, spans, to_us(LATER))
    ids = spans.journey_id[found != OPEN].tolist()
    assert {one.case_ref for one in Journey.objects.filter(pk__in=ids)} == who
    assert {*found.tolist()} <= {OPEN, to_us(AT) + 5 * 60_000_000}
