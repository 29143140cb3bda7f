"""The page of how good the level to come was: sentence first, badges where it is worth nothing."""

from datetime import timedelta

import pytest
from django.urls import reverse

from carepath.outcomes import queries
from tests.factories import AT, ben
from tests.outcomes.queries.test_proofs import HOUR, SURE, shown, told
from tests.outcomes.worlds import hospital

pytestmark = pytest.mark.django_db


def test_the_sentence_the_scores_and_what_was_told(client, django_assert_max_num_queries):
    where = hospital()
    client.force_login(ben())
    address = reverse("outcomes:level_proofs") + f"?site={where.slug}"
    assert "Not judged yet" in client.get(address).content.decode()
    for day in range(20):
        at = AT - timedelta(days=day)
        level = 3 if day < 5 else 1
        shown(where, at - HOUR, at, level)
        told(where, at, [0.1, 0.1, 0.4, 0.4] if day < 4 else SURE[1], now=2)
        told(where, at, SURE[2], now=2, hours=24)
    for hours in (8, 24):
        queries.proof_of_levels(site=where, hours=hours, at=AT).save()
    with django_assert_max_num_queries(15):
        text = " ".join(client.get(address).content.decode().split())
    assert ("8 hours ahead, in 20 days it gave the right level 15 of 20 times (as it was "
            "then: 0); it said level 3 or more with at least 50 % before 4 of 5 such times."
            ) in text  # fmt: skip
    assert "24 hours ahead, in 20 days it gave the right level 0 of 20 times" in text
    assert text.count("no skill") == 1 and "short history" not in text
    assert "this forecast" in text and "as it was then" in text


def test_few_days_are_a_short_history(client):
    where = hospital()
    client.force_login(ben())
    shown(where, AT - HOUR, AT, 1)
    told(where, AT, SURE[1])
    queries.proof_of_levels(site=where, hours=8, at=AT).save()
    text = client.get(reverse("outcomes:level_proofs") + f"?site={where.slug}").content.decode()
    assert "short history" in text and "level 3 or more never came" in text
