"""Django's SQLite backend on pysqlite3, refused below the version that mends the WAL-reset bug.

SQLite 3.7.0 to 3.51.2 in WAL mode with two connections can lose commits (fixed in 3.51.3). Each
connection brings the functions that the ledger's triggers ask for, and may not touch its guards.
"""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pysqlite3
import pysqlite3.dbapi2

sys.modules["sqlite3"] = pysqlite3
sys.modules["sqlite3.dbapi2"] = pysqlite3.dbapi2

from django.core.exceptions import ImproperlyConfigured  # noqa: E402
from django.db.backends.sqlite3 import base  # noqa: E402

from carepath.audit.sqlite import watch  # noqa: E402
from carepath.audit.sqlite.functions import Functions  # noqa: E402

LEAST = (3, 51, 3)
LOOKS_EVERY_S = 0.001
"""How often whoever waits to write looks whether it may."""

if pysqlite3.dbapi2.sqlite_version_info < LEAST:
    raise ImproperlyConfigured(
        f"SQLite {pysqlite3.dbapi2.sqlite_version} can lose commits; "
        f"{'.'.join(map(str, LEAST))} or later is needed. Run `make setup`."
    )


class DatabaseWrapper(base.DatabaseWrapper):
    """The embedded database."""

    maintained = 0

    def get_new_connection(self, conn_params):
        connection = super().get_new_connection(conn_params)
        # Else REPLACE deletes a row without its triggers.
        connection.execute("PRAGMA recursive_triggers = ON")
        Functions().register(connection)
        connection.set_authorizer(None if self.maintained else watch.authorizer())
        return connection

    def _start_transaction_under_autocommit(self):
        """Begin as soon as nobody else writes.

        SQLite waits longer and longer between two looks, up to a tenth of a second, and then often
        meets the next writer: who writes now and then waits behind one that writes all the time.
        """
        patience_s = self.settings_dict["OPTIONS"].get("timeout", 5.0)
        until = time.monotonic() + patience_s
        self.connection.execute("PRAGMA busy_timeout = 0")
        try:
            while time.monotonic() < until and not self._begins():
                time.sleep(LOOKS_EVERY_S)
            if not self.connection.in_transaction:
                super()._start_transaction_under_autocommit()  # or Django's own error
        finally:
            self.connection.execute(f"PRAGMA busy_timeout = {int(patience_s * 1000)}")

    def _begins(self) -> bool:
        try:
            self.connection.execute(f"BEGIN {self.transaction_mode or ''}")
        except pysqlite3.OperationalError as error:
            if "locked" not in str(error):
                raise
        return self.connection.in_transaction

    @contextmanager
    def maintenance(self) -> Iterator[None]:
        """Let this connection change tables and triggers: for migrations, backup and setup."""
        self.ensure_connection()
        self.maintained += 1
        self.connection.set_authorizer(None)
        try:
            yield
        finally:
            self.maintained -= 1
            if not self.maintained and self.connection is not None:
                self.connection.set_authorizer(watch.authorizer())
