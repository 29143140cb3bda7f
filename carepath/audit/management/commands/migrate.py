"""manage.py migrate: Django's, then the ledger's triggers, which a rebuilt table would lose."""

from django.core.management.commands import migrate

from carepath.audit import triggers
from carepath.ui import clock


class Command(migrate.Command):
    def handle(self, *args, **options) -> None:
        alias = options["database"]
        with triggers.maintenance(alias):
            if options["plan"] or options["check_unapplied"]:
                super().handle(*args, **options)
                return
            with triggers.rebuilding(alias):
                super().handle(*args, **options)
            triggers.install(alias, at=clock.now())
