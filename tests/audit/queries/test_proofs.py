"""A row is proven by a root of its time, and that by the newest one."""

import pytest

from carepath.accounts.models import Grant
from carepath.audit import actions, verifier
from carepath.audit.queries import proofs
from tests.audit.changed import written
from tests.factories import AT

pytestmark = pytest.mark.django_db


@pytest.fixture
def ledger():
    written(Grant, 5)
    actions.seal(at=AT)
    written(Grant, 6)
    actions.seal(at=AT)
    written(Grant, 1)


@pytest.mark.parametrize("seq", range(1, 12))
def test_each_row_under_a_root_is_proven(ledger, seq):
    found = proofs.proof(seq)
    assert verifier.proven(found) == ""
    assert (found["root"]["seq"], found["newest"]["seq"]) == (5 if seq < 6 else 11, 11)


def test_a_row_without_a_root_is_not(ledger):
    assert proofs.proof(12) is None
    assert proofs.proof(99) is None


@pytest.mark.parametrize(
    ("part", "name", "value", "sentence"),
    [
        ("row", "actor", "user:9", "the row is not as it was written"),
        ("root", "root", "0" * 64, "the row is not in its root"),
        ("newest", "root", "0" * 64, "the newest root does not extend it"),
    ],
)
def test_whatever_was_changed_is_no_proof(ledger, part, name, value, sentence):
    found = proofs.proof(3)
    assert verifier.proven(found | {part: found[part] | {name: value}}) == sentence
