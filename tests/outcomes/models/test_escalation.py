"""Names of rules, and what the database refuses of a score."""

import pytest
from django.db import IntegrityError, transaction

from carepath.frames import escalation
from carepath.frames.escalation import SHIPPED
from carepath.outcomes.models import RuleSet, Score
from tests.factories import AT, site

pytestmark = pytest.mark.django_db


def test_a_version_is_called_by_number_and_hash_and_read_back():
    row = RuleSet(number=3, content=escalation.canonical(SHIPPED))
    assert row.name.startswith("v3 · ") and len(row.name) == len("v3 · ") + 8
    assert row.rules == SHIPPED


@pytest.mark.parametrize("level", [1, 3, 5])
def test_no_score_is_lower_than_what_is_known_makes_it(level):
    with pytest.raises(IntegrityError), transaction.atomic():
        Score.objects.create(site=site(), since_at=AT, seen_at=AT, level=level, least=2, total=20)


def test_a_level_turns_toward_another_since_a_moment_or_not_at_all():
    said = {"site": site(), "since_at": AT, "seen_at": AT, "level": 1, "least": 1, "total": 0}
    for more in ({"toward": 2}, {"turning_at": AT}, {"shown": 5}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Score.objects.create(**said | more)
    Score.objects.create(**said, shown=4, toward=2, turning_at=AT)
