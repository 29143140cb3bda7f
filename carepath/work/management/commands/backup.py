"""manage.py backup: copy every database into a folder while the portal goes on."""

from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from carepath.audit import actions as audit
from carepath.ui import clock
from carepath.work.management import archive
from carepath.work.management.commands.setup import in_plain_words


class Command(BaseCommand):
    help = "Copy every database into a new folder, checked; the portal may go on meanwhile."
    requires_system_checks = ()  # `make check` makes them; each start need not

    def add_arguments(self, parser):
        parser.add_argument("folder", type=Path, help="where the new folder is made")
        parser.add_argument(
            "--with-secrets",
            action="store_true",
            help="copy the secrets too: who has such a backup can read everything in it",
        )

    def handle(self, *, folder: Path, with_secrets: bool, **options) -> None:
        secrets = {name: getattr(settings, name) for name in settings.SECRETS}
        with in_plain_words(Path(settings.CAREPATH_HOME)), archive.in_words():
            made = archive.save(folder, secrets=secrets, at=clock.now(), whole=with_secrets)
            manifest = archive.check(made)
            with audit.recording_as("worker:backup", at=clock.now()):
                audit.record("backed up", rows=manifest.rows, secrets=with_secrets)
        words = {"folder": made, "rows": f"{manifest.rows:,}"}
        self.stdout.write(_("%(folder)s holds %(rows)s rows, checked.") % words)
        if not with_secrets:
            home = Path(settings.CAREPATH_HOME) / "secrets"
            self.stdout.write(
                _("Keep the secrets in %(home)s apart from it: it is of no use without them.")
                % {"home": home}
            )
