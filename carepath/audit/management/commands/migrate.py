"""manage.py migrate: Django's, then the ledger's triggers, which a rebuilt table would lose."""

from typing import Any

from django.core.management.commands import migrate
from django.core.management.sql import emit_post_migrate_signal
from django.db import connections

from carepath.audit import blank, router, triggers
from carepath.ui import clock

PARTLY = ("app_label", "plan", "check_unapplied", "fake", "fake_initial", "from_history")


class Command(migrate.Command):
    def add_arguments(self, parser) -> None:
        super().add_arguments(parser)
        parser.add_argument(
            "--from-history",
            action="store_true",
            help="Live through all migrations, also where the database is blank.",
        )

    def handle(self, *args, **options) -> None:
        alias = options["database"]
        with triggers.maintenance(alias):
            if options["plan"] or options["check_unapplied"]:
                super().handle(*args, **options)
                return
            if not any(options.get(word) for word in PARTLY) and blank.is_blank(alias):
                self._fill(alias, options)
            else:
                self._live_through(alias, args, options)
            triggers.install(alias, at=clock.now())

    def _fill(self, alias: str, options: dict[str, Any]) -> None:
        self.verbosity = options["verbosity"]
        blank.fill(alias, lambda labels: self.sync_apps(connections[alias], labels))
        emit_post_migrate_signal(self.verbosity, options["interactive"], alias)

    def _live_through(self, alias: str, args: tuple, options: dict[str, Any]) -> None:
        with triggers.rebuilding(alias):
            for label in self._labels(options):
                # Django makes tables of apps without migrations only where all are migrated.
                sync = options["run_syncdb"] and label is None
                super().handle(*args, **options | {"app_label": label, "run_syncdb": sync})

    def _labels(self, options: dict[str, Any]) -> list[str | None]:
        """Return the apps to migrate, one after the other; [None] = all at once."""
        if options["app_label"]:
            return [options["app_label"]]
        return router.migrated_apps(options["database"]) or [None]
