"""A kept fact about identities says what its message said."""

from carepath.frames.identity import BECAME, DELETED, PERSON, VISIT, Fact, Key
from carepath.ingestion.models import Link


def test_a_link_is_read_as_the_fact_it_keeps():
    kept = Link(
        verb=BECAME, kind=VISIT, one="V2", other_kind=VISIT, other="V1", occurred=1, written=2
    )
    assert kept.fact == Fact(BECAME, Key(VISIT, "V2"), Key(VISIT, "V1"), 1, 2)
    gone = Link(verb=DELETED, kind=PERSON, one="p", occurred=1, written=2)
    assert gone.fact.other is None
    assert str(kept) == "visit became"
