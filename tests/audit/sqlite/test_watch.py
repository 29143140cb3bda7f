"""What a connection of the portal may not do, whatever the reason."""

import pytest
from pysqlite3 import dbapi2

from carepath.audit.sqlite import watch
from carepath.audit.sqlite.functions import Functions


@pytest.fixture
def connection(tmp_path):
    made = dbapi2.connect(tmp_path / "a.sqlite3")
    made.executescript("CREATE TABLE audit_change (seq); CREATE TABLE other (a);")
    made.executescript(
        "CREATE TRIGGER carepath_ledger_x AFTER INSERT ON other BEGIN"
        " INSERT INTO audit_change VALUES (NEW.a); END"
    )
    Functions().register(made)
    made.set_authorizer(watch.authorizer())
    yield made
    made.close()


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO audit_change VALUES (1)",
        "REPLACE INTO audit_change VALUES (1)",
        "UPDATE audit_change SET seq = 2",
        "DELETE FROM audit_change",
        "DROP TABLE audit_change",
        "DROP TRIGGER carepath_ledger_x",
        "CREATE TRIGGER carepath_ledger_y AFTER INSERT ON other BEGIN SELECT 1; END",
        "CREATE TEMP TRIGGER carepath_ledger_y AFTER INSERT ON other BEGIN SELECT 1; END",
        "ALTER TABLE audit_change RENAME TO other_change",
        "ATTACH ':memory:' AS m",
        "PRAGMA writable_schema = ON",
        "PRAGMA recursive_triggers = OFF",
    ],
)
def test_refused(connection, statement):
    with pytest.raises(dbapi2.DatabaseError, match="not authorized|prohibited"):
        connection.execute(statement)


def test_daily_work_goes_on_and_our_trigger_writes_the_chain(connection):
    connection.execute("INSERT INTO other VALUES (5)")
    connection.execute("UPDATE other SET a = 6")
    connection.execute("PRAGMA recursive_triggers").fetchone()
    assert connection.execute("SELECT seq FROM audit_change").fetchall() == [(5,)]
