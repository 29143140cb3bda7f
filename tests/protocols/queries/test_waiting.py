"""What of protocols waits for one person."""

import pytest

from carepath.protocols import queries
from tests.factories import person
from tests.protocols import worlds

pytestmark = pytest.mark.django_db


def test_a_version_waits_for_who_may_approve_it_until_they_did(django_assert_num_queries):
    version = worlds.in_review()
    nora = worlds.nora()
    assert queries.to_review(by=nora) == [version]
    worlds.approve(version, nora)
    assert queries.to_review(by=nora) == []
    assert queries.to_review(by=worlds.quinn()) == [version]
    assert queries.to_review(by=worlds.pia()) == []
    quinn = worlds.quinn()
    assert quinn.may("REVIEW")
    elsewhere = person("far", "QUALITY_LEAD", at_site="elsewhere")
    assert queries.to_review(by=elsewhere) == []
    with django_assert_num_queries(4):  # versions, who wrote, who was named, who signed
        assert queries.to_review(by=quinn) == [version]


def test_policies_wait_for_another_person_than_who_proposed_them():
    row = worlds.proposed()
    assert list(queries.policies_to_confirm(by=worlds.hugo())) == [row]
    assert list(queries.policies_to_confirm(by=row.proposed_by)) == []
    assert list(queries.to_countersign(by=worlds.nora())) == []
