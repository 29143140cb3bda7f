"""Pairing against a plain queue that is walked row by row."""

from collections import defaultdict, deque

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from carepath.analysis.pairs import pair
from carepath.frames.lifecycle import ASSIGN, COMPLETE, IGNORE, REQUEST, START, WITHDRAW


def spans(word, group, us, by_instance=False):
    found = pair(
        np.array(word, np.uint8), np.array(group, np.int64), np.array(us, np.int64), by_instance
    )
    triples = zip(found.request.tolist(), found.start.tolist(), found.end.tolist(), strict=True)
    return sorted(triples), sorted(found.lost.tolist()), sorted(found.merged.tolist())


@pytest.mark.parametrize(
    ("word", "us", "expected"),
    [
        ([START, COMPLETE], [1, 2], [(-1, 0, 1)]),
        ([COMPLETE, START], [2, 1], [(-1, 1, 0)]),
        ([COMPLETE, START], [1, 1], [(-1, 1, 0)]),
        ([START, START, COMPLETE], [1, 2, 3], [(-1, 0, 2), (-1, 1, -1)]),
        ([COMPLETE, START, COMPLETE], [1, 2, 3], [(-1, -1, 0), (-1, 1, 2)]),
        ([REQUEST, START, COMPLETE], [1, 2, 3], [(0, 1, 2)]),
        ([REQUEST, COMPLETE], [1, 2], [(0, -1, 1)]),
        ([REQUEST], [1], [(0, -1, -1)]),
        ([REQUEST, WITHDRAW], [1, 2], [(0, -1, 1)]),
        ([REQUEST, REQUEST, START], [1, 2, 3], [(0, 2, -1), (1, -1, -1)]),
        ([START, REQUEST], [1, 2], [(-1, 0, -1), (1, -1, -1)]),
        ([], [], []),
    ],
)
def test_small_worlds(word, us, expected):
    triples, lost, merged = spans(word, [5] * len(word), us)
    assert (triples, lost, merged) == (sorted(expected), [], [])


def test_an_instance_is_paired_even_backwards():
    assert spans([START, COMPLETE], [3, 3], [9, 2])[0] == [(-1, -1, 1), (-1, 0, -1)]
    assert spans([START, COMPLETE], [3, 3], [9, 2], by_instance=True)[0] == [(-1, 0, 1)]


def test_rows_in_blocks_and_groups_apart():
    word = [START, START, COMPLETE, COMPLETE]
    assert spans(word, [7, 2, 2, 7], [1, 1, 5, 6])[0] == [(-1, 0, 3), (-1, 1, 2)]


def test_an_assignment_after_a_request_adds_nothing():
    word = [REQUEST, ASSIGN, START, ASSIGN, START, IGNORE]
    triples, lost, merged = spans(word, [1] * 6, [1, 2, 3, 4, 5, 6])
    assert triples == [(0, 2, -1), (3, 4, -1)]
    assert (lost, merged) == ([], [1, 5])


def test_a_withdrawal_needs_a_request():
    assert spans([WITHDRAW, START], [1, 1], [1, 2]) == ([(-1, 1, -1)], [0], [])


def walked(word, group, us):
    """Return the spans that a queue per group gives; a start goes before a completion."""
    order = sorted(range(len(word)), key=lambda i: (group[i], us[i], word[i] == COMPLETE, i))
    running, asked = defaultdict(deque), defaultdict(deque)
    found, lost = [], []
    for i in order:
        g = group[i]
        if word[i] == REQUEST:
            asked[g].append(i)
        elif word[i] == START:
            span = [asked[g].popleft() if asked[g] else -1, i, -1]
            found.append(span)
            running[g].append(span)
        elif word[i] == COMPLETE and running[g]:
            running[g].popleft()[2] = i
        elif word[i] == COMPLETE:
            found.append([asked[g].popleft() if asked[g] else -1, -1, i])
        elif asked[g]:
            found.append([asked[g].popleft(), -1, i])
        else:
            lost.append(i)
    found += [[i, -1, -1] for queue in asked.values() for i in queue]
    return sorted(map(tuple, found)), sorted(lost)


ROWS = st.lists(
    st.tuples(
        st.sampled_from([START, COMPLETE, REQUEST, WITHDRAW]),
        st.integers(0, 3),
        st.integers(0, 12),
    ),
    max_size=40,
)


@given(ROWS)
def test_any_rows_are_paired_as_a_queue_would(rows):
    word, group, us = (list(column) for column in zip(*rows, strict=True)) if rows else ([],) * 3
    triples, lost, merged = spans(word, group, us)
    assert (triples, lost) == walked(word, group, us)
    assert merged == []
