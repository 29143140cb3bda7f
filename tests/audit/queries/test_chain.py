"""The chain as it stands in the database is the chain the verifier checks."""

import json

import pytest

from carepath.accounts.models import Grant
from carepath.audit import actions, queries, verifier
from carepath.audit.models import Change
from carepath.audit.queries import chain
from tests.audit.changed import run, without_triggers, written
from tests.factories import AT

pytestmark = pytest.mark.django_db


def test_rows_come_in_order_some_at_a_time(monkeypatch):
    written(Grant, 7)
    monkeypatch.setattr(chain, "SOME", 3)
    assert [row[0] for row in queries.rows()] == list(range(1, 8))
    assert [row[0] for row in queries.rows(after=2, until=5)] == [3, 4, 5]
    assert chain.hashes(after=5, until=9) == [row[-1] for row in queries.rows(after=5)]


def test_what_the_triggers_wrote_is_what_the_verifier_makes():
    grant = written(Grant, 2)[0]
    with actions.acting_as("import:ü", at=AT, why="a “reason”"):
        grant.granted_by = "Zoë"
        grant.save()
        grant.delete()
    assert queries.verdict() == verifier.Verdict(4, None, "", 0, Change.objects.get(seq=4).hash)


def test_a_row_changed_in_the_database_is_named():
    written(Grant, 5)
    with without_triggers():
        run("UPDATE audit_change SET actor = 'user:9' WHERE seq = 3")
    found = queries.verdict()
    assert (found.first_bad_seq, found.rows) == (3, 2)


def test_a_root_outside_counts_more_than_one_inside(home):
    written(Grant, 3)
    actions.seal(at=AT)
    actions.write_roots()
    outside = json.loads(chain.outside().read_text())
    assert len(outside["hashes"]) == 3
    with without_triggers():
        run("DELETE FROM audit_change WHERE seq > 1")
        run("DELETE FROM audit_root")
    assert queries.verdict().first_bad_seq == 2
    chain.outside().unlink()
    assert queries.verdict().first_bad_seq is None


def test_a_line_of_the_export_leads_back_to_the_row():
    written(Grant, 1)
    row = next(queries.rows())
    assert list(verifier.read_rows([chain.line(row)])) == [row]
