"""Levels that were told stand beside those that pages showed then, over four weeks."""

from datetime import timedelta

import pytest

from carepath.outcomes import queries
from carepath.outcomes.models import LevelTold, Score
from tests.factories import AT, site

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
SURE = {level: [float(level == one) for one in (1, 2, 3, 4)] for level in (1, 2, 3, 4)}


def told(where, at, chances, now=1, hours=8):
    return LevelTold.objects.create(
        site=where, hours=hours, slot_at=at, told_at=at - hours * HOUR, at=at, kept_until=at,
        now=now, chances=chances,
    )  # fmt: skip


def shown(where, since, until, level):
    return Score.objects.create(
        site=where, since_at=since, seen_at=until, level=level, least=level or 1, total=0,
        shown=level,
    )  # fmt: skip


def test_each_pair_is_the_level_that_was_shown_and_others_are_left_out(django_assert_num_queries):
    where, other = site(), site("south")
    shown(where, AT - 5 * HOUR, AT - 3 * HOUR, 1)
    shown(where, AT - 3 * HOUR, AT - 2 * HOUR, 3)
    shown(where, AT - 2 * HOUR, AT - HOUR, 0)
    shown(other, AT - 9 * HOUR, AT, 4)
    told(where, AT - 4 * HOUR, SURE[1])  # right
    told(where, AT - 3 * HOUR, [0.5, 0, 0.25, 0.25])  # level 3 was shown from then on
    told(where, AT - 1.5 * HOUR, SURE[1])  # it was unknown
    told(where, AT - 0.7 * HOUR, SURE[1])  # seen last 18 minutes before
    told(where, AT + HOUR, SURE[1])  # to come
    told(where, AT - 4 * HOUR, SURE[4], hours=24)
    told(where, AT - 28 * 24 * HOUR, SURE[1])
    with django_assert_num_queries(2):
        row = queries.proof_of_levels(site=where, hours=8, at=AT)
    assert (row.first_at, row.last_at, row.unknown) == (AT - 4 * HOUR, AT - 3 * HOUR, 2)
    row.save()
    with django_assert_num_queries(1):
        (found,) = queries.proofs_of_levels(site=where).values()
    proof = found.proof
    assert (found.hours, proof.n, proof.days, proof.right) == (8, 2, 1, 1)
    assert (proof.high, proof.caught, proof.false) == (1, 1, 0)
    assert proof.rps == pytest.approx((0 + (0.25 + 0.25 + 0.0625) / 3) / 2)
    assert proof.baselines["persistence"] == pytest.approx(1 / 3)
    assert [one.n for one in proof.bins] == [4, 2, 0, 1, 0, 1]
    assert [one.n for one in proof.high_bins] == [1, 0, 0, 1, 0, 0]
    assert proof.bins[0].share == 0 and proof.bins[2].share is None


def test_what_was_told_stands_beside_what_came_and_not_beside_what_is_to_come(
    django_assert_num_queries,
):
    where = site()
    shown(where, AT - 5 * HOUR, AT - 2 * HOUR, 3)
    rows = [told(where, AT + n * HOUR, [0.4, 0.1, 0.4, 0.1]) for n in (1, -3, -1)]
    made = LevelTold.objects.create(
        site=where, hours=24, slot_at=AT - 28 * HOUR, told_at=AT - 28 * HOUR, at=AT - 4 * HOUR,
        kept_until=AT, now=1, chances=SURE[2], told_then=False, came=2,
    )  # fmt: skip
    with django_assert_num_queries(1):
        found = queries.pairs(site=where, rows=[made, *rows], known_at=AT)
    assert [one.came for one in found] == [2, None, 3, None]
    assert [one.likeliest for one in found] == [2, 3, 3, 3]
    early = queries.pairs(site=where, rows=rows, known_at=AT - 4 * HOUR)
    assert [one.came for one in early] == [None] * 3
    with django_assert_num_queries(2):
        judged = queries.judged_pairs(site=where, at=AT)
    assert [one.row for one in judged] == [made, rows[1], rows[2]]
    latest = queries.levels_told(site=where, known_at=AT)
    assert list(latest) == [rows[0], rows[2], rows[1], made]
    assert list(queries.levels_told(site=where, known_at=AT, hours=24)) == [made]
    assert list(queries.levels_told(site=where, known_at=AT - 27 * HOUR)) == [made]


def test_without_a_level_that_is_over_or_known_there_is_no_proof():
    where = site()
    assert queries.proof_of_levels(site=where, hours=8, at=AT) is None
    told(where, AT, SURE[1])
    assert queries.proof_of_levels(site=where, hours=8, at=AT) is None
    assert queries.proofs_of_levels(site=where) == {}
    assert queries.last_told(site=where) == AT and queries.last_told(site=site("s")) is None
