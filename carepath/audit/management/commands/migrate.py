"""manage.py migrate: Django's, then the ledger's triggers, which a rebuilt table would lose."""

from typing import Any

from django.core.management.commands import migrate

from carepath.audit import router, triggers
from carepath.ui import clock


class Command(migrate.Command):
    def handle(self, *args, **options) -> None:
        alias = options["database"]
        with triggers.maintenance(alias):
            if options["plan"] or options["check_unapplied"]:
                super().handle(*args, **options)
                return
            with triggers.rebuilding(alias):
                for label in self._labels(options):
                    # Django makes tables of apps without migrations only where all are migrated.
                    sync = options["run_syncdb"] and label is None
                    super().handle(*args, **options | {"app_label": label, "run_syncdb": sync})
            triggers.install(alias, at=clock.now())

    def _labels(self, options: dict[str, Any]) -> list[str | None]:
        """Return the apps to migrate, one after the other; [None] = all at once."""
        if options["app_label"]:
            return [options["app_label"]]
        return router.migrated_apps(options["database"]) or [None]
