"""The command that says whether the ledger is as it was written."""

import json

import pytest
from django.core.management import call_command

from carepath.accounts.models import Grant
from carepath.audit import actions
from carepath.audit.management.commands.verify_audit import first_badly_signed
from carepath.audit.queries import chain
from tests.audit.changed import run, without_triggers, written
from tests.factories import AT

pytestmark = pytest.mark.django_db


def verified(capsys, *words):
    code = 0
    try:
        call_command("verify_audit", *words)
    except SystemExit as end:
        code = end.code
    return code, capsys.readouterr().out


def test_a_whole_ledger(capsys):
    written(Grant, 3)
    actions.seal(at=AT)
    code, said = verified(capsys, "--json")
    assert code == 0
    assert json.loads(said) == {
        "rows": 3, "first_bad_seq": None, "roots_checked": 1, "ungoverned": 0,
    }  # fmt: skip
    assert verified(capsys) == (0, "3 rows are as they were written; 1 roots agree.\n")


def test_an_empty_ledger(capsys):
    assert json.loads(verified(capsys, "--json")[1]) == {
        "rows": 0, "first_bad_seq": None, "roots_checked": 0, "ungoverned": 0,
    }  # fmt: skip


def test_a_changed_row_is_named(capsys):
    written(Grant, 5)
    with without_triggers():
        run("UPDATE audit_change SET new = '{}' WHERE seq = 4")
    code, said = verified(capsys, "--json")
    assert (code, json.loads(said)["first_bad_seq"]) == (1, 4)
    assert verified(capsys)[1].startswith("Row 4 is the first bad one: old values, new values")


def test_an_ungoverned_write_is_counted(capsys):
    written(Grant, 2)
    with actions.acting_as("psql", at=AT, why="by hand"):
        Grant.objects.update(role="READ_ONLY")
    code, said = verified(capsys, "--json")
    assert (code, json.loads(said)["ungoverned"]) == (1, 2)
    assert "2 changes were made past them" in verified(capsys)[1]


def test_a_root_of_another_key_is_not_believed(capsys, settings):
    written(Grant, 2)
    actions.seal(at=AT)
    written(Grant, 2)
    settings.LEDGER_KEY = "another"
    root = chain.of_row(actions.seal(at=AT))
    code, said = verified(capsys, "--json")
    assert (code, json.loads(said)["first_bad_seq"]) == (1, 1)
    assert first_badly_signed([root]) is None
