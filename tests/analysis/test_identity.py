"""Identities: merges, links, moves and deletions in any order; wrong ones come apart whole."""

import os

from hypothesis import given, settings
from hypothesis import strategies as st

from carepath.analysis.identity import Identities, identities
from carepath.frames.identity import (
    ACCOUNT,
    BECAME,
    DELETED,
    LINKED,
    MOVED,
    PARTED,
    PERSON,
    VERBS,
    VISIT,
    Fact,
    Key,
)  # fmt: skip

CASES = int(os.environ.get("CAREPATH_CASES", "300"))


def person(number):
    return Key(PERSON, number)


def fact(verb, one, other, at):
    one, other = (person(key) if isinstance(key, str) else key for key in (one, other))
    return Fact(verb, one, other, at, at)


def names(found, *numbers):
    return [found.root(person(number)).number for number in numbers]


def test_a_number_of_which_nothing_is_said_is_itself():
    found = Identities()
    assert names(found, "a") == ["a"]
    assert found.group(person("a")) == (person("a"),)
    assert found.person("V", patient="a", account="c") == "a"
    assert found.deleted("V", patient="a") is None


def test_merges_of_merged_numbers_reach_the_last():
    chain = [fact(BECAME, "a", "b", 1), fact(BECAME, "b", "c", 2)]
    assert names(identities(chain), "a", "b", "c") == ["c", "c", "c"]
    assert identities(chain).group(person("a")) == (person("c"), person("a"), person("b"))


def test_of_a_ring_the_earliest_gives_way():
    ring = [fact(BECAME, "a", "b", 1), fact(BECAME, "b", "c", 2), fact(BECAME, "c", "a", 3)]
    assert names(identities(ring), "a", "b", "c") == ["a", "a", "a"]
    assert names(identities(ring[:1] + [fact(BECAME, "b", "a", 9)]), "a", "b") == ["a", "a"]
    assert names(identities([fact(BECAME, "a", "a", 1)]), "a") == ["a"]


def test_the_last_word_on_a_number_counts():
    said = [fact(BECAME, "a", "b", 1), fact(BECAME, "a", "c", 2)]
    assert names(identities(said), "a", "b", "c") == ["c", "b", "c"]


def test_what_was_merged_comes_apart_again():
    chain = [fact(BECAME, "a", "b", 1), fact(BECAME, "b", "c", 2)]
    assert names(identities([*chain, fact(PARTED, "a", "b", 3)]), "a", "b") == ["a", "c"]
    assert names(identities([*chain, fact(PARTED, "c", "a", 3)]), "a", "b") == ["a", "c"]
    assert names(identities([*chain, fact(PARTED, "b", "c", 3)]), "a", "b", "c") == ["b", "b", "c"]
    # Said again after it was taken back, it counts; said before, it does not.
    again = [*chain, fact(PARTED, "b", "c", 3), fact(BECAME, "b", "c", 4)]
    assert names(identities(again), "a") == ["c"]
    brothers = [fact(BECAME, "a", "c", 1), fact(BECAME, "b", "c", 2), fact(PARTED, "a", "b", 3)]
    assert names(identities(brothers), "a", "b", "c") == ["c", "b", "c"]
    assert names(identities([fact(PARTED, "a", "b", 3), fact(PARTED, "a", "a", 3)]), "a") == ["a"]


def test_links_join_without_a_new_number_and_are_taken_back():
    linked = fact(LINKED, "b", "a", 1)
    assert identities([linked]).group(person("b")) == (person("a"), person("b"))
    assert names(identities([linked, fact(PARTED, "a", "b", 2)]), "b") == ["b"]
    assert names(identities([fact(LINKED, "a", "a", 1)]), "a") == ["a"]


