"""A copy of all that cannot be made anew, checked as it is written, and the way back from it.

That is each database, and which secrets belong to it. The span store is a copy itself, and is made
anew from a database that comes back: one that was kept would be ahead of it.
"""

import hashlib
import json
import os
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from django.db import connections, transaction
from django.utils.translation import gettext as _

from carepath.audit import triggers
from carepath.work.management.home import Refusal

MANIFEST = "manifest.json"
SECRETS = "secrets"
MADE_ANEW = ("store", "staging", "scratch", "demo")
"""Folders of a home that hold what is made from the database again."""


@dataclass(frozen=True, slots=True)
class Copy:
    """One database as it was copied: its file, that file's hash, and the rows of each table."""

    file: str
    sha256: str
    tables: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup holds; `secrets` are fingerprints by name, too short to tell a secret."""

    made_at: str
    vendor: str
    copies: Mapping[str, Copy]
    secrets: Mapping[str, str]

    @property
    def rows(self) -> int:
        """How many rows there are in all."""
        return sum(sum(copy.tables.values()) for copy in self.copies.values())


def fingerprint(secret: str) -> str:
    """Return eight letters that tell two secrets apart."""
    return hashlib.sha256(secret.encode()).hexdigest()[:8]


def save(folder: Path, *, secrets: Mapping[str, str], at: datetime, whole: bool = False) -> Path:
    """Copy every database while the portal goes on, and return the new folder in this one.

    `whole` = the secrets themselves too. The manifest comes last: without it a backup is none.
    """
    os.umask(0o077)
    into = folder / f"carepath-{at:%Y%m%dT%H%M%SZ}"
    into.mkdir(parents=True)
    vendor = connections["default"].vendor
    copy = _copy_sqlite if vendor == "sqlite" else _copy_postgresql
    copies = {alias: copy(alias, into) for alias in connections}
    if whole:
        (into / SECRETS).mkdir()
        for name, value in secrets.items():
            _write(into / SECRETS / name.lower(), value)
    prints = {name: fingerprint(value) for name, value in secrets.items()}
    manifest = Manifest(at.isoformat(), vendor, copies, prints)
    _write(into / MANIFEST, json.dumps(asdict(manifest), indent=1))
    return into


def check(folder: Path) -> Manifest:
    """Return what a backup holds; Refusal if any of it is not as it was written."""
    try:
        found = json.loads((folder / MANIFEST).read_text())
        copies = {alias: Copy(**copy) for alias, copy in found.pop("copies").items()}
        manifest = Manifest(copies=copies, **found)
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
        text = _("%(folder)s is no whole backup: its %(file)s cannot be read.")
        raise Refusal(text % {"folder": folder, "file": MANIFEST}) from error
    for copy in copies.values():
        path = folder / copy.file
        if not path.is_file() or _sha256(path) != copy.sha256:
            raise Refusal(_("%(file)s is not what was backed up.") % {"file": path})
    return manifest


def strange_secrets(manifest: Manifest, secrets: Mapping[str, str]) -> list[str]:
    """Return the names of secrets that are not those the backup was made with."""
    return sorted(
        name for name, kept in manifest.secrets.items() if fingerprint(secrets[name]) != kept
    )


def bring_back(folder: Path, manifest: Manifest, *, home: Path) -> None:
    """Fill the empty databases from a backup that was checked; Refusal if they are not empty."""
    vendor = connections["default"].vendor
    if manifest.vendor != vendor:
        words = {"kept": manifest.vendor, "here": vendor}
        raise Refusal(_("The backup is of %(kept)s, the portal runs on %(here)s.") % words)
    for alias in manifest.copies:
        if _tables(alias):
            name = connections[alias].settings_dict["NAME"]
            raise Refusal(_("%(name)s is not empty: nothing was changed.") % {"name": name})
    for name in MADE_ANEW:
        shutil.rmtree(home / name, ignore_errors=True)
    put = _put_sqlite if vendor == "sqlite" else _put_postgresql
    for alias, copy in manifest.copies.items():
        put(alias, folder / copy.file)
        if _counts(alias) != copy.tables:
            raise Refusal(_("%(file)s came back with other rows.") % {"file": copy.file})


# -- SQLite ---------------------------------------------------------------------------------------


def _copy_sqlite(alias: str, into: Path) -> Copy:
    path = into / f"{alias}.sqlite3"
    with triggers.maintenance(alias), connections[alias].cursor() as cursor:
        cursor.execute("VACUUM INTO %s", [str(path)])
        cursor.execute("ATTACH %s AS kept", [f"file:{path}?mode=ro"])
        try:
            cursor.execute("PRAGMA kept.quick_check")
            if cursor.fetchall() != [("ok",)]:
                raise Refusal(_("The copy of %(name)s is damaged.") % {"name": alias})
            tables = _counts(alias, schema="kept")
        finally:
            cursor.execute("DETACH kept")
    _to_disk(path)
    return Copy(path.name, _sha256(path), tables)


def _put_sqlite(alias: str, source: Path) -> None:
    connections[alias].close()
    target = Path(connections[alias].settings_dict["NAME"])
    for ending in ("-wal", "-shm"):  # left by the empty one
        Path(f"{target}{ending}").unlink(missing_ok=True)
    draft = target.with_suffix(".part")
    shutil.copyfile(source, draft)
    draft.chmod(0o600)
    _to_disk(draft)
    draft.replace(target)


# -- PostgreSQL -----------------------------------------------------------------------------------


def _copy_postgresql(alias: str, into: Path) -> Copy:
    """The rows are counted in the very snapshot that is dumped."""
    path = into / f"{alias}.dump"
    with transaction.atomic(using=alias), connections[alias].cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        cursor.execute("SELECT pg_export_snapshot()")
        snapshot = cursor.fetchone()[0]
        _run(alias, "pg_dump", "--format=custom", f"--snapshot={snapshot}", f"--file={path}")
        tables = _counts(alias)
    _to_disk(path)
    return Copy(path.name, _sha256(path), tables)


def _put_postgresql(alias: str, source: Path) -> None:
    _run(alias, "pg_restore", "--exit-on-error", "--single-transaction", str(source))


def _run(alias: str, program: str, *words: str) -> None:
    if shutil.which(program) is None:
        raise Refusal(_("%(program)s is needed: install the client programs of PostgreSQL.")
                      % {"program": program})  # fmt: skip
    to = connections[alias].settings_dict
    where = {"--dbname": to["NAME"], "--host": to["HOST"], "--port": to["PORT"]}
    where["--username"] = to["USER"]
    done = subprocess.run(
        [program, "--no-owner", "--no-privileges", "--no-password"]
        + [f"{name}={value}" for name, value in where.items() if value]
        + list(words),
        env={**os.environ, "PGPASSWORD": str(to["PASSWORD"])},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        lines = done.stderr.strip().splitlines() or [program]
        raise Refusal(lines[0])


# -- both -----------------------------------------------------------------------------------------


def _tables(alias: str, schema: str = "") -> list[str]:
    with connections[alias].cursor() as cursor:
        if connections[alias].vendor == "sqlite":
            master = f"{schema or 'main'}.sqlite_master"
            query = f"SELECT name FROM {master} WHERE type = 'table' AND name NOT LIKE 'sqlite~_%%'"
            cursor.execute(f"{query} ESCAPE '~' ORDER BY name", [])
        else:
            cursor.execute(
                "SELECT tablename FROM pg_tables WHERE schemaname = current_schema() ORDER BY 1"
            )
        return [row[0] for row in cursor.fetchall()]


def _counts(alias: str, schema: str = "") -> dict[str, int]:
    """Return how many rows each table has."""
    found = {}
    for table in _tables(alias, schema):
        name = f'"{schema}"."{table}"' if schema else f'"{table}"'
        with connections[alias].cursor() as cursor:
            cursor.execute(f"SELECT count(*) FROM {name}")
            found[table] = cursor.fetchone()[0]
    return found


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _write(path: Path, text: str) -> None:
    path.write_text(text)
    _to_disk(path)


def _to_disk(path: Path) -> None:
    for each in (path, path.parent):
        number = os.open(each, os.O_RDONLY)
        try:
            os.fsync(number)
        finally:
            os.close(number)


@contextmanager
def in_words() -> Iterator[None]:
    """Turn what a disk can do into a Refusal."""
    try:
        yield
    except OSError as error:
        raise Refusal(
            f"{error.filename or ''}: {(error.strerror or str(error)).lower()}"
        ) from error
