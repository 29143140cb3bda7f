"""Who serves may add to the ledger and never change it; who audits may read it and no more."""

from uuid import uuid4

import psycopg
import pytest
from django.apps import apps
from django.db import ProgrammingError, connection, transaction

from carepath.audit import actions, database_roles
from carepath.audit.models import Entry
from tests.factories import AT
from tests.logins import APP, AUDITOR, become

KEYS = {model._meta.db_table: model._meta.pk.column for model in apps.get_models()}
postgresql = pytest.mark.postgresql


def test_the_ledger_is_what_is_only_added_to():
    tables = database_roles.ledger_tables()
    assert {"audit_entry", "audit_accessread", "journeys_historicalstage"} <= set(tables)
    assert "journeys_stage" not in tables


@pytest.mark.django_db
def test_one_login_is_not_separated():
    assert not database_roles.is_separated()


def _run(text):
    with connection.cursor() as cursor:
        cursor.execute(text)
        return cursor.fetchall() if cursor.description else []


def refused(*statements):
    wrong = []
    for statement in statements:
        try:
            with transaction.atomic():
                _run(statement)
            wrong.append(statement)
        except ProgrammingError as error:
            assert isinstance(error.__cause__, psycopg.errors.InsufficientPrivilege), statement
    return wrong == []


@postgresql
def test_the_portal_adds_to_the_ledger_and_never_changes_it(roles):
    become(APP)
    assert database_roles.is_separated()
    with actions.recording_as("test", at=AT):
        actions.record("tried")
    assert Entry.objects.get().verb == "tried"
    for table in database_roles.ledger_tables():
        assert refused(
            f"DELETE FROM {table}",
            f"UPDATE {table} SET {KEYS[table]} = NULL",
            f"TRUNCATE {table}",
            f"DROP TABLE {table}",
            f"ALTER TABLE {table} ADD x int",
            f"ALTER TABLE {table} DISABLE TRIGGER ALL",
        )


@postgresql
def test_the_portal_makes_no_tables_and_no_logins(roles):
    become(APP)
    assert refused(
        "CREATE TABLE x (y int)",
        "CREATE TEMPORARY TABLE x (y int)",
        "CREATE SCHEMA x",
        "CREATE ROLE x",
        "DELETE FROM django_migrations",
        "DROP TABLE journeys_journey",
        "TRUNCATE journeys_journey",
        "SET session_replication_role = replica",
    )


@postgresql
def test_the_portal_does_its_daily_work(roles):
    become(APP)
    from carepath.config import first
    from carepath.places.models import Site

    assert first.first_rows(at=AT)
    Site.objects.update(name="Elsewhere")
    Site.objects.all().delete()
    assert _run("SELECT count(*) > 0 FROM django_migrations") == [(True,)]


@postgresql
def test_the_auditor_reads_the_ledger_and_nothing_else(roles):
    become(AUDITOR)
    for table in database_roles.ledger_tables():
        _run(f"SELECT count(*) FROM {table}")
    assert refused(
        "SELECT count(*) FROM journeys_journey",
        "SELECT count(*) FROM accounts_user",
        "INSERT INTO audit_entry (id) VALUES (1)",
        "DELETE FROM audit_entry",
        "CREATE TABLE x (y int)",
    )


@postgresql
def test_to_give_again_takes_nothing_away_and_what_was_added_by_hand_goes(roles):
    _run(f'GRANT DELETE ON audit_entry TO "{APP}"')
    _run(f'GRANT SELECT ON accounts_user TO "{AUDITOR}"')
    database_roles.grant(app=APP, password="another", auditor=AUDITOR)
    become(APP)
    assert database_roles.is_separated()
    _run("RESET ROLE")
    become(AUDITOR)
    assert refused("SELECT count(*) FROM accounts_user")


@postgresql
def test_a_member_of_the_owner_is_not_separated(roles):
    owner = f"owner_{uuid4().hex[:8]}"
    _run(f"CREATE ROLE {owner} NOLOGIN")
    _run(f"GRANT {owner} TO CURRENT_USER")
    _run(f"GRANT CREATE, USAGE ON SCHEMA public TO {owner}")
    _run(f"ALTER TABLE audit_entry OWNER TO {owner}")
    _run(f'GRANT {owner} TO "{APP}"')
    become(APP)
    assert not database_roles.is_separated(["audit_entry"])


@postgresql
def test_an_owner_who_may_not_make_logins_is_told_what_to_do(roles):
    become(APP)
    with pytest.raises(database_roles.NotSeparated, match="not create the login other_app; create"):
        database_roles.grant(app="other_app", password="", auditor=AUDITOR)
