"""manage.py restore: fill empty databases from a backup, or only look whether it is whole."""

from pathlib import Path

from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from carepath.audit import actions as audit
from carepath.ui import clock
from carepath.work.management import archive, home
from carepath.work.management.commands.setup import as_owner, in_plain_words


class Command(BaseCommand):
    help = "Fill the empty database from a backup, while the portal is stopped."
    requires_system_checks = ()  # `make check` makes them; each start need not

    def add_arguments(self, parser):
        parser.add_argument("backup", type=Path, help="folder that `backup` made")
        parser.add_argument("--check", action="store_true", help="only look whether it is whole")
        parser.add_argument(
            "--other-secrets",
            action="store_true",
            help="go on although the secrets are not those of the backup",
        )

    def handle(self, *, backup: Path, check: bool, other_secrets: bool, **options) -> None:
        folder = Path(settings.CAREPATH_HOME)
        with in_plain_words(folder), archive.in_words():
            manifest = archive.check(backup)
            if not check:
                home.prepare(folder)
                self._restore(backup, manifest, folder, other_secrets)
        words = {"at": manifest.made_at[:19], "rows": f"{manifest.rows:,}"}
        text = _("The backup of %(at)s is whole: %(rows)s rows.")
        if not check:
            text = _("The backup of %(at)s is back: %(rows)s rows. Everybody signs in again.")
        self.stdout.write(text % words)

    def _restore(self, backup, manifest, folder: Path, other_secrets: bool) -> None:
        secrets = {name: getattr(settings, name) for name in settings.SECRETS}
        strange = archive.strange_secrets(manifest, secrets)
        if strange and not other_secrets:
            text = _("Not the secrets of this backup: %(names)s. Put those back first.")
            raise CommandError(text % {"names": ", ".join(strange)})
        with home.alone(folder / "run" / "up.lock", wait=False) as mine:
            if not mine:
                raise CommandError(_("Stop the portal first."))
            with as_owner():
                archive.bring_back(backup, manifest, home=folder)
            call_command("setup", stdout=self.stdout)
            audit.roots_aside(at=clock.now())
            Session.objects.all().delete()  # one that was ended since must not live again
