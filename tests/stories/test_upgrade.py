"""A home of an earlier version goes on; a blank one is made as if it had lived through them all."""

import json
import os
import re
import sqlite3
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

pytestmark = pytest.mark.slow
ROOT = Path(__file__).resolve().parents[2]


POSTGRESQL = """
SELECT c.relname, a.attname, format_type(a.atttypid, a.atttypmod) || a.attnotnull::text
    || a.attidentity::text || coalesce(pg_get_expr(d.adbin, d.adrelid), '')
FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid AND c.relkind = 'r'
LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
WHERE a.attnum > 0 AND NOT a.attisdropped AND c.relnamespace = 'public'::regnamespace
UNION ALL SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid)
FROM pg_constraint WHERE connamespace = 'public'::regnamespace
UNION ALL SELECT tablename, indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'
UNION ALL SELECT tgrelid::regclass::text, tgname, pg_get_triggerdef(oid)
FROM pg_trigger WHERE NOT tgisinternal
"""

# For many-to-many a migration numbers a table by the project's setting, a model by its app's.
OF_DJANGO = {("auth_group_permissions", "id")}


def manage(home, *words, **surroundings):
    """Run a command on a home of its own, as people do; return what it printed."""
    own = {"CAREPATH_HOME": str(home), "CAREPATH_DEMO": "off"} | surroundings
    kept = {k: v for k, v in os.environ.items() if k not in ("DATABASE_URL", "REDIS_URL")}
    done = subprocess.run(
        [sys.executable, "manage.py", *words],
        cwd=ROOT, env=kept | own, capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout


def columns_and_constraints(table):
    """Return what a statement that makes a table lists, in no order: it may come to be in any."""
    flat = re.sub(r"\s+", " ", table)
    found, start, depth = [], flat.index("(") + 1, 0
    for here, sign in enumerate(flat):
        depth += {"(": 1, ")": -1}.get(sign, 0)
        if (sign == "," and depth == 1) or (sign == ")" and depth == 0):
            found.append(flat[start:here].strip())
            start = here + 1
    return found


def structure(home, surroundings):
    """Return all a database holds beside its rows, as a set of (table, name, words)."""
    if surroundings:
        with psycopg.connect(surroundings["DATABASE_URL"]) as connection:
            return set(connection.execute(POSTGRESQL).fetchall())
    found = set()
    for path in sorted(home.glob("*.sqlite3")):
        with sqlite3.connect(path) as connection:
            rows = connection.execute("SELECT type, name, sql FROM sqlite_master WHERE sql > ''")
            for kind, name, sql in rows:
                parts = columns_and_constraints(sql) if kind == "table" else [sql]
                found |= {(path.name, name, part) for part in parts}
        connection.close()
    return found


def test_a_blank_database_is_made_as_if_it_had_lived_through_all_migrations(tmp_path, database):
    found = []
    for home, words in ((tmp_path / "blank", []), (tmp_path / "lived", ["--from-history"])):
        home.mkdir()
        surroundings = database()
        manage(home, "migrate", *words, **surroundings)
        found.append(structure(home, surroundings))
    assert len(found[0]) > 1000
    assert {row[:2] for row in found[0] ^ found[1]} <= OF_DJANGO


@pytest.mark.embedded
def test_the_ledger_of_an_earlier_version_is_migrated_and_still_verifies(tmp_path):
    manage(tmp_path, "setup")
    before = json.loads(manage(tmp_path, "verify_audit", "--json"))
    assert before["rows"] > 0
    manage(tmp_path, "migrate", "audit", "0004")
    manage(tmp_path, "migrate")
    assert json.loads(manage(tmp_path, "verify_audit", "--json")) == before
    assert (
        manage(tmp_path, "migrate", "--plan").strip().endswith("No planned migration operations.")
    )
