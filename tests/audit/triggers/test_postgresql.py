"""Triggers in the words of PostgreSQL."""

from carepath.accounts.models import Grant
from carepath.audit.models import Change, Entry
from carepath.audit.triggers import postgresql
from carepath.forecasts.models import Vintage


def test_a_governed_table_has_one_for_each_way_to_change_it():
    made = [postgresql.sql_of(trigger) for trigger in postgresql.triggers([Grant], []).values()]
    assert made[0] == (
        'CREATE TRIGGER "carepath_ledger_insert" AFTER INSERT ON "accounts_grant"'
        " FOR EACH ROW EXECUTE FUNCTION carepath_ledger('id')"
    )
    assert [one.split(" ON ")[0].rpartition(" ")[2] for one in made] == [
        "INSERT", "UPDATE", "DELETE", "TRUNCATE",
    ]  # fmt: skip


def test_what_is_kept_is_neither_changed_nor_emptied():
    made = [postgresql.sql_of(trigger) for trigger in postgresql.triggers([], [Entry]).values()]
    assert "BEFORE DELETE OR UPDATE" in made[0] or "BEFORE UPDATE OR DELETE" in made[0]
    assert "BEFORE TRUNCATE" in made[1]
    assert len(postgresql.triggers([], [Change])) == 3


def test_what_is_guarded_is_not_emptied_and_its_deletes_are_looked_at():
    made = [postgresql.sql_of(one) for one in postgresql.triggers([], [], [Vintage]).values()]
    assert [one.split(" ON ")[0].rpartition(" ")[2] for one in made] == [
        "UPDATE", "INSERT", "DELETE", "TRUNCATE",
    ]  # fmt: skip
    _arguments, body, _owner = postgresql.functions()["carepath_guard_forecasts_vintage_gone_kept"]
    assert "RETURN OLD" in body and f"OLD.kept_until > {postgresql.NOW}" in body


def test_functions_that_write_the_chain_have_their_owners_rights():
    rights = {name: owner for name, (_, _, owner) in postgresql.functions().items()}
    assert {name for name, owner in rights.items() if owner} == {
        "carepath_append", "carepath_ledger", "carepath_redact", "carepath_restate",
    }  # fmt: skip
    assert {"carepath_keep", "carepath_chained", "carepath_guard_protocols_version_state"} <= {
        *rights
    }
