"""Triggers in the words of SQLite."""

import pytest

from carepath.accounts.models import Grant
from carepath.audit.models import Change, Entry
from carepath.audit.triggers import sqlite
from carepath.demo.models import Held
from carepath.forecasts.models import Vintage


def test_a_governed_table_has_one_for_each_way_to_change_it():
    found = sqlite.statements([Grant], [])
    assert set(found) == {
        f"carepath_ledger_accounts_grant_{verb}" for verb in ("insert", "update", "delete")
    }
    update = found["carepath_ledger_accounts_grant_update"]
    for field in Grant._meta.concrete_fields:
        assert f'OLD."{field.column}" IS NOT NEW."{field.column}"' in update


@pytest.mark.parametrize("model", [Change, Entry])
def test_what_is_kept_is_guarded_against_replacing_too(model):
    found = sqlite.statements([], [model])
    assert [name.rpartition("_")[2] for name in found] == ["update", "delete", "insert"]


def test_what_is_guarded_asks_the_databases_clock():
    found = sqlite.statements([], [], [Vintage])
    assert set(found) == {
        f"carepath_keep_forecasts_vintage_{name}" for name in ("never", "born_once", "gone_kept")
    }
    gone = found["carepath_keep_forecasts_vintage_gone_kept"]
    assert "BEFORE DELETE" in gone and f"OLD.kept_until > {sqlite.NOW}" in gone


def test_bytes_stand_as_letters():
    assert 'hex(NEW."raw")' in sqlite.row_text(Held, "NEW")
