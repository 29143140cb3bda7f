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

from carepath.ui import clock
from carepath.work import queries
from carepath.work.management import home

ADVISORY = 0x6361_7265  # a number of our own for PostgreSQL's lock between machines


class Command(BaseCommand):
    help = "Prepare everything for the first start; safe to run again, also twice at once."

    def handle(self, **options) -> None:
        folder = Path(settings.CAREPATH_HOME)
        with in_plain_words(folder):
            home.prepare(folder)
            with home.alone(folder / "run" / "setup.lock", wait=True), _one_machine():
                for alias in queries.unmigrated():
                    call_command("migrate", database=alias, interactive=False, verbosity=0)
                for alias in connections:
                    call_command("createcachetable", database=alias, verbosity=0)
                lines = import_string(settings.FIRST_STEPS)(at=clock.now())
        for line in lines:
            self.stdout.write(line)


@contextmanager
def in_plain_words(folder: Path) -> Iterator[None]:
    """Turn what can go wrong with folder or database into one sentence."""
    try:
        yield
    except home.Refusal as error:
        raise CommandError(str(error)) from error
    except OSError as error:
        raise CommandError(home.sentence(error, folder)) from error
    except DatabaseError as error:
        raise CommandError(_database_words(error, folder)) from error


def _database_words(error: DatabaseError, folder: Path) -> str:
    reason = " ".join(str(error).split()) or type(error).__name__
    if connection.vendor == "sqlite":
        return _("The database in %(home)s cannot be used: %(reason)s.") % {
            "home": folder,
            "reason": reason,
        }
    return _("DATABASE_URL: the database cannot be used: %(reason)s") % {"reason": reason}


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
