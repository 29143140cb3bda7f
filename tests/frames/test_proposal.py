"""Proposals: a mapping as soon as the three columns are known."""

from carepath.frames.mapping import Mapping
from carepath.frames.proposal import Proposal


def test_guesses_become_a_mapping():
    guesses = {"case": "c", "activity": "a", "time": "t", "case_attributes": ["age"]}
    proposal = Proposal(guesses, ("c", "a", "t", "age"), ())
    assert proposal.mapping == Mapping("c", "a", "t", case_attributes=("age",))


def test_without_a_case_there_is_none():
    assert Proposal({"activity": "a", "time": "t"}, ("a", "t"), ()).mapping is None