def test_a_person_takes_a_wrong_merge_back_and_it_stays_so():
    wrong = fact(BECAME, "a", "b", 1)
    sent_again = Fact(BECAME, wrong.one, wrong.other, 1, 99, control="again")
    undone = {wrong.digest}
    assert names(identities([wrong, sent_again], undone=undone), "a") == ["a"]
    assert names(identities([wrong, fact(BECAME, "a", "b", 5)], undone=undone), "a") == ["b"]


def test_a_visit_follows_where_it_or_its_account_was_moved():
    visit, account, other = Key(VISIT, "V"), Key(ACCOUNT, "7"), Key(ACCOUNT, "8")
    to_account = [fact(MOVED, visit, account, 1), fact(MOVED, account, "b", 1)]
    found = identities(to_account)
    assert found.person("V", patient="a", account="8") == "b"
    assert found.person("W", patient="a", account="7") == "b"
    assert found.person("W", patient="a", account="8") == "a"
    further = [*to_account, fact(BECAME, account, other, 2), fact(MOVED, other, "c", 3)]
    assert identities(further).person("V", patient="a") == "c"
    assert identities([fact(MOVED, visit, "b", 1), fact(BECAME, "b", "c", 2)]).person(
        "V", patient="a"
    ) == ("c")
    assert identities([fact(MOVED, visit, account, 1)]).person("V", patient="a") == "a"


def test_other_numbers_of_a_visit_and_when_they_joined():
    one, two, three = (Key(VISIT, number) for number in ("V1", "V2", "V3"))
    found = identities([fact(BECAME, two, one, 5), fact(BECAME, three, two, 3)])
    assert found.joined("V1") == {"V2": ("V1", 5), "V3": ("V2", 3)} == found.joined("V3")


def test_a_deleted_patient_takes_the_visits_but_not_those_merged_away_before():
    gone = fact(DELETED, "a", None, 5)
    assert identities([gone]).deleted("V", patient="a") == 5
    assert identities([gone, fact(BECAME, "a", "b", 2)]).deleted("V", patient="a") is None
    assert identities([gone, fact(BECAME, "a", "b", 8)]).deleted("V", patient="a") == 5
    moved = fact(MOVED, Key(VISIT, "V"), "b", 2)
    assert identities([gone, moved]).deleted("V", patient="a") is None


@settings(max_examples=CASES, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(VERBS), *[st.sampled_from("abcde")] * 2, st.integers(0, 6)
        ),
        max_size=12,
    ),
    st.randoms(use_true_random=False),
)  # fmt: skip
def test_any_order_and_repetition_of_any_facts_ends_in_the_same_identities(said, dice):
    facts = [
        fact(verb, one, None if verb == DELETED else other, at) for verb, one, other, at in said
    ]
    again = facts + [one for one in facts if dice.random() < 0.5]
    dice.shuffle(again)
    found, other = identities(facts), identities(again)
    assert found == other
    for number in "abcde":
        group = found.group(person(number))
        assert person(number) in group
        assert {found.root(key) for key in group} == {group[0]}


@settings(max_examples=CASES, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9), st.booleans()), max_size=14))
def test_merges_and_partings_end_like_a_list_of_names_written_anew(steps):
    """The book: every merge that stands, applied in order to a list of names."""
    standing, facts = [], []
    for at, (one, other, is_parting) in enumerate(steps):
        if is_parting and standing:
            pair = standing.pop(one % len(standing))
            facts.append(fact(PARTED, *pair, at))
            continue
        one, other = str(one), str(other)
        if one != other and _written(standing)[one] == one and _written(standing)[other] != one:
            standing.append((one, other))
            facts.append(fact(BECAME, one, other, at))
    found = identities(facts)
    assert {n: found.root(person(n)).number for n in _written([])} == _written(standing)


def _written(standing):
    name = {str(n): str(n) for n in range(10)}
    for one, other in standing:
        old, new = one, other
        for _ in range(10):
            new = dict(standing).get(new, new)
        name = {n: new if held == old or n == old else held for n, held in name.items()}
    return name
