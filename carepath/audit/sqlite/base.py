"""Django's SQLite backend on pysqlite3, refused below the version that mends the WAL-reset bug.

SQLite 3.7.0 to 3.51.2 in WAL mode with two connections can lose commits (fixed in 3.51.3).
"""

import sys

import pysqlite3
import pysqlite3.dbapi2

sys.modules["sqlite3"] = pysqlite3
sys.modules["sqlite3.dbapi2"] = pysqlite3.dbapi2

from django.core.exceptions import ImproperlyConfigured  # noqa: E402
from django.db.backends.sqlite3 import base  # noqa: E402

LEAST = (3, 51, 3)

if pysqlite3.dbapi2.sqlite_version_info < LEAST:
    raise ImproperlyConfigured(
        f"SQLite {pysqlite3.dbapi2.sqlite_version} can lose commits; "
        f"{'.'.join(map(str, LEAST))} or later is needed. Run `make setup`."
    )


class DatabaseWrapper(base.DatabaseWrapper):
    """The embedded database."""
