"""Who became whom, as a Patient tells it."""

import pytest

from carepath.formats.fhir import people


@pytest.mark.parametrize(
    ("type_", "other", "found"),
    [
        ("replaced-by", {"reference": "Patient/p2"}, {("Patient/p1", "Patient/p2")}),
        ("replaces", {"reference": "http://h/Patient/p2"}, {("Patient/p2", "Patient/p1")}),
        ("replaced-by", {"identifier": {"system": "h", "value": "7"}}, {("Patient/p1", "7^h")}),
        ("replaced-by", {"reference": "Patient/p1"}, set()),
        ("replaced-by", {"reference": "RelatedPerson/r1"}, set()),
        ("replaced-by", {"identifier": {"system": "h"}}, set()),
        ("seealso", {"reference": "Patient/p2"}, set()),
        ("refer", {"reference": "Patient/p2"}, set()),
    ],
)  # fmt: skip
def test_only_replaced_by_and_replaces_say_who_is_who(type_, other, found):
    assert people.became({"link": [{"type": type_, "other": other}]}, "p1") == found


def test_without_links_nobody_became_another():
    assert people.became({}, "p1") == set()
