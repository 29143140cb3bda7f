"""manage.py migrate: Django's, then the ledger's triggers, which a rebuilt table would lose."""

from django.core.management.commands import migrate

from carepath.audit import triggers
from carepath.ui import clock


class Command(migrate.Command):
    def handle(self, *args, **options) -> None:
        with triggers.maintenance(options["database"]):
            super().handle(*args, **options)
            if not (options["plan"] or options["check_unapplied"]):
                triggers.install(options["database"], at=clock.now())
