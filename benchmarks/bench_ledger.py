"""What the ledger costs, and how long it takes to check it.

    BENCH_POSTGRES=postgres://user@host/ python benchmarks/bench_ledger.py [--rows 1000000]

Governed writes per second, one in a transaction and many in one, with the triggers and without, on
SQLite and, where BENCH_POSTGRES names a server, on PostgreSQL; then the check of so many rows in
the embedded database and in an exported file. Goal: a million rows within 60 s each.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from urllib.parse import urlsplit
from uuid import uuid4

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
GOAL_S = 60.0
SINGLE, MANY = 400, 4_000
"""Transactions of one write each, and writes in one transaction."""


def main() -> int:
    """Print both tables and return 0 when the goal is met."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=1_000_000, help="rows of the ledger checked")
    parser.add_argument("--no-writes", action="store_true", help="leave the writes out")
    parser.add_argument("--writes", metavar="DATABASE", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.writes:
        writes(given.writes)
        return 0
    servers = [] if given.no_writes else ["", *filter(None, [os.environ.get("BENCH_POSTGRES")])]
    for server in servers:
        measured_apart(server)
    return 0 if checked(given.rows) else 1


def measured_apart(server: str) -> None:
    """Measure the writes in a process, a home and a database of its own."""
    import psycopg

    name = f"bench_ledger_{uuid4().hex[:8]}"
    with tempfile.TemporaryDirectory() as home:
        url = urlsplit(server)._replace(path=f"/{name}").geturl() if server else ""
        if server:
            with psycopg.connect(server, autocommit=True) as admin:
                admin.execute(f"CREATE DATABASE {name}")
        try:
            subprocess.run(
                [sys.executable, __file__, "--writes", "PostgreSQL" if server else "SQLite"],
                env={**os.environ, "CAREPATH_HOME": home, "DATABASE_URL": url},
                check=True,
            )
        finally:
            if server:
                with psycopg.connect(server, autocommit=True) as admin:
                    admin.execute(f"DROP DATABASE {name} WITH (FORCE)")


def prepared():
    """Begin Django in this home, with its tables."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "carepath.config.settings")
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)


def writes(database: str) -> None:
    """Print the writes per second with the triggers and without, and their ratio."""
    prepared()
    from tests.audit.changed import without_triggers

    with_them = {"one a transaction": one_each(), "many in one": many_in_one()}
    with without_triggers():
        without = {"one a transaction": one_each(), "many in one": many_in_one()}
    for kind, rate in with_them.items():
        show(f"{database}, {kind}: {rate:,.0f} writes/s with the ledger, {without[kind]:,.0f} "
             f"without, ratio {rate / without[kind]:.2f}")  # fmt: skip


def one_each() -> float:
    return _rate(SINGLE, lambda grant: _save(grant, one_door=True))


def many_in_one() -> float:
    from carepath.accounts.models import Grant

    def all_at_once(grants):
        with _door():
            Grant.objects.bulk_create(grants)

    grants = _grants(MANY)
    begun = time.perf_counter()
    all_at_once(grants)
    return MANY / (time.perf_counter() - begun)


def _rate(number: int, write) -> float:
    grants = _grants(number)
    begun = time.perf_counter()
    for grant in grants:
        write(grant)
    return number / (time.perf_counter() - begun)


def _save(grant, *, one_door: bool) -> None:
    with _door():
        grant.save()


def _door():
    from carepath.audit import actions as audit
    from carepath.ui import clock

    return audit.acting_as("bench", at=clock.now(), why="a bench")


def _grants(number: int) -> list:
    from carepath.accounts.models import Grant, User
    from carepath.ui import clock

    person = User.objects.filter(username="bench").first() or User.objects.create_user("bench")
    mark, at = uuid4().hex[:8], clock.now()
    return [
        Grant(user=person, role="AUDITOR", site=f"{mark}-{n}", granted_at=at, granted_by="bench")
        for n in range(number)
    ]


def checked(number: int) -> bool:
    """Print how long the check of so many rows takes; return whether the goal is met."""
    with tempfile.TemporaryDirectory() as home:
        os.environ |= {"CAREPATH_HOME": home, "DATABASE_URL": ""}
        prepared()
        from carepath.audit import queries
        from tests.audit import ledgers

        fill(number)
        taken = {"in the database": timed(lambda: whole(queries.verdict(), number))}
        file = Path(home) / "ledger.ndjson"
        with file.open("w") as out:
            out.writelines(map(ledgers.line, ledgers.stream(number)))
        verifier = ROOT / "carepath" / "audit" / "verifier.py"
        command = [sys.executable, "-I", str(verifier), str(file)]
        taken["of the export"] = timed(lambda: subprocess.run(command, check=True))
    for what, (wall, processor) in taken.items():
        show(f"check of {number:,} rows {what}: {wall:.1f} s of {GOAL_S:.0f} s, "
             f"{processor:.1f} s of them on the processor")  # fmt: skip
    return max(wall for wall, _processor in taken.values()) <= GOAL_S


def fill(number: int) -> None:
    """Write a made-up ledger with its root into the embedded database."""
    from django.db import connection, transaction

    from carepath.audit import actions, verifier
    from carepath.ui import clock
    from tests.audit import ledgers
    from tests.audit.changed import without_triggers

    names, marks = ", ".join(verifier.COLUMNS), ", ".join(["%s"] * len(verifier.COLUMNS))
    with without_triggers(), transaction.atomic(), connection.cursor() as cursor:
        statement = f"INSERT INTO audit_change ({names}) VALUES ({marks})"
        cursor.executemany(statement, ledgers.stream(number))
    actions.seal(at=clock.now())
    actions.write_roots()


def whole(found, number: int) -> None:
    assert (found.rows, found.first_bad_seq, found.roots_checked) == (number, None, 1), found


def timed(check) -> tuple[float, float]:
    """Return wall and processor seconds, those of processes that ended included."""
    begun, before = time.perf_counter(), sum(os.times()[:4])
    check()
    return time.perf_counter() - begun, sum(os.times()[:4]) - before


def show(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
