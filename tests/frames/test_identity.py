"""Facts about identities: equal ones have one name, however often they are sent."""

from dataclasses import replace

from carepath.frames.identity import BECAME, LINKED, PERSON, Fact, Key

ONE = Fact(BECAME, Key(PERSON, "a"), Key(PERSON, "b"), 1, 2, control="c1")


def test_a_fact_is_named_by_what_it_says_and_when_that_happened():
    assert replace(ONE, written=9, control="c2").digest == ONE.digest
    others = (replace(ONE, verb=LINKED), replace(ONE, occurred=5), replace(ONE, other=None))
    assert len({ONE.digest, *(one.digest for one in others)}) == 4
