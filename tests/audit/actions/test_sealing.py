"""Roots over the ledger: signed, outside, and found again by anybody."""

import json
import stat
from datetime import timedelta

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.serialization import load_pem_public_key

from carepath.accounts.models import Grant
from carepath.audit import actions, queries, verifier
from carepath.audit.actions import sealing
from carepath.audit.models import Check, Root
from carepath.audit.queries import chain
from tests.audit.changed import written
from tests.factories import AT

pytestmark = pytest.mark.django_db
LATER = AT + timedelta(minutes=61)


def test_a_root_is_that_of_the_published_tree_and_grows():
    written(Grant, 3)
    first = actions.seal(at=AT)
    assert actions.seal(at=AT) is None
    written(Grant, 6)
    second = actions.seal(at=LATER)
    leaves = [verifier.leaf(row[-1]) for row in queries.rows()]
    assert (first.seq, first.root) == (3, verifier.root_of(leaves[:3]).hex())
    assert (second.seq, second.root) == (9, verifier.root_of(leaves).hex())
    proof = verifier.consistency(leaves, 3)
    roots = [bytes.fromhex(each.root) for each in (first, second)]
    assert verifier.is_consistent(3, roots[0], 9, roots[1], proof)


def test_a_root_is_signed_by_the_portals_key(settings):
    written(Grant, 1)
    root = chain.of_row(actions.seal(at=AT))
    key = load_pem_public_key(sealing.public_key().encode())
    key.verify(bytes.fromhex(root.signature), root.signed())
    mark = sealing.fingerprint()
    settings.LEDGER_KEY = "another"
    assert sealing.fingerprint() != mark
    with pytest.raises(InvalidSignature):
        load_pem_public_key(sealing.public_key().encode()).verify(
            bytes.fromhex(root.signature), root.signed()
        )


def test_roots_go_outside_once_with_the_hashes_since_the_one_before():
    written(Grant, 2)
    actions.seal(at=AT)
    assert actions.write_roots() == 1
    assert actions.write_roots() == 0
    written(Grant, 1)
    actions.seal(at=LATER)
    assert actions.write_roots() == 1
    lines = [json.loads(line) for line in chain.outside().read_text().splitlines()]
    assert [(line["seq"], len(line["hashes"])) for line in lines] == [(2, 2), (3, 1)]
    assert stat.S_IMODE(chain.outside().stat().st_mode) == 0o600
    assert verifier.badly_signed(queries.roots(), chain.outside().parent / "key.pem") == []


def test_a_root_is_due_each_hour_and_when_asked_for():
    written(Grant, 1)
    assert sealing.seal_if_due(by="test", at=AT) == 1
    written(Grant, 2)
    assert sealing.seal_if_due(by="test", at=AT + timedelta(minutes=59)) == 0
    assert sealing.seal_if_due(by="test", at=LATER) == 2
    written(Grant, 1)
    assert sealing.seal_if_due(by="test", at=LATER) == 0
    with actions.acting_as("test", at=AT, why="approved"):
        actions.seal_soon()
    assert sealing.seal_if_due(by="test", at=LATER) == 1
    assert Root.objects.count() == 3
    assert Check.objects.get(name=sealing.ROOTS).at == LATER


def test_after_a_backup_came_back_the_roots_of_later_rows_are_kept_aside():
    assert actions.roots_aside(at=AT) is None
    written(Grant, 2)
    actions.seal(at=AT)
    actions.write_roots()
    with chain.outside().open("a") as file:
        file.write(json.dumps({"seq": 9, "root": "0" * 64, "at": "2026"}) + "\n")
    assert queries.verdict().first_bad_seq == 3
    kept = actions.roots_aside(at=LATER)
    assert len(kept.read_text().splitlines()) == 2
    assert queries.verdict() == verifier.Verdict(2, None, "", 1, queries.verdict().last_hash)


def test_an_empty_ledger_has_no_root():
    assert actions.seal(at=AT) is None
    assert actions.write_roots() == 0
