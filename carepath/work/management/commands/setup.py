"""manage.py setup: prepare the home and the database, and print the first account once."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, connection, connections
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from psycopg.errors import InsufficientPrivilege

from carepath.audit import actions as audit
from carepath.audit import database_roles, triggers
from carepath.ui import clock
from carepath.work import queries
from carepath.work.management import home

ADVISORY = 0x6361_7265  # a number of our own for PostgreSQL's lock between machines


class Command(BaseCommand):
    help = "Prepare everything for the first start; safe to run again, also twice at once."
    requires_system_checks = ()  # `make check` makes them; each start need not

    def handle(self, **options) -> None:
        folder = Path(settings.CAREPATH_HOME)
        with in_plain_words(folder):
            lines = prepared(folder)
        for line in lines:
            self.stdout.write(line)
        self.stdout.flush()
        told()


def prepared(folder: Path) -> list[str]:
    """Prepare everything; return the lines that are yet to be told. Whoever did calls `told`."""
    home.prepare(folder)
    with home.alone(folder / "run" / "setup.lock", wait=True):
        with as_owner(), _one_machine():
            _make_tables()
        _check_separated()
        with _one_machine():
            return import_string(settings.FIRST_STEPS)(at=clock.now())


def told() -> None:
    """Keep that the lines of `prepared` were read out: the first password is told once."""
    import_string(settings.FIRST_TOLD)()


def _make_tables() -> None:
    for alias in queries.unmigrated():
        call_command("migrate", database=alias, interactive=False, verbosity=0)
    for alias in connections:
        if triggers.differences(alias):
            triggers.install(alias, at=clock.now())
    audit.look_at_triggers(at=clock.now())
    for alias in connections:
        call_command("createcachetable", database=alias, verbosity=0)
    if settings.DATABASE_OWNER:
        app = settings.DATABASES["default"]
        database_roles.grant(app=app["USER"], password=app["PASSWORD"])


@contextmanager
def as_owner() -> Iterator[None]:
    """Let the default connection log in as the owner, where one is named."""
    if not settings.DATABASE_OWNER:
        yield
        return
    everyday = connections["default"]
    owner = everyday.copy()
    name = everyday.settings_dict["NAME"]
    owner.settings_dict = {**everyday.settings_dict, **settings.DATABASE_OWNER, "NAME": name}
    try:
        owner.ensure_connection()
    except DatabaseError as error:
        reason = _("it cannot log in: %(reason)s") % {"reason": _plain(error)}
        raise database_roles.NotSeparated(f"DATABASE_OWNER_URL: {reason}") from error
    connections["default"] = owner
    try:
        yield
    finally:
        owner.close()
        connections["default"] = everyday


def _check_separated() -> None:
    """Raise if the login that serves could still change the ledger, though it was meant not to."""
    if settings.DATABASE_OWNER and not database_roles.is_separated():
        raise database_roles.NotSeparated(
            _("DATABASE_URL: %(login)s could still change the ledger; name a login of its own.")
            % {"login": connection.settings_dict["USER"]}
        )


@contextmanager
def in_plain_words(folder: Path) -> Iterator[None]:
    """Turn what can go wrong with folder or database into one sentence."""
    try:
        yield
    except (home.Refusal, database_roles.NotSeparated) as error:
        raise CommandError(str(error)) from error
    except OSError as error:
        raise CommandError(home.sentence(error, folder)) from error
    except DatabaseError as error:
        raise CommandError(_database_words(error, folder)) from error


def _database_words(error: DatabaseError, folder: Path) -> str:
    reason = _plain(error)
    if connection.vendor == "sqlite":
        return _("The database in %(home)s cannot be used: %(reason)s.") % {
            "home": folder,
            "reason": reason,
        }
    if _is_refused(error):
        return _(
            "DATABASE_URL: this login may not change the tables; "
            "set DATABASE_OWNER_URL to the one that owns them and run `make setup`."
        )
    return _("DATABASE_URL: the database cannot be used: %(reason)s") % {"reason": reason}


def _is_refused(error: BaseException | None) -> bool:
    """Return whether a lack of rights lies at the bottom of it."""
    while error is not None and not isinstance(error, InsufficientPrivilege):
        error = error.__cause__ or error.__context__
    return error is not None


def _plain(error: DatabaseError) -> str:
    return " ".join(str(error).split()) or type(error).__name__


@contextmanager
def _one_machine() -> Iterator[None]:
    """Let one machine at a time change a shared database."""
    if connection.vendor != "postgresql":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [ADVISORY])
        try:
            yield
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [ADVISORY])
